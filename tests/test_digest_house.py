"""What a digest takes from the rest of the house: ledger, letters, instructions, ratings; and old snapshots."""

from datetime import date, timedelta

import pytest
from builders import issue_id
from digest_week import GOLDEN, LIFT, OVER, WASTE, WEEK, counted, day, decide, small_week, taken, version
from queue_pages import suggest

from intake import followup, instructions, ledger, triage
from intake.config import Config
from intake.db import Connection
from intake.digest.forms import FORMS
from intake.digest.issue import current, issue
from intake.digest.types import FORMAT, Snapshot
from intake.digest.upgrade import thawed
from intake.digest.withhold import withhold
from intake.duty import LedgerState
from intake.instructions import Given
from intake.model import Disposal, Rating, Seal, Staff, Stance
from intake.store import ledger as entries

both = pytest.mark.both


def strike(conn: Connection, title: str, by: Staff, days: int) -> None:
    """Strike an entry off on a day of the week."""
    entry, half_year = issue_id(conn, title), timedelta(days=180)
    seen = entries.entry(conn, entry).version
    ledger.set_state(conn, entry, seen, LedgerState.STRUCK, "已核验", by, day(days), look_back=half_year, two=False)


@both
def test_an_entry_comes_back_when_it_was_struck_off_and_is_spoken_about_since(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    strike(conn, LIFT, bo, 0)
    strike(conn, WASTE, bo, 7)
    found = counted(conn, config)
    (lift,) = found["comebacks"]
    assert (lift["title"], lift["struck_on"], lift["about"], lift["doubts"]) == (LIFT, "2026-11-15", 2, 1)
    assert "台账已销号又有反映的1项" in found["sentences"][1]
    assert "销号后又有反映" in FORMS["html"].render(found).decode()


@both
def test_an_entry_nobody_struck_off_does_not_come_back(conn: Connection, config: Config) -> None:
    small_week(conn)
    found = counted(conn, config)
    assert (found["comebacks"], len(found["doubted"])) == ([], 2)
    assert "反弹" not in FORMS["html"].render(found).decode()


@both
def test_what_went_to_other_bodies_is_counted_by_where_it_went(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    plain = [taken(conn, day(5), body=f"信访事项{n}") for n in range(3)]
    report = taken(conn, day(5), body="反映某人的问题")
    triage.seal(conn, report, version(conn, report), Seal.SEALED, bo, day(5))
    sent = triage.transfer(conn, plain[:2], Disposal.FORWARDED, "区信访办", "", bo, day(6))
    triage.transfer(conn, [plain[2], report], Disposal.TRANSFERRED, "区纪委", "", bo, day(6))
    triage.acknowledge_transfer(conn, sent, date(2026, 11, 22), "信12", bo, day(7))
    found = counted(conn, config)
    routes = [(r["addressee"], r["letters"], r["count"], r["returned"]) for r in found["flow"]["routes"]]
    assert routes == [("区信访办", 1, 2, 2), ("区纪委", 1, 1, 0)]
    assert found["flow"]["restricted"] == 1
    page = FORMS["html"].render(found).decode()
    assert "区信访办" in page
    assert "另有按规定只计总数的1件转送、移送其他机关" in page


@both
def test_what_citizens_think_of_the_answers_is_counted(conn: Connection, config: Config) -> None:
    small_week(conn)
    praise = int(counted(conn, config)["opinions"][1]["id"])
    followup.rate(conn, praise, Rating.NOT, day(6))
    found = counted(conn, config)
    assert {line["key"]: line["count"] for line in found["flow"]["ratings"]} == {"content": 0, "fairly": 0, "not": 1}
    assert "来件人对答复的评价：" in FORMS["html"].render(found).decode()


@both
def test_instructions_stand_in_digests_until_they_are_done(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    first = int(counted(conn, config)["opinions"][0]["id"])
    edition = issue(conn, config, WEEK, bo, OVER)
    made = instructions.enter(
        conn, Given("张书记", date(2026, 11, 20), "请回复王小明", date(2026, 11, 21), opinion_id=first), bo, OVER
    )
    instructions.enter(conn, Given("李区长", date(2026, 11, 23), "已阅", edition=edition.number), bo, OVER)
    found = counted(conn, config)
    assert [(i["on"], i["due_on"], i["late"], i["text"]) for i in found["instructions"]["open"]] == [
        ("2026-000003", "2026-11-21", True, "请回复〔来件人〕"),
        (f"第{edition.number}期专报", "", False, "已阅"),
    ]
    assert found["sentences"][2].endswith("；领导批示未办结2件。")
    instructions.finish(conn, made, "已回复", bo, OVER)
    assert len(counted(conn, config)["instructions"]["open"]) == 1


@both
def test_an_instruction_on_a_report_is_only_counted(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    first = int(counted(conn, config)["opinions"][0]["id"])
    instructions.enter(conn, Given("张书记", date(2026, 11, 20), "严查某主任", opinion_id=first), bo, OVER)
    triage.seal(conn, first, version(conn, first), Seal.SEALED, bo, OVER)
    found = counted(conn, config)
    assert found["instructions"] == {"open": [], "restricted": 1}
    assert not any("严查" in form.render(found).decode(errors="ignore") for form in FORMS.values())


@both
def test_words_taken_out_are_taken_out_of_what_was_written_on_them(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    first = int(counted(conn, config)["opinions"][0]["id"])
    instructions.enter(conn, Given("张书记", date(2026, 11, 20), "六楼那家请核实", opinion_id=first), bo, OVER)
    issue(conn, config, WEEK, bo, OVER)
    withhold(conn, first, "本人要求", bo, OVER)
    for found in (current(conn, config, WEEK, OVER), counted(conn, config)):
        assert [each["text"] for each in found["instructions"]["open"]] == [""]


@both
def test_suggestions_nobody_has_looked_at_are_counted_whenever_they_came(conn: Connection, config: Config) -> None:
    suggest(conn, taken(conn, day(-40), body="再写一件"), WASTE)
    bo = small_week(conn)
    assert counted(conn, config)["stock"]["suggested"] == 1
    decided = taken(conn, day(6), body="又一件")
    suggest(conn, decided, LIFT)
    decide(conn, decided, bo, day(6), [LIFT], None, Stance.SILENT)
    assert counted(conn, config)["stock"]["suggested"] == 1


@pytest.fixture(scope="module", params=[1, 2])
def old(request: pytest.FixtureRequest) -> Snapshot:
    return thawed((GOLDEN / f"week-{request.param}.json").read_text(encoding="utf-8"))


def test_a_snapshot_of_an_earlier_format_keeps_its_figures(old: Snapshot) -> None:
    assert (old["format"], old["totals"]["registered"], old["comebacks"]) == (FORMAT, 10, [])
    assert [line["title"] for line in old["doubted"]] == [LIFT, WASTE]


@pytest.mark.parametrize("form", FORMS)
def test_a_snapshot_of_an_earlier_format_can_be_handed_out_in_every_form(old: Snapshot, form: str) -> None:
    assert FORMS[form].render(old)
