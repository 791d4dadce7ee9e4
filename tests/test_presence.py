"""Who else has an opinion open: said on its page, over in a minute, no event, nothing that grows."""

from datetime import timedelta

import pytest
from builders import NOW, PASSWORD, opinion, person
from flask import Flask
from flask.testing import FlaskClient
from handed import given
from pages import log_in, page, token

from intake import housekeeping, triage
from intake.db import Connection
from intake.model import Role, Seal
from intake.store import events

pytestmark = pytest.mark.both


def rows(conn: Connection) -> int:
    row = conn.execute("SELECT COUNT(*) AS n FROM presence").fetchone()
    assert row is not None
    return int(row["n"])


def test_a_colleague_who_has_it_open_is_named_for_a_minute(conn: Connection) -> None:
    bo, cy, one = person(conn), person(conn, Role.CLERK, "cy"), opinion(conn).opinion_id
    triage.arrive(conn, one, cy, NOW)
    assert triage.beside(conn, one, bo, NOW) == ["岑宜"]
    assert triage.beside(conn, one, cy, NOW) == [], "nobody is told of themselves"
    assert triage.beside(conn, one, bo, NOW + timedelta(seconds=60)) == ["岑宜"]
    assert triage.beside(conn, one, bo, NOW + timedelta(seconds=75)) == []
    triage.stay(conn, one, cy, NOW + timedelta(seconds=60))
    assert triage.beside(conn, one, bo, NOW + timedelta(seconds=75)) == ["岑宜"]


def test_opening_another_one_leaves_the_first(conn: Connection) -> None:
    bo, cy = person(conn), person(conn, Role.CLERK, "cy")
    one, other = opinion(conn).opinion_id, opinion(conn).opinion_id
    triage.arrive(conn, one, cy, NOW)
    triage.arrive(conn, other, cy, NOW)
    assert triage.beside(conn, one, bo, NOW) == []
    assert triage.beside(conn, other, bo, NOW) == ["岑宜"]
    triage.stay(conn, one, cy, NOW)
    assert triage.beside(conn, one, bo, NOW) == ["岑宜"], "a second window that is still open"


def test_nothing_grows_and_no_history_speaks_of_it(conn: Connection) -> None:
    cy, made = person(conn, Role.CLERK, "cy"), [opinion(conn).opinion_id for _ in range(5)]
    before = [len(events.history(conn, opinion_id)) for opinion_id in made]
    for n in range(20):
        triage.arrive(conn, made[n % 5], cy, NOW + timedelta(seconds=n))
    assert rows(conn) == 1
    assert [len(events.history(conn, opinion_id)) for opinion_id in made] == before
    housekeeping.clear(conn, NOW + timedelta(days=2))
    assert rows(conn) == 0


def test_the_page_says_it_when_it_is_loaded_and_when_it_asks(
    app: Flask, staff_client: FlaskClient, conn: Connection
) -> None:
    one = opinion(conn).opinion_id
    person(conn, Role.CLERK, "cy")
    other = app.test_client()
    log_in(other, "cy", PASSWORD)
    own = page(staff_client, f"/staff/queue/{one}")
    assert "也正在看" not in own
    assert "包宝也正在看这件" in page(other, f"/staff/queue/{one}")
    said = staff_client.post(f"/staff/queue/{one}/presence", headers={"X-CSRF-Token": token(own)})
    assert said.json == {"words": "岑宜也正在看这件"}


def test_units_see_their_own_people_only(app: Flask, staff_client: FlaskClient, conn: Connection) -> None:
    one, bo = opinion(conn).opinion_id, person(conn, Role.OFFICER, "cy")
    housing, second = person(conn, Role.UNIT, "fang"), person(conn, Role.UNIT, "guan")
    handed = given(conn, one, bo, housing)
    page(staff_client, f"/staff/queue/{one}")
    clients = []
    for one_of_unit in (housing, second):
        client = app.test_client()
        log_in(client, one_of_unit.login, PASSWORD)
        clients.append(client)
    first = page(clients[0], f"/staff/unit/{handed}")
    assert "也正在看" not in first
    assert "fang也正在看这件" in page(clients[1], f"/staff/unit/{handed}")
    said = clients[0].post(f"/staff/unit/{handed}/presence", headers={"X-CSRF-Token": token(first)})
    assert said.json == {"words": "guan也正在看这件"}
    assert "也正在看" not in page(staff_client, f"/staff/queue/{one}")
    assert clients[0].post(f"/staff/queue/{one}/presence", headers={"X-CSRF-Token": token(first)}).status_code == 403


def test_who_may_not_see_an_opinion_learns_nothing(app: Flask, staff_client: FlaskClient, conn: Connection) -> None:
    one, bo = opinion(conn).opinion_id, person(conn, Role.CLERK, "cy")
    triage.seal(conn, one, 1, Seal.SEALED, bo, NOW)
    page(staff_client, f"/staff/queue/{one}")
    clerk = app.test_client()
    log_in(clerk, "cy", PASSWORD)
    html = page(clerk, "/staff/queue")
    answer = clerk.post(f"/staff/queue/{one}/presence", headers={"X-CSRF-Token": token(html)})
    assert answer.status_code == 404
    assert "包宝" not in answer.text
