"""The ledger: taken over from the circular, written on by staff, struck off by two, looked back on when spoken of."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from builders import NOW, issue_id, opinion, person
from queue_pages import HOMES, LIFT, WASTE

from intake import ledger, triage
from intake.db import Connection, transaction
from intake.duty import LedgerEntry, LedgerState, Measure, Rule, RuleKind
from intake.errors import Conflict, Invalid, NotFound, Refused
from intake.ledger import Facts, overview
from intake.model import Role, Seal, Staff, Stance
from intake.store import blobs, circulars, events, opinions
from intake.store import ledger as store

pytestmark = pytest.mark.both
DAY = timedelta(days=1)
HALF_YEAR = timedelta(days=180)


@pytest.fixture
def bo(conn: Connection) -> Staff:
    return person(conn, Role.MANAGER)


@pytest.fixture
def cy(conn: Connection) -> Staff:
    return person(conn, Role.OFFICER, "cy")


@pytest.fixture
def lift(conn: Connection) -> int:
    return issue_id(conn, LIFT)


def the_circular(conn: Connection) -> int:
    return circulars.every(conn)[0].id


def move(
    conn: Connection, issue: int, state: LedgerState, by: Staff, now=NOW, *, two: bool = False, reason: str = "已核验"
) -> None:
    version = store.entry(conn, issue).version
    ledger.set_state(conn, issue, version, state, reason, by, now, look_back=HALF_YEAR, two=two)


def spoken_of(conn: Connection, issue: int, by: Staff, now=NOW, stance: Stance | None = None) -> int:
    taken = opinion(conn, now).opinion_id
    triage.confirm(conn, taken, 1, [issue], by, now)
    if stance:
        triage.classify(conn, taken, 2, by, now, stance=stance)
    return taken


def test_nothing_is_stated_before_somebody_states_it(conn: Connection, lift: int) -> None:
    assert store.entry(conn, lift) == LedgerEntry(lift)
    lines = overview.lines(conn, the_circular(conn))
    assert [line.issue.title for line in lines] == [HOMES, LIFT, WASTE]
    assert overview.sums(lines).entry_states == {LedgerState.UNSTATED: 3}


def test_beginning_takes_over_what_the_circular_lists_once(conn: Connection, bo: Staff, lift: int) -> None:
    circular = the_circular(conn)
    assert ledger.begin(conn, circular, bo, NOW) == 3
    waste = store.measures(conn, circular)[issue_id(conn, WASTE)]
    assert waste[0] == Measure("建立红黄牌督办机制", LedgerState.UNSTATED, printed=True)
    ledger.set_measures(conn, lift, 1, [Measure("增加预算", LedgerState.OPEN)], bo, NOW)
    assert ledger.begin(conn, circular, bo, NOW) == 0
    assert store.measures(conn, circular)[lift] == [Measure("增加预算", LedgerState.OPEN)]
    assert [event.kind for event in events.history(conn, lift)] == ["ledger_begun", "measures_set"]


def test_an_entry_has_who_answers_for_it_measures_and_rules(conn: Connection, bo: Staff, lift: int) -> None:
    unit = triage.unit(conn, "区房管局", bo, NOW)
    facts = Facts(unit, " 张 三 ", date(2026, 12, 31), None)
    ledger.set_facts(conn, lift, 0, facts, bo, NOW)
    ledger.set_measures(conn, lift, 1, [Measure("甲"), Measure("乙", LedgerState.STRUCK)], bo, NOW)
    ledger.set_rules(conn, lift, 2, [Rule("《办法》", RuleKind.NEW)], bo, NOW)
    entry = store.entry(conn, lift)
    assert (entry.version, entry.unit_id, entry.person, entry.due_on) == (3, unit, "张 三", date(2026, 12, 31))
    [line] = [line for line in overview.lines(conn, the_circular(conn)) if line.issue.id == lift]
    assert (len(line.measures), line.struck_measures, line.rules) == (2, 1, (Rule("《办法》", RuleKind.NEW),))
    ledger.set_measures(conn, lift, 3, [Measure("乙", LedgerState.STRUCK)], bo, NOW)
    last = events.history(conn, lift)[-1]
    assert (last.data["before"], last.data["after"], last.words) == (2, 1, "原为：甲")


def test_the_second_writer_is_told(conn: Connection, bo: Staff, lift: int) -> None:
    for version in (0, 1):
        ledger.set_rules(conn, lift, version, [], bo, NOW)
        with pytest.raises(Conflict):
            ledger.set_measures(conn, lift, version, [Measure("甲")], bo, NOW)


def test_a_state_needs_a_reason_and_says_who_and_when(conn: Connection, bo: Staff, lift: int) -> None:
    with pytest.raises(Invalid):
        move(conn, lift, LedgerState.OPEN, bo, reason=" ")
    move(conn, lift, LedgerState.STANDING, bo, reason="需要长期坚持")
    entry = store.entry(conn, lift)
    assert (entry.state, entry.state_at, entry.state_by) == (LedgerState.STANDING, NOW, bo.id)
    last = events.history(conn, lift)[-1]
    assert (last.data["from"], last.data["to"], last.words) == ("unstated", "standing", "需要长期坚持")
    with pytest.raises(Invalid):
        move(conn, lift, LedgerState.STANDING, bo)


def test_striking_off_takes_a_second_person(conn: Connection, bo: Staff, cy: Staff, lift: int) -> None:
    move(conn, lift, LedgerState.STRUCK, bo, two=True)
    asked = store.entry(conn, lift)
    assert (asked.state, asked.asked_by) == (LedgerState.UNSTATED, bo.id)
    with pytest.raises(Invalid, match="不能自己复核"):
        ledger.decide_strike(conn, lift, 1, True, "", bo, NOW, look_back=HALF_YEAR)
    with pytest.raises(Refused):
        ledger.decide_strike(conn, lift, 1, True, "", cy, NOW, look_back=HALF_YEAR)
    with pytest.raises(Invalid, match="等待另一人复核"):
        move(conn, lift, LedgerState.STRUCK, cy, two=True)
    di = person(conn, Role.MANAGER, "di")
    ledger.decide_strike(conn, lift, 1, True, "同意", di, NOW, look_back=HALF_YEAR)
    struck = store.entry(conn, lift)
    assert (struck.state, struck.state_by, struck.asked_by) == (LedgerState.STRUCK, di.id, None)
    assert struck.look_back_on == date(2027, 5, 17)
    assert events.history(conn, lift)[-1].data["asked_by"] == bo.id


def test_a_second_person_may_say_no(conn: Connection, bo: Staff, cy: Staff, lift: int) -> None:
    move(conn, lift, LedgerState.STRUCK, cy, two=True)
    ledger.decide_strike(conn, lift, 1, False, "材料不全", bo, NOW, look_back=HALF_YEAR)
    entry = store.entry(conn, lift)
    assert (entry.state, entry.asked_by) == (LedgerState.UNSTATED, None)
    with pytest.raises(Invalid):
        ledger.decide_strike(conn, lift, 2, True, "", bo, NOW, look_back=HALF_YEAR)


def test_where_one_is_enough_it_is_one_who_may(conn: Connection, bo: Staff, cy: Staff, lift: int) -> None:
    with pytest.raises(Refused):
        move(conn, lift, LedgerState.STRUCK, cy)
    move(conn, lift, LedgerState.STRUCK, bo)
    assert store.entry(conn, lift).state == LedgerState.STRUCK


def test_an_entry_with_open_measures_is_not_struck_off(conn: Connection, bo: Staff, lift: int) -> None:
    ledger.set_measures(conn, lift, 0, [Measure("甲", LedgerState.OPEN), Measure("乙")], bo, NOW)
    with pytest.raises(Invalid, match="还有 1 条举措未完成"):
        move(conn, lift, LedgerState.STRUCK, bo)


def test_whoever_speaks_after_striking_off_brings_the_entry_back(conn: Connection, bo: Staff, lift: int) -> None:
    spoken_of(conn, lift, bo, NOW - DAY)
    move(conn, lift, LedgerState.STRUCK, bo)
    circular = the_circular(conn)
    assert store.spoken(conn, circular)[lift] == store.Spoken(1, 0, 0)
    spoken_of(conn, lift, bo, NOW + DAY, Stance.DOUBTS)
    spoken_of(conn, lift, bo, NOW + 2 * DAY, Stance.ACCEPTS)
    spoken = store.spoken(conn, circular)[lift]
    assert spoken == store.Spoken(3, 2, 1)
    assert ledger.due(store.entry(conn, lift), spoken, date(2026, 11, 20))
    found = store.come_backs(conn, NOW, NOW + 7 * DAY, circular)
    assert found == [store.ComeBack(lift, NOW, 2, 1)]
    assert store.come_backs(conn, NOW, NOW + 7 * DAY, 0) == found
    assert store.come_backs(conn, NOW + 3 * DAY, NOW + 7 * DAY, 0) == []


def test_reports_and_what_is_not_confirmed_bring_nothing_back(conn: Connection, bo: Staff, lift: int) -> None:
    move(conn, lift, LedgerState.STRUCK, bo)
    sealed = spoken_of(conn, lift, bo, NOW + DAY)
    triage.seal(conn, sealed, opinions.by_id(conn, sealed).version, Seal.SEALED, bo, NOW + DAY)
    other = spoken_of(conn, lift, bo, NOW + DAY)
    triage.confirm(conn, other, opinions.by_id(conn, other).version, [], bo, NOW + DAY)
    assert store.spoken(conn, the_circular(conn)) == {}
    assert store.come_backs(conn, NOW, NOW + 7 * DAY, 0) == []


def test_looking_back_keeps_an_entry_struck_off_or_takes_it_up(conn: Connection, bo: Staff, lift: int) -> None:
    with pytest.raises(Invalid, match="只有已销号"):
        ledger.look_back(conn, lift, 0, True, "好", date(2027, 1, 1), bo, NOW)
    move(conn, lift, LedgerState.STRUCK, bo)
    spoken_of(conn, lift, bo, NOW + DAY)
    later = NOW + 2 * DAY
    for finding, next_on in ((" ", date(2027, 1, 1)), ("好", None), ("好", later.date())):
        with pytest.raises(Invalid):
            ledger.look_back(conn, lift, 1, True, finding, next_on, bo, later)
    ledger.look_back(conn, lift, 1, True, "现场查看，成效巩固", date(2027, 1, 4), bo, later)
    entry = store.entry(conn, lift)
    assert (entry.state, entry.looked_at, entry.look_back_on) == (LedgerState.STRUCK, later, date(2027, 1, 4))
    assert store.spoken(conn, the_circular(conn))[lift] == store.Spoken(1, 0, 0)
    assert not ledger.due(entry, store.Spoken(1), date(2027, 1, 3))
    assert ledger.due(entry, store.Spoken(1), date(2027, 1, 4))
    ledger.look_back(conn, lift, 2, False, "问题反弹", None, bo, later + DAY)
    again = store.entry(conn, lift)
    assert (again.state, again.look_back_on) == (LedgerState.OPEN, None)
    assert not ledger.due(again, store.Spoken(9, 9), date(2099, 1, 1))


def test_a_state_taken_back_ends_a_wait_for_a_second_person(conn: Connection, bo: Staff, lift: int) -> None:
    move(conn, lift, LedgerState.STRUCK, bo, two=True)
    move(conn, lift, LedgerState.OPEN, bo)
    assert store.entry(conn, lift).asked_by is None


def test_a_clerk_writes_nothing_and_headings_have_no_ledger(conn: Connection, bo: Staff, lift: int) -> None:
    clerk = person(conn, Role.CLERK, "di")
    heading = next(issue for issue in circulars.issues(conn, the_circular(conn)) if not issue.leaf)
    for refused in (
        lambda: ledger.begin(conn, the_circular(conn), clerk, NOW),
        lambda: ledger.set_rules(conn, lift, 0, [], clerk, NOW),
        lambda: move(conn, lift, LedgerState.OPEN, clerk),
        lambda: ledger.look_back(conn, lift, 0, True, "好", None, clerk, NOW),
    ):
        with pytest.raises(Refused):
            refused()
    with pytest.raises(Invalid, match="只有整改事项才有台账"):
        ledger.set_rules(conn, heading.id, 0, [], bo, NOW)
    with pytest.raises(NotFound):
        ledger.set_rules(conn, 7, 0, [], bo, NOW)


@pytest.mark.parametrize("measures", [[Measure(" ")], [Measure("长" * 501)], [Measure("甲")] * 201])
def test_measures_that_make_no_sense_are_refused(
    conn: Connection, bo: Staff, lift: int, measures: list[Measure]
) -> None:
    with pytest.raises(Invalid):
        ledger.set_measures(conn, lift, 0, measures, bo, NOW)
    assert store.entry(conn, lift).version == 0


def test_an_entry_a_new_version_lost_stays_only_where_something_was_written(
    conn: Connection, bo: Staff, lift: int
) -> None:
    circular = circulars.every(conn)[0]
    ledger.set_rules(conn, lift, 0, [], bo, NOW)
    leaves = [issue for issue in circulars.issues(conn, circular.id) if issue.leaf]
    blob = blobs.put(conn, b"another", NOW)
    with transaction(conn):
        version = circulars.add_version(
            conn,
            circular.id,
            title=circular.title,
            issuer=circular.issuer,
            facts=circular.facts,
            text="",
            source=(blob, "circular.txt"),
            now=NOW,
            staff_id=None,
        )
        circulars.add_issues(conn, version, [replace(issue, code=f"第1版 {issue.code}") for issue in leaves])
    assert [line.issue.id for line in overview.lines(conn, circular.id)] == [lift]
