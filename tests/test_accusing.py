"""Whom an opinion complains of: named by staff, never given the opinion, seen by no unit."""

import pytest
from builders import NOW, PASSWORD, opinion, person
from flask import Flask
from flask.testing import FlaskClient
from handed import given
from pages import log_in, page
from queue_pages import act, now_is

from intake import triage
from intake.db import Connection
from intake.errors import Conflict, Invalid, Refused
from intake.model import Disposal, Role, Status
from intake.store import events, staff
from intake.triage import Terms

pytestmark = pytest.mark.both


@pytest.mark.parametrize("named", ["区房管局", "房管局", "区房管局物业科、某物业公司"])
def test_it_is_never_given_to_the_one_it_complains_of(conn: Connection, named: str) -> None:
    bo, housing, taken = person(conn), person(conn, Role.UNIT, "fang"), opinion(conn).opinion_id
    street = person(conn, Role.UNIT, "jie", unit="定海路街道")
    triage.accuse(conn, taken, 1, named, bo, NOW)
    assert events.history(conn, taken)[-1].words == named
    with pytest.raises(Invalid, match="被反映单位"):
        given(conn, taken, bo, housing)
    with pytest.raises(Invalid, match="被反映单位"):
        given(conn, taken, bo, street, helpers=(housing.unit_id,))
    with pytest.raises(Invalid, match="被反映单位"):
        triage.propose(conn, taken, 2, housing.unit_id or 0, "", bo, NOW, Terms())
    with pytest.raises(Invalid, match="被反映单位"):
        triage.transfer(conn, [taken], Disposal.FORWARDED, "区房管局", "", bo, NOW)
    assert now_is(conn, taken).status == Status.WAITING
    given(conn, taken, bo, street)


def test_the_name_can_be_taken_back_and_details_stay(conn: Connection) -> None:
    bo, housing = person(conn), person(conn, Role.UNIT, "fang")
    taken = opinion(conn, details={"kept_at": "二号柜"}).opinion_id
    triage.accuse(conn, taken, 1, " 区房管局 ", bo, NOW)
    assert triage.accused(now_is(conn, taken)) == ["区房管局"]
    with pytest.raises(Conflict):
        triage.accuse(conn, taken, 1, "别的", bo, NOW)
    triage.accuse(conn, taken, 2, "", bo, NOW)
    assert now_is(conn, taken).details == {"kept_at": "二号柜"}
    given(conn, taken, bo, housing)
    with pytest.raises(Refused):
        triage.accuse(conn, taken, 4, "x", housing, NOW)
    with pytest.raises(Invalid):
        triage.accuse(conn, taken, 4, "长" * 201, bo, NOW)


def test_the_page_names_it_and_refuses_with_the_reason(app: Flask, staff_client: FlaskClient, conn: Connection) -> None:
    taken, street = opinion(conn).opinion_id, person(conn, Role.UNIT, "jie", unit="定海路街道")
    act(staff_client, taken, "accuse", accused="区房管局")
    html = page(staff_client, f"/staff/queue/{taken}")
    assert "被反映单位：区房管局" in html
    refused = act(staff_client, taken, "hand_over", unit="区房管局", days="5", kind="working")
    assert refused.status_code == 422
    assert "“区房管局”是被反映单位" in refused.text
    handed = given(conn, taken, staff.by_login(conn, "bo"), street)
    client = app.test_client()
    log_in(client, "jie", PASSWORD)
    assert "区房管局" not in page(client, f"/staff/unit/{handed}")
