"""Leave and deputies: what the absent have in hand goes on, until the day they are back."""

from datetime import date, timedelta

import pytest
from builders import NOW, PASSWORD, opinion, person
from flask import Flask
from flask.testing import FlaskClient
from pages import log_in, page, post
from queue_pages import now_is

from intake import absence, triage
from intake.db import Connection
from intake.desk import drafts
from intake.errors import Invalid, Refused
from intake.model import Role
from intake.store import absences, claims, events, signing
from intake.store import drafts as stored

pytestmark = pytest.mark.both
TODAY = date(2026, 11, 18)
LAST = TODAY + timedelta(days=3)
HOME = "/staff/absences"


def test_what_is_in_hand_goes_to_the_deputy_but_what_is_kept_from_them(conn: Connection) -> None:
    bo, cy = person(conn, Role.MANAGER), person(conn, Role.OFFICER, "cy")
    plain, about = opinion(conn).opinion_id, opinion(conn).opinion_id
    for each in (plain, about):
        triage.claim(conn, each, bo, NOW)
    triage.recuse(conn, about, 1, cy.id, "", bo, NOW)
    absence.begin(conn, bo.id, cy.id, LAST, bo, NOW)
    assert claims.of(conn, [plain, about], NOW - triage.HELD) == {plain: cy.id}
    assert events.history(conn, bo.id)[-1].kind == "absence_begun"


def test_a_returned_answer_is_the_deputys_until_the_last_day(conn: Connection) -> None:
    boss = person(conn, Role.MANAGER, "boss")
    bo, cy, taken = person(conn, Role.OFFICER), person(conn, Role.OFFICER, "cy"), opinion(conn).opinion_id
    triage.submit_answer(conn, taken, 1, "拟答复", bo, NOW)
    waits = signing.of_opinion(conn, taken)
    assert waits is not None
    triage.return_answer(conn, taken, now_is(conn, taken).version, waits.message_id, "请写明", boss, NOW)
    assert signing.returned(conn, cy.id, TODAY, sealed=False, limit=5) == []
    absence.begin(conn, bo.id, cy.id, LAST, bo, NOW)
    for day, seen in ((TODAY, [taken]), (LAST, [taken]), (LAST + timedelta(days=1), [])):
        assert [line.opinion_id for line in signing.returned(conn, cy.id, day, sealed=False, limit=5)] == seen
        assert signing.todo(conn, cy.id, day, sealed=False) == len(seen)
    absence.end(conn, bo.id, bo, NOW)
    assert signing.returned(conn, cy.id, TODAY, sealed=False, limit=5) == []


def test_drafts_are_offered_to_the_deputy_alone(app: Flask, conn: Connection) -> None:
    bo, cy, dan = person(conn, Role.CLERK), person(conn, Role.CLERK, "cy"), person(conn, Role.CLERK, "dan")
    drafts.keep(conn, bo, "phone", "k" * 16, [("body", "楼道堆物")], NOW)
    with pytest.raises(Refused):
        drafts.hand_on(conn, bo.id, cy, NOW)
    absence.begin(conn, bo.id, cy.id, date(2999, 1, 1), bo, NOW)
    client = app.test_client()
    log_in(client, "cy", PASSWORD)
    assert "包宝正在休假，留有 1 份草稿" in page(client, "/staff/desk/phone")
    with pytest.raises(Refused):
        drafts.hand_on(conn, bo.id, dan, NOW)
    assert post(client, f"/staff/desk/drafts/of/{bo.id}", source="/staff/desk/phone").status_code == 303
    assert (stored.count(conn, bo.id), stored.count(conn, cy.id)) == (0, 1)


def test_of_others_only_a_manager_says_so_and_nobody_stands_in_who_is_away(conn: Connection) -> None:
    bo, cy, dan = person(conn, Role.MANAGER), person(conn, Role.CLERK, "cy"), person(conn, Role.CLERK, "dan")
    fang = person(conn, Role.UNIT, "fang")
    with pytest.raises(Refused):
        absence.begin(conn, dan.id, cy.id, LAST, cy, NOW)
    with pytest.raises(Invalid, match="早于今天"):
        absence.begin(conn, cy.id, dan.id, TODAY - timedelta(days=1), bo, NOW)
    for deputy in (cy, fang):
        with pytest.raises(Invalid, match="代理人"):
            absence.begin(conn, cy.id, deputy.id, LAST, bo, NOW)
    absence.begin(conn, dan.id, bo.id, LAST, bo, NOW)
    with pytest.raises(Invalid, match="也在休假"):
        absence.begin(conn, cy.id, dan.id, LAST, bo, NOW)
    with pytest.raises(Refused):
        absence.end(conn, dan.id, cy, NOW)
    assert absence.covered(conn, bo, NOW) == {dan.id}
    assert absences.current(conn, LAST + timedelta(days=1)) == []


def test_the_page_takes_it_and_says_what_is_wrong(staff_client: FlaskClient, conn: Connection) -> None:
    cy = person(conn, Role.CLERK, "cy")
    dan = person(conn, Role.CLERK, "dan")
    wrong = post(staff_client, HOME, person=str(cy.id), until="2999-01-01", deputy="")
    assert (wrong.status_code, "请选择代理人" in wrong.text, "2999-01-01" in wrong.text) == (422, True, True)
    assert post(staff_client, HOME, person=str(cy.id), until="2999-01-01", deputy=str(dan.id)).status_code == 303
    assert "2999年1月1日" in page(staff_client, HOME)
    assert post(staff_client, f"{HOME}/end", source=HOME, person=str(cy.id)).status_code == 303
    assert "没有人休假" in page(staff_client, HOME)
