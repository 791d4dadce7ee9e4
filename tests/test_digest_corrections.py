"""What later digests correct of earlier ones, and words taken out of issued ones."""

from datetime import timedelta

import pytest
from builders import person
from digest_week import HOMES, LIFT, OVER, WASTE, WEEK, counted, decide, small_week, version

from intake import triage
from intake.config import Config
from intake.db import Connection, transaction
from intake.digest.forms import FORMS
from intake.digest.issue import current, issue, rendered
from intake.digest.periods import Scope, parse
from intake.digest.withhold import withhold
from intake.errors import NotFound, Refused
from intake.model import Channel, Nature, Role, Seal, Stance
from intake.store import blobs, editions, events

pytestmark = pytest.mark.both
NEXT = Scope(parse("2026-W48"))
LATER = OVER + timedelta(weeks=1)


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
