"""Handing over to units: limits, what a unit sees and does, what the office decides, who is reminded when."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from builders import NOW, opinion, person
from handed import BODY, given, last

from intake import triage
from intake.db import Connection
from intake.duty import HandoverState, Limit, LimitKind
from intake.errors import Conflict, Invalid, NotFound, Refused
from intake.model import Channel, Disposal, Outcome, Role, Seal, Staff, Status
from intake.store import events, handover_lists, handovers, opinions
from intake.store.handover_lists import Wanted
from intake.triage import Terms
from intake.units import access, acts, days
from intake.workdays import Own

pytestmark = pytest.mark.both
DAY = timedelta(days=1)
TODAY = date(2026, 11, 18)


@pytest.fixture
def bo(conn: Connection) -> Staff:
    return person(conn, Role.MANAGER)


@pytest.fixture
def clerk(conn: Connection) -> Staff:
    return person(conn, Role.CLERK, "cy")


@pytest.fixture
def housing(conn: Connection) -> Staff:
    """Somebody of the housing bureau."""
    return person(conn, Role.UNIT, "fang", unit="区房管局")


@pytest.fixture
def street(conn: Connection) -> Staff:
    """Somebody of a street's office."""
    return person(conn, Role.UNIT, "jie", unit="定海路街道")


@pytest.fixture
def taken(conn: Connection) -> int:
    """A call with a name, a number and an address in it."""
    return opinion(conn, channel=Channel.PHONE, body=BODY, name="王大明", phone="13812341234").opinion_id


def test_handing_over_sets_the_due_date_on_the_calendar(
    conn: Connection, bo: Staff, housing: Staff, taken: int
) -> None:
    handover_id = given(conn, taken, bo, housing, limit=Limit(10, LimitKind.WORKING), contact_days=1)
    handover, now = handovers.by_id(conn, handover_id), opinions.by_id(conn, taken)
    assert (handover.due_on, handover.contact_on) == (date(2026, 12, 2), date(2026, 11, 19))
    assert (handover.state, handover.lead_id) == (HandoverState.OPEN, housing.unit_id)
    assert (now.status, now.unit_id, now.disposal) == (Status.HANDED_OVER, housing.unit_id, Disposal.ASSIGNED)
    kind, data, words = last(conn, taken)
    assert (kind, data["due"], words) == ("handed_over", "2026-12-02", "请核实")


def test_the_offices_own_days_move_the_due_date(conn: Connection, bo: Staff, housing: Staff, taken: int) -> None:
    days.enter(conn, TODAY + DAY, TODAY + 2 * DAY, Own(False, "停电"), bo, NOW)
    handover = handovers.by_id(conn, given(conn, taken, bo, housing, limit=Limit(1, LimitKind.WORKING)))
    assert handover.due_on == date(2026, 11, 23)
    days.leave(conn, TODAY + DAY, TODAY + 2 * DAY, bo, NOW)
    again = handovers.by_id(conn, given(conn, taken, bo, housing, limit=Limit(1, LimitKind.WORKING)))
    assert again.due_on == date(2026, 11, 19)


@pytest.mark.parametrize(
    ("first", "last_day", "name"),
    [(TODAY, TODAY - DAY, ""), (TODAY, TODAY + 40 * DAY, ""), (TODAY, TODAY, "长" * 21)],
)
def test_days_that_make_no_sense_are_refused(
    conn: Connection, bo: Staff, first: date, last_day: date, name: str
) -> None:
    with pytest.raises(Invalid):
        days.enter(conn, first, last_day, Own(False, name), bo, NOW)


def test_a_unit_sees_a_redacted_copy_of_what_it_was_given_and_nothing_else(
    conn: Connection, bo: Staff, housing: Staff, street: Staff, taken: int
) -> None:
    handover = access.held(conn, given(conn, taken, bo, housing), housing)
    copy = access.copy(conn, handover)
    assert "电梯一直没装" in copy.body
    for private in ("王大明", "13812341234", "502室"):
        assert private not in copy.body
    assert copy.contacts == ()
    with pytest.raises(NotFound):
        access.held(conn, handover.id, street)
    with pytest.raises(NotFound):
        access.reveal(conn, handover.id, housing, NOW)


def test_contacts_are_seen_only_where_shared_and_each_look_is_on_the_record(
    conn: Connection, bo: Staff, housing: Staff, taken: int
) -> None:
    handover_id = given(conn, taken, bo, housing, contacts=True)
    copy = access.reveal(conn, handover_id, housing, NOW)
    assert copy.contacts == (("姓名", "王大明"), ("电话", "13812341234"))
    assert copy.body == BODY
    kind, data, _ = last(conn, taken)
    assert (kind, data["handover"]) == ("contacts_seen", handover_id)


def test_what_is_sealed_or_isolated_later_leaves_the_units_sight(
    conn: Connection, bo: Staff, housing: Staff, taken: int
) -> None:
    handover_id = given(conn, taken, bo, housing)
    triage.seal(conn, taken, opinions.by_id(conn, taken).version, Seal.SEALED, bo, NOW)
    with pytest.raises(NotFound):
        access.held(conn, handover_id, housing)
    wanted = Wanted("open", TODAY, TODAY, housing.unit_id)
    assert handover_lists.page(conn, wanted) == []
    assert handover_lists.counts(conn, wanted)["open"] == 0


def test_a_unit_signs_speaks_and_replies(conn: Connection, bo: Staff, housing: Staff, taken: int) -> None:
    handover_id = given(conn, taken, bo, housing)
    acts.sign(conn, handover_id, housing, NOW)
    with pytest.raises(Invalid):
        acts.sign(conn, handover_id, housing, NOW)
    acts.contact(conn, handover_id, 1, True, "张科长电话联系", housing, NOW)
    acts.reply(conn, handover_id, 2, Outcome.SOLVING, "已列入明年计划", housing, NOW + DAY)
    handover = handovers.by_id(conn, handover_id)
    assert handover.parts[0].signed_at == NOW
    assert (handover.contacted_at, handover.reached) == (NOW, True)
    assert (handover.state, handover.outcome, handover.settled_at) == (
        HandoverState.REPLIED,
        Outcome.SOLVING,
        NOW + DAY,
    )
    kind, data, words = last(conn, taken)
    assert (kind, data["unit"], words) == ("unit_replied", housing.unit_id, "已列入明年计划")
    with pytest.raises(Invalid):
        acts.reply(conn, handover_id, 3, Outcome.SOLVED, "又办好了", housing, NOW + DAY)


def test_a_reply_is_news_to_who_has_the_opinion_open(conn: Connection, bo: Staff, housing: Staff, taken: int) -> None:
    handover_id = given(conn, taken, bo, housing)
    seen = opinions.by_id(conn, taken).version
    acts.reply(conn, handover_id, 1, Outcome.SOLVED, "已办好", housing, NOW)
    with pytest.raises(Conflict):
        triage.close(conn, taken, seen, Outcome.NOTED, "", bo, NOW)


def test_closing_settles_what_was_handed_over(conn: Connection, bo: Staff, housing: Staff, taken: int) -> None:
    first = given(conn, taken, bo, housing)
    triage.close(conn, taken, opinions.by_id(conn, taken).version, Outcome.NOTED, "", bo, NOW)
    assert handovers.by_id(conn, first).state == HandoverState.RECALLED
    triage.reopen(conn, taken, opinions.by_id(conn, taken).version, "", bo, NOW)
    second = given(conn, taken, bo, housing)
    acts.reply(conn, second, 1, Outcome.SOLVED, "已办好", housing, NOW)
    triage.close(conn, taken, opinions.by_id(conn, taken).version, Outcome.SOLVED, "", bo, NOW + DAY)
    done = handovers.by_id(conn, second)
    assert (done.state, done.settled_at) == (HandoverState.DONE, NOW)
    assert handovers.live(conn, taken) is None


def test_more_time_is_asked_for_and_granted_by_a_manager_only(
    conn: Connection, bo: Staff, clerk: Staff, housing: Staff, taken: int
) -> None:
    handover_id = given(conn, taken, bo, housing)
    acts.ask_time(conn, handover_id, 1, 5, "须会商", housing, NOW)
    for refused in (clerk, housing):
        with pytest.raises(Refused):
            acts.decide_time(conn, handover_id, 2, True, "", refused, NOW)
    acts.decide_time(conn, handover_id, 2, True, "同意", bo, NOW)
    handover = handovers.by_id(conn, handover_id)
    assert (handover.due_on, handover.asked_days) == (date(2026, 12, 9), None)
    acts.ask_time(conn, handover_id, 3, 5, "还须会商", housing, NOW)
    acts.decide_time(conn, handover_id, 4, False, "请抓紧", bo, NOW)
    assert handovers.by_id(conn, handover_id).due_on == date(2026, 12, 9)
    assert last(conn, taken)[0] == "time_refused"


def test_giving_back_needs_a_reason_and_returns_the_opinion_to_the_queue(
    conn: Connection, bo: Staff, housing: Staff, taken: int
) -> None:
    handover_id = given(conn, taken, bo, housing)
    with pytest.raises(Invalid):
        acts.give_back(conn, handover_id, 1, " ", housing, NOW)
    acts.give_back(conn, handover_id, 1, "不属本单位职责", housing, NOW)
    now = opinions.by_id(conn, taken)
    assert (now.status, now.unit_id, now.disposal) == (Status.WAITING, None, None)
    assert last(conn, taken)[2] == "不属本单位职责"
    with pytest.raises(NotFound):
        access.held(conn, handover_id, housing)


def test_a_helping_unit_advises_but_the_leading_one_answers(
    conn: Connection, bo: Staff, housing: Staff, street: Staff, taken: int
) -> None:
    handover_id = given(conn, taken, bo, housing, helpers=(street.unit_id,))
    acts.sign(conn, handover_id, street, NOW)
    acts.advise(conn, handover_id, "居委已走访", street, NOW)
    assert last(conn, taken) == (
        "unit_advised",
        {"handover": handover_id, "unit": street.unit_id},
        "居委已走访",
    )
    for refused in (
        lambda: acts.reply(conn, handover_id, 1, Outcome.SOLVED, "好", street, NOW),
        lambda: acts.give_back(conn, handover_id, 1, "不办", street, NOW),
        lambda: acts.ask_time(conn, handover_id, 1, 3, "要时间", street, NOW),
    ):
        with pytest.raises(Refused):
            refused()
    with pytest.raises(Invalid):
        acts.advise(conn, handover_id, "主办的意见", housing, NOW)


def test_a_clerk_enters_everything_for_a_unit_on_paper(
    conn: Connection, bo: Staff, clerk: Staff, housing: Staff, street: Staff, taken: int
) -> None:
    handover_id = given(conn, taken, bo, housing, helpers=(street.unit_id,))
    acts.sign(conn, handover_id, clerk, NOW, street.unit_id)
    acts.sign(conn, handover_id, clerk, NOW)
    acts.reply(conn, handover_id, 1, Outcome.EXPLAINED, "书面回复见附件", clerk, NOW)
    event = events.history(conn, taken)[-1]
    assert (event.kind, event.data["unit"], event.staff_id) == ("unit_replied", housing.unit_id, clerk.id)
    assert all(part.signed_at for part in handovers.by_id(conn, handover_id).parts)


def test_a_clerk_proposes_and_somebody_with_the_right_decides(
    conn: Connection, bo: Staff, clerk: Staff, housing: Staff, taken: int
) -> None:
    assert housing.unit_id is not None
    triage.propose(conn, taken, 1, housing.unit_id, "拟请房管局核实", clerk, NOW, Terms())
    proposed = handovers.live(conn, taken)
    assert proposed is not None
    assert (proposed.state, proposed.due_on, proposed.handed_by) == (HandoverState.PROPOSED, None, clerk.id)
    with pytest.raises(NotFound):
        access.held(conn, proposed.id, housing)
    given(conn, taken, bo, housing)
    assert [h.state for h in handovers.of_opinion(conn, taken)] == [HandoverState.OPEN]
    assert [e.kind for e in events.history(conn, taken)][-2:] == ["handover_proposed", "handed_over"]


def test_a_proposal_may_be_left(conn: Connection, bo: Staff, clerk: Staff, housing: Staff, taken: int) -> None:
    assert housing.unit_id is not None
    triage.propose(conn, taken, 1, housing.unit_id, "", clerk, NOW, Terms())
    triage.recall(conn, taken, 2, "由本办答复", bo, NOW)
    assert handovers.live(conn, taken) is None
    assert opinions.by_id(conn, taken).status == Status.WAITING
    with pytest.raises(Invalid):
        triage.recall(conn, taken, 3, "", bo, NOW)


def test_what_is_recalled_or_given_elsewhere_is_no_longer_the_first_units(
    conn: Connection, bo: Staff, housing: Staff, street: Staff, taken: int
) -> None:
    first = given(conn, taken, bo, housing)
    second = given(conn, taken, bo, street)
    assert handovers.by_id(conn, first).state == HandoverState.RECALLED
    triage.recall(conn, taken, opinions.by_id(conn, taken).version, "本办直接办理", bo, NOW)
    assert handovers.by_id(conn, second).state == HandoverState.RECALLED
    now = opinions.by_id(conn, taken)
    assert (now.status, now.unit_id) == (Status.CONFIRMED, None)


@pytest.mark.parametrize(
    "terms",
    [
        {"limit": Limit(0, LimitKind.WORKING)},
        {"limit": Limit(366, LimitKind.NATURAL)},
        {"contact_days": -1},
        {"helpers": tuple(range(11))},
    ],
)
def test_terms_that_make_no_sense_are_refused(
    conn: Connection, bo: Staff, housing: Staff, taken: int, terms: dict[str, object]
) -> None:
    with pytest.raises(Invalid):
        given(conn, taken, bo, housing, **terms)
    with pytest.raises(Invalid):
        given(conn, taken, bo, housing, helpers=(housing.unit_id,))
    assert handovers.of_opinion(conn, taken) == []


def test_a_second_writer_sees_that_the_first_was_faster(
    conn: Connection, bo: Staff, housing: Staff, taken: int
) -> None:
    handover_id = given(conn, taken, bo, housing)
    acts.ask_time(conn, handover_id, 1, 5, "须会商", housing, NOW)
    with pytest.raises(Conflict):
        acts.reply(conn, handover_id, 1, Outcome.SOLVED, "已办好", bo, NOW)


def test_lists_go_by_due_date_and_are_counted(conn: Connection, bo: Staff, housing: Staff, street: Staff) -> None:
    ids = [opinion(conn, body=f"第{n}件").opinion_id for n in range(4)]
    late = given(conn, ids[0], bo, housing, limit=Limit(1, LimitKind.WORKING), contact_days=1)
    soon = given(conn, ids[1], bo, housing, limit=Limit(3, LimitKind.WORKING))
    ahead = given(conn, ids[2], bo, street, limit=Limit(9, LimitKind.WORKING), helpers=(housing.unit_id,))
    replied = given(conn, ids[3], bo, street, NOW + timedelta(minutes=1))
    acts.reply(conn, replied, 1, Outcome.SOLVED, "已办好", street, NOW)
    wanted = Wanted("open", TODAY + 2 * DAY, TODAY + 5 * DAY)

    def shown(view: str, unit: int | None = None, after: int | None = None, limit: int = 50) -> list[int]:
        lines = handover_lists.page(conn, replace(wanted, view=view, unit_id=unit), after=after, limit=limit)
        return [line.handover.id for line in lines]

    assert shown("open") == [late, soon, ahead]
    assert shown("open", limit=1) + shown("open", after=late, limit=2) == [late, soon, ahead]
    assert shown("open", street.unit_id) == [ahead]
    assert [shown(view) for view in ("overdue", "soon", "silent", "replied")] == [[late], [soon], [late], [replied]]
    counted = handover_lists.counts(conn, wanted)
    assert (counted["open"], counted["overdue"], counted["unsigned"], counted["replied"]) == (3, 1, 3, 1)
    triage.close(conn, ids[3], opinions.by_id(conn, ids[3]).version, Outcome.SOLVED, "", bo, NOW)
    triage.recall(conn, ids[0], opinions.by_id(conn, ids[0]).version, "", bo, NOW)
    assert shown("settled") == [replied, late]
    assert shown("done") == [replied]
