"""Accounts as an administrator manages them: passwords shown once, locks, and never locking the last one out."""

import re

import pytest
from builders import NOW, PASSWORD, person
from flask import Flask
from flask.testing import FlaskClient
from pages import check, log_in, page, post

from intake import accounts
from intake.db import Connection
from intake.errors import Invalid
from intake.model import Role, Staff
from intake.store import events, staff

pytestmark = pytest.mark.both
HOME = "/staff/accounts"


@pytest.fixture
def ann(conn: Connection) -> Staff:
    return person(conn, Role.ADMINISTRATOR, "ann")


@pytest.fixture
def admin(app: Flask, ann: Staff) -> FlaskClient:
    """An administrator (Ann) who has logged in."""
    client = app.test_client()
    log_in(client, "ann", PASSWORD)
    return client


def shown_password(html: str) -> str:
    found = re.search(r"<code>([a-z0-9-]+)</code>", html)
    assert found
    return found[1]


def test_a_new_account_can_log_in_with_the_password_shown_once(
    admin: FlaskClient, app: Flask, conn: Connection, ann: Staff
) -> None:
    response = post(admin, HOME, login=" cy ", name="岑宜", role="clerk")
    assert response.status_code == 200
    check(response.text)
    password = shown_password(response.text)
    log_in(app.test_client(), "cy", password)
    found = staff.by_login(conn, "cy")
    assert (found.name, found.role) == ("岑宜", Role.CLERK)
    made = events.history(conn, found.id)[0]
    assert (made.kind, made.staff_id) == ("account_made", ann.id)
    html = page(admin, HOME)
    assert "岑宜" in html
    assert password not in html


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"login": "", "name": "岑宜", "role": "clerk"}, "请填写账号"),
        ({"login": "cy", "name": "", "role": "clerk"}, "请填写姓名"),
        ({"login": "cy", "name": "岑宜"}, "请选择角色"),
        ({"login": "cy", "name": "岑宜", "role": "king"}, "角色"),
        ({"login": "c y<", "name": "岑宜", "role": "clerk"}, "账号只能用"),
        ({"login": "ann", "name": "岑宜", "role": "clerk"}, "已经存在"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    admin: FlaskClient, conn: Connection, fields: dict[str, str], words: str
) -> None:
    response = post(admin, HOME, **fields)
    assert response.status_code == 422
    check(response.text)
    assert words in response.text
    if fields["name"]:
        assert 'value="岑宜"' in response.text
    assert [p.login for p in staff.every(conn)] == ["ann"]


def test_a_locked_account_is_out_and_can_be_opened_again(
    admin: FlaskClient, app: Flask, conn: Connection, ann: Staff
) -> None:
    cy = person(conn, Role.CLERK, "cy")
    client = app.test_client()
    log_in(client, "cy", PASSWORD)
    post(admin, f"{HOME}/{cy.id}/disable", source=HOME)
    assert "已停用" in page(admin, HOME)
    assert client.get("/staff/queue").status_code == 303
    last = events.history(conn, cy.id)[-1]
    assert (last.kind, last.staff_id) == ("account_locked", ann.id)
    post(admin, f"{HOME}/{cy.id}/enable", source=HOME)
    log_in(client, "cy", PASSWORD)
    assert "account_opened" in [event.kind for event in events.history(conn, cy.id)]


def test_a_forgotten_password_is_made_anew_and_ends_sessions(
    admin: FlaskClient, app: Flask, conn: Connection, ann: Staff
) -> None:
    cy = person(conn, Role.CLERK, "cy")
    client = app.test_client()
    log_in(client, "cy", PASSWORD)
    response = post(admin, f"{HOME}/{cy.id}/reset", source=HOME)
    check(response.text)
    assert client.get("/staff/queue").status_code == 303
    log_in(client, "cy", shown_password(response.text))
    changed = [event for event in events.history(conn, cy.id) if event.kind == "password_changed"]
    assert [event.staff_id for event in changed] == [ann.id]


def test_the_last_administrator_cannot_be_locked(admin: FlaskClient, conn: Connection, ann: Staff) -> None:
    person(conn, Role.MANAGER, "bo")
    post(admin, f"{HOME}/{ann.id}/disable", source=HOME)
    assert "唯一可用的系统管理员" in page(admin, HOME)
    with pytest.raises(Invalid):
        accounts.set_disabled(conn, "ann", True, NOW)
    person(conn, Role.ADMINISTRATOR, "di")
    post(admin, f"{HOME}/{ann.id}/disable", source=HOME)
    assert staff.by_login(conn, "ann").disabled
    assert admin.get(HOME).status_code == 303


def test_ones_own_password_is_not_reset_but_changed(admin: FlaskClient, ann: Staff) -> None:
    response = post(admin, f"{HOME}/{ann.id}/reset", source=HOME)
    assert response.headers["Location"] == "/staff/password"
    log_in(admin, "ann", PASSWORD)


def test_an_account_that_is_not_there(admin: FlaskClient) -> None:
    for act in ("reset", "disable", "enable"):
        assert post(admin, f"{HOME}/5/{act}", source=HOME).status_code == 404


def test_managers_manage_no_accounts(staff_client: FlaskClient) -> None:
    assert staff_client.get(HOME).status_code == 403
