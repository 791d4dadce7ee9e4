"""What staff do to an opinion: what changes, what is refused, what the history says."""

from datetime import timedelta

import pytest
from builders import NOW, issue_id, opinion, person
from queue_pages import LIFT, WASTE, now_is, suggest

from intake import triage
from intake.db import Connection, transaction
from intake.errors import Conflict, Invalid, NotFound, Refused
from intake.model import (
    AsideReason,
    Channel,
    Disposal,
    LinkOrigin,
    LinkState,
    Nature,
    Outcome,
    Role,
    Seal,
    Staff,
    Stance,
    Status,
)
from intake.store import deliveries, events, links, messages, outbox

pytestmark = pytest.mark.both
SOON = timedelta(seconds=20)
REPORT = "举报某主任收受贿赂，请为我保密"


@pytest.fixture
def bo(conn: Connection) -> Staff:
    return person(conn, Role.MANAGER)


@pytest.fixture
def clerk(conn: Connection) -> Staff:
    return person(conn, Role.CLERK, "cy")


@pytest.fixture
def taken(conn: Connection) -> int:
    """An opinion by mail with two suggestions."""
    taken = opinion(conn, channel=Channel.EMAIL, email="ann@example.org").opinion_id
    suggest(conn, taken, LIFT, WASTE)
    return taken


def kinds(conn: Connection, opinion_id: int) -> list[str]:
    return [event.kind for event in events.history(conn, opinion_id)]


def test_a_confirmed_issue_is_the_main_one_and_the_rest_are_rejected(conn: Connection, bo: Staff, taken: int) -> None:
    triage.confirm(conn, taken, 1, [issue_id(conn, WASTE)], bo, NOW)
    waste, lift = links.of_opinion(conn, taken)
    assert (waste.issue_id, waste.state, waste.main, waste.linked_by) == (
        issue_id(conn, WASTE),
        LinkState.CONFIRMED,
        True,
        bo.id,
    )
    assert (lift.state, lift.linked_by) == (LinkState.REJECTED, bo.id)
    assert waste.origin == LinkOrigin.SINGLE
    assert now_is(conn, taken).status == Status.CONFIRMED
    assert kinds(conn, taken) == ["received", "confirmed"]


def test_several_issues_have_one_main_one(conn: Connection, bo: Staff, taken: int) -> None:
    chosen = [issue_id(conn, WASTE), issue_id(conn, LIFT)]
    triage.confirm(conn, taken, 1, [*chosen, chosen[0]], bo, NOW)
    found = links.of_opinion(conn, taken)
    assert [(link.issue_id, link.main) for link in found] == [(chosen[0], True), (chosen[1], False)]


def test_none_of_the_issues_is_a_decision_too(conn: Connection, bo: Staff, taken: int) -> None:
    triage.confirm(conn, taken, 1, [], bo, NOW)
    assert {link.state for link in links.of_opinion(conn, taken)} == {LinkState.REJECTED}
    assert now_is(conn, taken).status == Status.CONFIRMED


def test_a_link_can_be_changed_later_and_the_history_says_so(conn: Connection, bo: Staff, taken: int) -> None:
    triage.confirm(conn, taken, 1, [issue_id(conn, WASTE)], bo, NOW)
    triage.confirm(conn, taken, 2, [issue_id(conn, LIFT)], bo, NOW)
    assert [(link.issue_id, link.state) for link in links.of_opinion(conn, taken)] == [
        (issue_id(conn, LIFT), LinkState.CONFIRMED),
        (issue_id(conn, WASTE), LinkState.REJECTED),
    ]
    assert kinds(conn, taken) == ["received", "confirmed", "relinked"]


def test_an_issue_that_never_was_is_refused(conn: Connection, bo: Staff, taken: int) -> None:
    with pytest.raises(NotFound):
        triage.confirm(conn, taken, 1, [12345], bo, NOW)
    assert now_is(conn, taken).version == 1


def test_the_second_of_two_changes_nothing(conn: Connection, bo: Staff, clerk: Staff, taken: int) -> None:
    triage.confirm(conn, taken, 1, [issue_id(conn, LIFT)], bo, NOW)
    with pytest.raises(Conflict):
        triage.confirm(conn, taken, 1, [issue_id(conn, WASTE)], clerk, NOW)
    assert links.of_opinion(conn, taken)[0].issue_id == issue_id(conn, LIFT)
    assert kinds(conn, taken) == ["received", "confirmed"]


def test_a_held_opinion_is_acknowledged_when_a_person_takes_it_up(conn: Connection, bo: Staff) -> None:
    held = opinion(conn, email="ann@example.org", held="太快").opinion_id
    triage.release(conn, held, 1, bo, NOW)
    assert now_is(conn, held).held is None
    assert now_is(conn, held).status == Status.WAITING
    assert kinds(conn, held)[-1] == "released"
    with transaction(conn):
        assert [mail.kind for mail in outbox.lease(conn, NOW)] == ["ack"]
    with pytest.raises(Invalid):
        triage.release(conn, held, 2, bo, NOW)


def test_held_spam_that_is_set_aside_is_not_acknowledged(conn: Connection, bo: Staff) -> None:
    held = opinion(conn, email="ann@example.org", held="太快").opinion_id
    triage.set_aside(conn, held, 1, AsideReason.SPAM, "", bo, NOW)
    with transaction(conn):
        assert outbox.lease(conn, NOW) == []


def test_nature_and_stance_are_said_one_by_one(conn: Connection, bo: Staff, taken: int) -> None:
    triage.classify(conn, taken, 1, bo, NOW, nature=Nature.CRITICISM)
    triage.classify(conn, taken, 2, bo, NOW, stance=Stance.DOUBTS)
    found = now_is(conn, taken)
    assert (found.nature, found.stance, found.status) == (Nature.CRITICISM, Stance.DOUBTS, Status.WAITING)


@pytest.mark.parametrize(
    ("reason", "disposal"), [(AsideReason.SPAM, Disposal.VOID), (AsideReason.OUT_OF_SCOPE, Disposal.FILED)]
)
def test_set_aside_keeps_the_reason_and_the_note(
    conn: Connection, bo: Staff, taken: int, reason: AsideReason, disposal: Disposal
) -> None:
    triage.set_aside(conn, taken, 1, reason, " 广告 ", bo, NOW)
    found, last = now_is(conn, taken), events.history(conn, taken)[-1]
    assert (found.status, found.aside_reason, found.disposal) == (Status.SET_ASIDE, reason, disposal)
    assert (last.kind, last.words, last.staff_id) == ("set_aside", "广告", bo.id)


def test_a_new_unit_is_made_once_whatever_the_spaces(conn: Connection, bo: Staff) -> None:
    unit = triage.unit(conn, " 区房管局 ", bo, NOW)
    assert triage.unit(conn, "区房管局", bo, NOW) == unit
    for name in ("", "  ", "长" * 61):
        with pytest.raises(Invalid):
            triage.unit(conn, name, bo, NOW)


def test_hand_over_goes_to_a_unit_but_never_with_a_report(conn: Connection, bo: Staff, taken: int) -> None:
    unit = triage.unit(conn, "区房管局", bo, NOW)
    triage.hand_over(conn, taken, 1, unit, "请核实", bo, NOW)
    assert (now_is(conn, taken).status, now_is(conn, taken).unit_id) == (Status.HANDED_OVER, unit)
    report = opinion(conn, body=REPORT).opinion_id
    with pytest.raises(Invalid, match="密件"):
        triage.hand_over(conn, report, 1, unit, "", bo, NOW)


def test_closing_says_what_came_of_it_and_can_be_taken_up_again(conn: Connection, bo: Staff, taken: int) -> None:
    triage.close(conn, taken, 1, Outcome.ADOPTED, "", bo, NOW)
    assert now_is(conn, taken).outcome == Outcome.ADOPTED
    for again in (
        lambda: triage.close(conn, taken, 2, Outcome.NOTED, "", bo, NOW),
        lambda: triage.set_aside(conn, taken, 2, AsideReason.TEST, "", bo, NOW),
    ):
        with pytest.raises(Invalid, match="重新办理"):
            again()
    triage.reopen(conn, taken, 2, "来件人又来电", bo, NOW)
    assert (now_is(conn, taken).status, now_is(conn, taken).outcome) == (Status.WAITING, None)
    with pytest.raises(Invalid):
        triage.reopen(conn, taken, 3, "", bo, NOW)


def test_an_answer_by_mail_waits_and_can_be_taken_back(conn: Connection, bo: Staff, taken: int) -> None:
    triage.confirm(conn, taken, 1, [issue_id(conn, LIFT)], bo, NOW)
    message = triage.answer(conn, taken, 2, " 已列入计划。 ", bo, NOW, delay=SOON)
    assert deliveries.of_opinion(conn, taken)[message].recallable
    assert now_is(conn, taken).status == Status.ANSWERED
    assert triage.withdraw_answer(conn, taken, 3, message, bo, NOW) == "已列入计划。"
    assert now_is(conn, taken).status == Status.CONFIRMED
    assert [m.state for m in messages.of_opinion(conn, taken)] == ["draft"]
    with transaction(conn):
        assert [mail.kind for mail in outbox.lease(conn, NOW + timedelta(hours=1))] == ["ack"]


def test_an_answer_that_left_stays(conn: Connection, bo: Staff, taken: int) -> None:
    message = triage.answer(conn, taken, 1, "已列入计划。", bo, NOW, delay=SOON)
    with transaction(conn):
        outbox.lease(conn, NOW + SOON)
    with pytest.raises(Invalid, match="已经发出"):
        triage.withdraw_answer(conn, taken, 2, message, bo, NOW)
    assert now_is(conn, taken).status == Status.ANSWERED
    assert [m.state for m in messages.of_opinion(conn, taken)] == ["released"]


def test_an_answer_without_mail_cannot_be_unsaid(conn: Connection, bo: Staff) -> None:
    web = opinion(conn).opinion_id
    message = triage.answer(conn, web, 1, "已列入计划。", bo, NOW, delay=SOON)
    with pytest.raises(Invalid):
        triage.withdraw_answer(conn, web, 2, message, bo, NOW)


def test_an_answer_is_taken_back_only_where_it_belongs(conn: Connection, bo: Staff, taken: int) -> None:
    message = triage.answer(conn, taken, 1, "已列入计划。", bo, NOW, delay=SOON)
    other = opinion(conn).opinion_id
    with pytest.raises(NotFound):
        triage.withdraw_answer(conn, other, 1, message, bo, NOW)


@pytest.mark.parametrize("text", ["", "  \n ", "长" * 10_001])
def test_an_answer_has_words_and_not_too_many(conn: Connection, bo: Staff, taken: int, text: str) -> None:
    with pytest.raises(Invalid):
        triage.answer(conn, taken, 1, text, bo, NOW, delay=SOON)
    assert messages.of_opinion(conn, taken) == []


def test_notes_stand_in_the_history_and_change_nothing(conn: Connection, bo: Staff, taken: int) -> None:
    triage.note(conn, taken, "已电话核实", bo, NOW)
    assert now_is(conn, taken).version == 1
    assert events.history(conn, taken)[-1].words == "已电话核实"
    with pytest.raises(Invalid):
        triage.note(conn, taken, " ", bo, NOW)


def test_everybody_seals_and_only_who_may_see_opens_again(
    conn: Connection, bo: Staff, clerk: Staff, taken: int
) -> None:
    triage.seal(conn, taken, 1, Seal.SEALED, clerk, NOW)
    with pytest.raises(NotFound):
        triage.look(conn, taken, clerk)
    with pytest.raises(NotFound):
        triage.seal(conn, taken, 2, Seal.NONE, clerk, NOW)
    triage.seal(conn, taken, 2, Seal.NONE, bo, NOW)
    assert triage.look(conn, taken, clerk).seal == Seal.NONE


def test_an_isolated_item_is_gone_for_all_and_its_copies_are_named(conn: Connection, bo: Staff, taken: int) -> None:
    triage.answer(conn, taken, 1, "已列入计划。", bo, NOW, delay=SOON)
    copies = triage.isolate(conn, taken, 2, bo, NOW)
    assert copies == ["本系统的数据库", "此前的数据库备份", "已发给来件人的答复"]
    with pytest.raises(NotFound):
        triage.look(conn, taken, bo)


def test_a_look_at_contacts_is_on_the_record(conn: Connection, clerk: Staff, taken: int) -> None:
    triage.reveal(conn, taken, clerk, NOW)
    last = events.history(conn, taken)[-1]
    assert (last.kind, last.staff_id) == ("contacts_seen", clerk.id)


def test_roles_may_only_what_is_theirs(conn: Connection, bo: Staff, clerk: Staff, taken: int) -> None:
    administrator = person(conn, Role.ADMINISTRATOR, "di")
    unit = triage.unit(conn, "区房管局", bo, NOW)
    for refused in (
        lambda: triage.hand_over(conn, taken, 1, unit, "", clerk, NOW),
        lambda: triage.unit(conn, "新单位", clerk, NOW),
        lambda: triage.answer(conn, taken, 1, "好", clerk, NOW, delay=SOON),
        lambda: triage.withdraw_answer(conn, taken, 1, 1, clerk, NOW),
        lambda: triage.look(conn, taken, administrator),
        lambda: triage.confirm(conn, taken, 1, [], administrator, NOW),
        lambda: triage.note(conn, taken, "好", administrator, NOW),
        lambda: triage.reveal(conn, taken, administrator, NOW),
        lambda: triage.isolate(conn, taken, 1, administrator, NOW),
    ):
        with pytest.raises(Refused):
            refused()
    assert (now_is(conn, taken).version, kinds(conn, taken)) == (1, ["received"])


def test_histories_stay_whole_whatever_is_done(conn: Connection, bo: Staff, taken: int) -> None:
    triage.confirm(conn, taken, 1, [issue_id(conn, LIFT)], bo, NOW)
    message = triage.answer(conn, taken, 2, "好", bo, NOW, delay=SOON)
    triage.withdraw_answer(conn, taken, 3, message, bo, NOW)
    triage.isolate(conn, taken, 4, bo, NOW)
    assert list(events.broken_chains(conn)) == []
