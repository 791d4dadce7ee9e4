"""Issuing a digest: numbers, frozen bytes, two at once, what later ones correct; the command line."""

import hashlib
import json
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from builders import person
from click.testing import CliRunner
from digest_week import HOMES, LIFT, OVER, WASTE, WEEK, counted, day, decide, small_week, taken, version

from intake import triage
from intake.cli.digest import command
from intake.config import Config
from intake.db import Connection, Database, transaction
from intake.digest.forms import FORMS
from intake.digest.issue import current, issue, rendered
from intake.digest.periods import Scope, parse
from intake.digest.withhold import withhold
from intake.errors import DatabaseError, Invalid, NotFound, Refused
from intake.model import Channel, Nature, Role, Seal, Stance
from intake.store import blobs, circulars, editions, events, opinions

pytestmark = pytest.mark.both
NEXT = Scope(parse("2026-W48"))
LATER = OVER + timedelta(weeks=1)


def test_digests_are_numbered_on_from_the_first(conn: Connection, config: Config) -> None:
    bo, config = small_week(conn), replace(config, digest_first_number=31)
    numbers = [
        issue(conn, config, Scope(parse(key)), bo, OVER).number
        for key in ("2026-W46", "2026-W47", "2026-W46", "2026-10")
    ]
    assert numbers == [31, 32, 31, 33]


def test_an_issued_digest_keeps_its_bytes_whatever_happens(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    issue(conn, config, WEEK, bo, OVER)
    first = rendered(conn, config, WEEK, list(FORMS), OVER)
    lift = int(counted(conn, config)["opinions"][1]["id"])
    triage.confirm(conn, lift, version(conn, lift), [], bo, LATER)
    taken(conn, day(2), body="补登的一件")
    assert counted(conn, config, now=LATER)["totals"]["registered"] == 11
    assert rendered(conn, replace(config, office="改了名的办公室"), WEEK, list(FORMS), LATER) == first
    assert current(conn, config, WEEK, LATER)["totals"]["registered"] == 10


def test_a_frozen_digest_is_stored_and_not_made_anew(conn: Connection, config: Config) -> None:
    edition = issue(conn, config, WEEK, small_week(conn), OVER)
    stored = {form: editions.blob(conn, edition.id, form) for form in FORMS}
    given = rendered(conn, config, WEEK, list(FORMS), LATER)
    assert {form: hashlib.sha256(data).hexdigest() for form, data in given.items()} == stored


def test_the_history_holds_the_hash_of_every_form(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    edition = issue(conn, config, WEEK, bo, OVER)
    (event,) = events.history(conn, edition.id)
    assert (event.kind, event.staff_id, event.data["number"]) == ("digest_issued", bo.id, 1)
    assert event.data["forms"] == {form: editions.blob(conn, edition.id, form) for form in FORMS}


def test_what_is_issued_is_the_draft_with_number_and_signer(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    draft = counted(conn, config)
    issue(conn, config, WEEK, bo, OVER)
    frozen = current(conn, config, WEEK, LATER)
    assert frozen == {**draft, "number": 1, "issued_by": "包宝"}


def test_a_week_that_is_not_over_is_not_issued(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    with pytest.raises(Invalid, match="还没有结束"):
        issue(conn, config, WEEK, bo, day(8, 0) - timedelta(milliseconds=1))
    assert editions.every(conn) == []
    assert issue(conn, config, WEEK, bo, day(8, 0)).number == 1


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.ADMINISTRATOR])
def test_only_a_manager_issues(conn: Connection, config: Config, role: Role) -> None:
    with pytest.raises(Refused):
        issue(conn, config, WEEK, person(conn, role), OVER)
    assert editions.every(conn) == []


def test_two_who_issue_at_once_get_one_digest(conn: Connection, config: Config, database: Database) -> None:
    bo, found = small_week(conn), []
    ready = threading.Barrier(4)

    def run(scope: Scope) -> None:
        with database.connection() as own:
            ready.wait()
            found.append(issue(own, config, scope, bo, OVER))

    scopes = [WEEK, WEEK, WEEK, Scope(parse("2026-W46"))]
    threads = [threading.Thread(target=run, args=(scope,)) for scope in scopes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {(e.period, e.number) for e in found} == {(e.period, e.number) for e in editions.every(conn)}
    assert sorted(e.number for e in editions.every(conn)) == [1, 2]


def test_one_circular_and_all_are_two_digests(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    one = issue(conn, config, Scope(WEEK.period, circulars.every(conn)[0].id), bo, OVER)
    every = issue(conn, config, WEEK, bo, OVER)
    assert (one.number, every.number) == (1, 2)
    assert current(conn, config, WEEK, OVER)["circular"] == ""


def test_a_form_that_there_is_none_of_is_not_found(conn: Connection, config: Config) -> None:
    with pytest.raises(NotFound):
        rendered(conn, config, WEEK, ["pdf"], OVER)


def test_figures_that_do_not_add_up_are_never_handed_out(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    homes = taken(conn, day(6), body="旧改")
    decide(conn, homes, bo, day(6), [HOMES])
    with transaction(conn):
        circulars.set_state(conn, circulars.every(conn)[0].id, "draft")  # its entries are no longer listed
    with pytest.raises(DatabaseError, match="does not add up"):
        counted(conn, config)


# corrections


def test_the_next_digest_says_what_was_changed(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    edition = issue(conn, config, WEEK, bo, OVER)
    two, praise, letter = (int(line["id"]) for line in counted(conn, config)["opinions"][:3])
    triage.confirm(conn, two, version(conn, two), [], bo, LATER)
    triage.classify(conn, praise, version(conn, praise), bo, LATER, nature=Nature.INQUIRY, stance=Stance.PARTLY)
    with_channel(conn, letter)
    found = counted(conn, config, NEXT, LATER)["corrections"]
    assert found is not None
    assert (found["edition"], found["decided"], found["hidden"]) == (edition.number, 0, 0)
    assert [(line["number"], line["what"], line["was"], line["now"]) for line in found["lines"]] == [
        ("2026-000003", "关联事项", f"{LIFT}、{WASTE}", "未关联"),
        ("2026-000004", "诉求性质", "表扬", "咨询"),
        ("2026-000004", "整改态度", "认可整改", "部分认可"),
        ("2026-000005", "反映渠道", "来信", "电话"),
    ]


def with_channel(conn: Connection, opinion_id: int) -> None:
    """Correct a channel as a correction of the register would."""
    with transaction(conn):
        conn.execute(
            "UPDATE opinion SET channel = :channel WHERE id = :id", {"channel": Channel.PHONE, "id": opinion_id}
        )
        events.append(conn, opinion_id, "corrected", LATER)


def test_deciding_what_was_undecided_is_no_correction(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    issue(conn, config, WEEK, bo, OVER)
    sunday = next(line for line in counted(conn, config)["opinions"] if line["text"] == "星期天夜里写的")
    decide(conn, int(sunday["id"]), bo, LATER, [HOMES], Nature.SUGGESTION)
    found = counted(conn, config, NEXT, LATER)["corrections"]
    assert found is not None
    assert (found["decided"], found["lines"]) == (1, [])


def test_what_was_sealed_since_is_counted_and_not_named(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    issue(conn, config, WEEK, bo, OVER)
    first = int(counted(conn, config)["opinions"][0]["id"])
    triage.seal(conn, first, version(conn, first), Seal.SEALED, bo, LATER)
    found = counted(conn, config, NEXT, LATER)["corrections"]
    assert found is not None
    assert (found["hidden"], found["lines"]) == (1, [])


def test_a_correction_reaches_back_over_several_digests_and_is_made_once(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    issue(conn, config, WEEK, bo, OVER)
    issue(conn, config, NEXT, bo, LATER)
    first = int(counted(conn, config)["opinions"][0]["id"])
    triage.confirm(conn, first, version(conn, first), [], bo, LATER + timedelta(days=1))
    third, fourth = Scope(parse("2026-W49")), Scope(parse("2026-W50"))
    found = counted(conn, config, third, LATER + timedelta(weeks=1))["corrections"]
    assert found is not None
    assert [(line["edition"], line["what"]) for line in found["lines"]] == [(1, "关联事项")]
    issue(conn, config, third, bo, LATER + timedelta(weeks=1))
    again = counted(conn, config, fourth, LATER + timedelta(weeks=2))["corrections"]
    assert again is not None
    assert again["lines"] == []


def test_digests_of_another_kind_are_not_corrected(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    issue(conn, config, Scope(parse("2026-10")), bo, OVER)
    assert counted(conn, config)["corrections"] is None


# words taken out


def test_words_taken_out_of_an_issued_digest_make_it_a_correction(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    edition = issue(conn, config, WEEK, bo, OVER)
    before, bytes_before = current(conn, config, WEEK, OVER), rendered(conn, config, WEEK, list(FORMS), OVER)
    praise = before["opinions"][1]
    assert [e.number for e in withhold(conn, int(praise["id"]), "提到第三人姓名", bo, LATER)] == [edition.number]
    after = current(conn, config, WEEK, LATER)
    line = after["opinions"][1]
    assert (line["withheld"], line["subject"], line["text"]) == ("按规定不列原文", "", "")
    assert {**after, "revision": 0, "opinions": []} == {**before, "opinions": []}
    for form, data in rendered(conn, config, WEEK, list(FORMS), LATER).items():
        assert data != bytes_before[form]
        assert "电梯装好了".encode() not in data
    assert "第1期（更正1）".encode() in rendered(conn, config, WEEK, ["html"], LATER)["html"]


def test_the_withdrawn_bytes_leave_and_their_hashes_stay(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    edition = issue(conn, config, WEEK, bo, OVER)
    old = editions.blobs(conn, edition.id)
    praise = int(current(conn, config, WEEK, OVER)["opinions"][1]["id"])
    withhold(conn, praise, "", bo, LATER)
    new = editions.blobs(conn, edition.id)
    assert not set(old.values()) & set(new.values())
    event = events.history(conn, edition.id)[-1]
    assert (event.kind, event.data) == ("digest_corrected", {"revision": 1, "forms": new, "withdrawn": old})
    with transaction(conn):
        blobs.sweep(conn, LATER + timedelta(days=2))
    assert all(blobs.get(conn, sha) == b"" for sha in old.values())
    assert all(blobs.get(conn, sha) for sha in new.values())


def test_words_kept_out_of_a_draft_stay_out_when_it_is_issued(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    first = int(counted(conn, config)["opinions"][0]["id"])
    assert withhold(conn, first, "涉及他人隐私", bo, OVER) == []
    assert events.history(conn, first)[-1].words == "涉及他人隐私"
    found = counted(conn, config)
    assert (found["opinions"][0]["withheld"], found["totals"]["valid"]) == ("按规定不列原文", 6)
    assert issue(conn, config, WEEK, bo, OVER).revision == 0
    assert current(conn, config, WEEK, OVER)["opinions"][0]["text"] == ""


def test_a_month_and_a_week_with_the_same_words_are_both_corrected(conn: Connection, config: Config) -> None:
    bo, month = small_week(conn), Scope(parse("2026-11"))
    issue(conn, config, WEEK, bo, OVER)
    issue(conn, config, Scope(parse("2026-W46")), bo, OVER)
    issue(conn, config, month, bo, OVER + timedelta(days=30))
    first = int(current(conn, config, WEEK, OVER)["opinions"][0]["id"])
    corrected = withhold(conn, first, "", bo, OVER + timedelta(days=31))
    assert sorted(edition.period for edition in corrected) == ["2026-11", "2026-W47"]
    assert {edition.period: edition.revision for edition in editions.every(conn)} == {
        "2026-11": 1,
        "2026-W46": 0,
        "2026-W47": 1,
    }
    assert withhold(conn, first, "", bo, OVER + timedelta(days=32)) == []


def test_who_may_not_issue_takes_nothing_out(conn: Connection, config: Config) -> None:
    small_week(conn)
    first = int(counted(conn, config)["opinions"][0]["id"])
    with pytest.raises(Refused):
        withhold(conn, first, "", person(conn, Role.OFFICER, "cy"), OVER)
    assert counted(conn, config)["opinions"][0]["withheld"] == ""


def test_sealed_opinions_are_in_no_digest_to_be_taken_out_of(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    first = int(counted(conn, config)["opinions"][0]["id"])
    triage.seal(conn, first, version(conn, first), Seal.SEALED, bo, OVER)
    with pytest.raises(NotFound):
        withhold(conn, first, "", bo, OVER)


# the command line


@pytest.fixture
def run(config: Config, conn: Connection, monkeypatch: pytest.MonkeyPatch):
    """Runs `intake digest …` on the test's database."""
    monkeypatch.setenv("INTAKE_DATABASE", config.database)
    monkeypatch.setenv("INTAKE_SECRET_KEY", config.secret_key)
    return lambda *words: CliRunner().invoke(command, words)


def test_the_command_writes_every_form_into_a_folder(conn: Connection, config: Config, run, tmp_path: Path) -> None:
    small_week(conn)
    result = run("--week", "2026-W47", "--format", "json,csv,xlsx,docx,html", "--out", str(tmp_path / "out"))
    assert result.exit_code == 0, result.output
    paths = [
        tmp_path / "out" / f"意见建议专报-2026-W47-草稿.{form}" for form in ("json", "csv", "xlsx", "docx", "html")
    ]
    assert result.stdout.split() == [str(path) for path in paths]
    assert set((tmp_path / "out").iterdir()) == set(paths)


def test_the_command_prints_one_form(conn: Connection, run) -> None:
    small_week(conn)
    assert json.loads(run("--week", "2026-W47").stdout)["totals"]["registered"] == 10
    assert json.loads(run("--period", "2026-11").stdout)["kind"] == "month"


def test_the_command_issues_for_somebody_who_may(conn: Connection, config: Config, run, tmp_path: Path) -> None:
    small_week(conn)
    person(conn, Role.CLERK, "cy")
    assert run("--week", "2026-W46", "--issue").exit_code == 2
    assert isinstance(run("--week", "2026-W46", "--issue", "--by", "cy").exception, Refused)
    result = run("--week", "2026-W46", "--issue", "--by", "bo", "--out", str(tmp_path))
    assert (result.exit_code, result.stderr) == (0, "第1期（2026-W46）\n")
    assert (tmp_path / "意见建议专报-2026-W46-第1期.json").read_bytes() == rendered(
        conn, config, Scope(parse("2026-W46")), ["json"], LATER
    )["json"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--week", "2026-W60"), "没有“2026-W60”这一时段"),
        (("--format", "pdf"), "没有这种格式：pdf"),
        (("--format", "json,csv"), "--out"),
    ],
)
def test_the_command_says_what_is_wrong(run, words: tuple[str, ...], said: str) -> None:
    result = run(*words)
    assert result.exit_code != 0
    assert said in f"{result.exception} {result.output}"


def test_an_opinion_number_is_enough_to_find_it(conn: Connection, config: Config) -> None:
    small_week(conn)
    line = counted(conn, config)["opinions"][0]
    assert opinions.by_id(conn, int(line["id"])).number == line["number"] == "2026-000003"
