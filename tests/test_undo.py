"""The last act taken back: everything as before, once, by who did it, unless others have changed it since."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from builders import NOW, PASSWORD, issue_id, opinion, person
from flask import Flask
from flask.testing import FlaskClient
from handed import given
from pages import log_in, page, post
from queue_pages import LIFT, WASTE, act, now_is, suggest

from intake import housekeeping, triage
from intake.db import Connection
from intake.digest import work
from intake.errors import Invalid, Refused
from intake.model import AsideReason, LinkState, Nature, Outcome, Role, Seal, Staff, Status
from intake.store import circulars, events, links, opinions, undo, workload
from intake.triage import undoing

pytestmark = pytest.mark.both
LATER = NOW + timedelta(minutes=2)


@pytest.fixture
def bo(conn: Connection) -> Staff:
    return person(conn, Role.MANAGER)


@pytest.fixture
def taken(conn: Connection) -> int:
    made = opinion(conn).opinion_id
    suggest(conn, made, LIFT)
    return made


def confirm(conn: Connection, taken: int, bo: Staff) -> None:
    triage.confirm(conn, taken, now_is(conn, taken).version, [issue_id(conn, WASTE)], bo, NOW)


def none_of_them(conn: Connection, taken: int, bo: Staff) -> None:
    triage.confirm(conn, taken, now_is(conn, taken).version, [], bo, NOW)


def classify(conn: Connection, taken: int, bo: Staff) -> None:
    triage.classify(conn, taken, now_is(conn, taken).version, bo, NOW, nature=Nature.PRAISE)


def set_aside(conn: Connection, taken: int, bo: Staff) -> None:
    triage.set_aside(conn, taken, now_is(conn, taken).version, AsideReason.SPAM, "广告", bo, NOW)


def close(conn: Connection, taken: int, bo: Staff) -> None:
    triage.close(conn, taken, now_is(conn, taken).version, Outcome.NOTED, "", bo, NOW)


def state(conn: Connection, taken: int) -> tuple[object, ...]:
    """Everything that an act may change, but the version."""
    found = opinions.by_id(conn, taken)
    kept = (found.status, found.nature, found.stance, found.aside_reason, found.disposal, found.outcome, found.held)
    return *kept, links.of_opinion(conn, taken)


@pytest.mark.parametrize("do", [confirm, none_of_them, classify, set_aside, close])
def test_everything_is_as_before_once(
    conn: Connection, taken: int, bo: Staff, do: Callable[[Connection, int, Staff], None]
) -> None:
    before = state(conn, taken)
    do(conn, taken, bo)
    assert state(conn, taken) != before
    assert triage.take_back(conn, bo, LATER) == ([taken], [])
    assert state(conn, taken) == before
    last = events.history(conn, taken)[-1]
    assert (last.kind, last.staff_id) == ("undone", bo.id)
    with pytest.raises(Invalid):
        triage.take_back(conn, bo, LATER)


def test_a_link_changed_later_is_the_one_before_again(conn: Connection, taken: int, bo: Staff) -> None:
    confirm(conn, taken, bo)
    before = state(conn, taken)
    triage.confirm(conn, taken, now_is(conn, taken).version, [issue_id(conn, LIFT)], bo, LATER)
    triage.take_back(conn, bo, LATER)
    assert state(conn, taken) == before
    confirmed = [link.issue_id for link in links.of_opinion(conn, taken) if link.state == LinkState.CONFIRMED]
    assert confirmed == [issue_id(conn, WASTE)]


def test_what_others_changed_since_stays(conn: Connection, taken: int, bo: Staff) -> None:
    confirm(conn, taken, bo)
    classify(conn, taken, person(conn, Role.CLERK, "cy"))
    before = state(conn, taken)
    assert triage.take_back(conn, bo, LATER) == ([], [taken])
    assert state(conn, taken) == before
    assert "undone" not in [event.kind for event in events.history(conn, taken)]


def test_only_the_last_act_and_only_for_a_while(conn: Connection, taken: int, bo: Staff) -> None:
    other = opinion(conn).opinion_id
    confirm(conn, taken, bo)
    triage.set_aside(conn, other, 1, AsideReason.SPAM, "", bo, LATER)
    assert [step.opinion_id for step in triage.undoable(conn, bo, LATER)] == [other]
    with pytest.raises(Invalid):
        triage.take_back(conn, bo, LATER + undoing.KEPT_FOR + timedelta(seconds=1))
    housekeeping.clear(conn, LATER + timedelta(days=2))
    assert undo.steps(conn, bo.id, NOW) == []


def test_it_is_for_who_did_it(conn: Connection, taken: int, bo: Staff) -> None:
    confirm(conn, taken, bo)
    with pytest.raises(Invalid):
        triage.take_back(conn, person(conn, Role.CLERK, "cy"), LATER)
    with pytest.raises(Refused):
        triage.take_back(conn, person(conn, Role.ADMINISTRATOR, "ann"), LATER)


def test_the_end_of_a_units_work_is_not_taken_back(conn: Connection, taken: int, bo: Staff) -> None:
    given(conn, taken, bo, person(conn, Role.UNIT, "fang"))
    close(conn, taken, bo)
    with pytest.raises(Invalid):
        triage.take_back(conn, bo, LATER)
    assert now_is(conn, taken).status == Status.CLOSED


def test_a_digest_does_not_count_what_was_taken_back(conn: Connection, taken: int, bo: Staff) -> None:
    close(conn, taken, bo)
    [circular] = circulars.every(conn)

    def closed() -> int:
        acts = workload.acts(conn, NOW - timedelta(days=1), NOW + timedelta(days=1), circular.id)
        return next(count["count"] for count in work.flow(acts, [])["acts"] if count["key"] == "closed")

    assert closed() == 1
    triage.take_back(conn, bo, LATER)
    assert closed() == 0


def test_the_page_offers_it_until_something_else_is_done(staff_client: FlaskClient, conn: Connection) -> None:
    first, second = opinion(conn), opinion(conn, now=NOW + timedelta(minutes=1))
    act(staff_client, first.opinion_id, "confirm", main="none")
    html = page(staff_client, f"/staff/queue/{second.opinion_id}")
    assert f"撤销 {first.number} 的关联" in html
    done = post(staff_client, "/staff/queue/undo", source=f"/staff/queue/{second.opinion_id}")
    assert done.headers["Location"] == f"/staff/queue/{first.opinion_id}"
    assert now_is(conn, first.opinion_id).status == Status.WAITING
    assert "撤销关联" in page(staff_client, f"/staff/queue/{first.opinion_id}")
    act(staff_client, first.opinion_id, "confirm", main="none")
    act(staff_client, second.opinion_id, "note", text="看过")
    assert "撤销 " not in page(staff_client, "/staff/queue")


def test_what_was_sealed_since_is_out_of_reach(app: Flask, conn: Connection, bo: Staff) -> None:
    cy, one = person(conn, Role.CLERK, "cy"), opinion(conn)
    confirm(conn, one.opinion_id, cy)
    triage.seal(conn, one.opinion_id, now_is(conn, one.opinion_id).version, Seal.SEALED, bo, NOW)
    client = app.test_client()
    log_in(client, "cy", PASSWORD)
    assert one.number not in page(client, "/staff/queue")
    assert triage.take_back(conn, cy, LATER) == ([], [one.opinion_id])
