"""Taking an opinion in hand: one person at a time, shown to the others, over after a while or with the work."""

from datetime import timedelta

import pytest
from builders import NOW, PASSWORD, opinion, person
from flask import Flask
from flask.testing import FlaskClient
from handed import given
from pages import log_in, page
from queue_pages import act

from intake import accounts, triage
from intake.db import Connection
from intake.errors import Conflict, Invalid, Refused
from intake.model import Disposal, Outcome, Role
from intake.store import claims, events

pytestmark = pytest.mark.both


def test_of_two_who_take_the_same_one_the_second_is_told(conn: Connection) -> None:
    bo, cy, taken = person(conn), person(conn, Role.CLERK, "cy"), opinion(conn).opinion_id
    triage.claim(conn, taken, bo, NOW)
    triage.claim(conn, taken, bo, NOW)
    with pytest.raises(Conflict):
        triage.claim(conn, taken, cy, NOW + timedelta(hours=3))
    triage.claim(conn, taken, cy, NOW + timedelta(hours=5))
    assert claims.of(conn, [taken], NOW) == {taken: cy.id}
    assert [event.kind for event in events.history(conn, taken)].count("claimed") == 3


def test_it_ends_with_the_work_or_by_hand(conn: Connection) -> None:
    bo, taken = person(conn), opinion(conn).opinion_id
    triage.claim(conn, taken, bo, NOW)
    triage.unclaim(conn, taken, bo, NOW)
    with pytest.raises(Invalid):
        triage.unclaim(conn, taken, bo, NOW)
    triage.claim(conn, taken, bo, NOW)
    triage.close(conn, taken, 1, Outcome.NOTED, "", bo, NOW)
    assert claims.of(conn, [taken], NOW) == {}
    with pytest.raises(Invalid):
        triage.claim(conn, taken, bo, NOW)


def test_who_reads_no_opinions_takes_none(conn: Connection) -> None:
    ann, taken = person(conn, Role.ADMINISTRATOR, "ann"), opinion(conn).opinion_id
    with pytest.raises(Refused):
        triage.claim(conn, taken, ann, NOW)


def test_list_and_pane_say_who_has_it(app: Flask, staff_client: FlaskClient, conn: Connection) -> None:
    taken = opinion(conn).opinion_id
    person(conn, Role.CLERK, "cy")
    other = app.test_client()
    log_in(other, "cy", PASSWORD)
    act(staff_client, taken, "claim")
    html = page(other, f"/staff/queue/{taken}")
    assert "包宝领办中" in html
    assert "包宝领办</span>" in html
    act(other, taken, "unclaim")
    assert "领办中" not in page(other, f"/staff/queue/{taken}")


@pytest.mark.parametrize("how", ["answer", "hand_over", "transfer"])
def test_it_ends_when_the_work_goes_on_elsewhere(conn: Connection, how: str) -> None:
    bo, taken = person(conn), opinion(conn).opinion_id
    housing = person(conn, Role.UNIT, "fang")
    triage.claim(conn, taken, bo, NOW)
    if how == "answer":
        triage.answer(conn, taken, 1, "电梯已经装好。", bo, NOW, delay=timedelta(0))
    elif how == "hand_over":
        given(conn, taken, bo, housing)
    else:
        triage.transfer(conn, [taken], Disposal.FORWARDED, "区信访办", "", bo, NOW)
    assert claims.of(conn, [taken], NOW) == {}


def test_who_leaves_has_nothing_in_hand(conn: Connection) -> None:
    person(conn)
    cy, taken = person(conn, Role.CLERK, "cy"), opinion(conn).opinion_id
    triage.claim(conn, taken, cy, NOW)
    accounts.set_disabled(conn, "cy", True, NOW)
    assert claims.of(conn, [taken], NOW) == {}
