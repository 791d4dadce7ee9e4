"""Log-in, the guard of every view, expired sessions and forged requests."""

import re
from datetime import timedelta

import pytest
from builders import NOW, PASSWORD, person
from flask import Flask
from flask.testing import FlaskClient
from pages import log_in, page, post, token

from intake import accounts, clock
from intake.db import Connection
from intake.model import Role
from intake.web import auth


def test_every_view_says_whom_it_is_for(app: Flask) -> None:
    unmarked = [name for name, view in app.view_functions.items() if not hasattr(view, auth._NEEDS)]
    assert unmarked == []


def test_staff_pages_ask_strangers_to_log_in(app: Flask, client: FlaskClient) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/staff") and not rule.arguments]
    assert len(rules) > 3
    for rule in rules:
        if "GET" in (rule.methods or ()) and rule.endpoint != "auth.login":
            response = client.get(rule.rule)
            assert response.status_code == 303, rule.rule
            assert response.headers["Location"].startswith("/staff/login"), rule.rule


def test_a_wrong_password_is_refused_with_the_words_of_an_unknown_name(client: FlaskClient, conn: Connection) -> None:
    person(conn)
    wrong = post(client, "/staff/login", login="bo", password="not-the-password")
    unknown = post(client, "/staff/login", login="nobody", password="not-the-password")
    assert wrong.status_code == unknown.status_code == 403
    assert "账号或密码不正确" in wrong.text
    assert "账号或密码不正确" in unknown.text


def test_ten_wrong_passwords_close_the_account_for_a_while(client: FlaskClient, conn: Connection) -> None:
    person(conn)
    for _ in range(10):
        post(client, "/staff/login", login="bo", password="wrong-password")
    response = post(client, "/staff/login", login="bo", password=PASSWORD)
    assert response.status_code == 403
    assert "次数过多" in response.text


def test_a_post_without_the_token_is_refused(client: FlaskClient, conn: Connection) -> None:
    person(conn, Role.MANAGER)
    log_in(client, "bo", PASSWORD)
    assert client.post("/staff/logout").status_code == 400
    assert client.post("/staff/logout", data={"csrf_token": "x"}).status_code == 400
    assert post(client, "/staff/logout", source="/staff/password").status_code == 303


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "same-site"}]
)
def test_a_post_from_another_site_is_refused(client: FlaskClient, headers: dict[str, str]) -> None:
    data = {"login": "bo", "password": PASSWORD}
    assert client.post("/staff/login", data=data, headers=headers).status_code == 403


def test_what_was_typed_survives_an_expired_session(client: FlaskClient, conn: Connection) -> None:
    person(conn)
    expired = client.post("/staff/password", data={"csrf_token": "old", "old": "a", "new": "写了很久的<话>"})
    assert expired.status_code == 401
    again = re.search(r'name="again"[^>]*value="([^"]*)"', expired.text)
    assert again is not None
    from html import unescape

    resumed = client.post(
        "/staff/login",
        data={
            "csrf_token": token(expired.text),
            "login": "bo",
            "password": PASSWORD,
            "next": "/staff/password",
            "again": unescape(again[1]),
        },
    )
    assert resumed.status_code == 200
    assert 'action="/staff/password"' in resumed.text
    assert "写了很久的&lt;话&gt;" in resumed.text
    assert "old" not in token(resumed.text)


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/staff/\\evil", "/elsewhere"])
def test_log_in_leads_to_no_other_site(client: FlaskClient, conn: Connection, target: str) -> None:
    person(conn)
    response = post(client, "/staff/login", login="bo", password=PASSWORD, next=target)
    assert response.headers["Location"] == "/staff/"


def test_a_changed_password_ends_other_sessions(app: Flask, conn: Connection) -> None:
    person(conn)
    here, there = app.test_client(), app.test_client()
    log_in(here, "bo", PASSWORD)
    log_in(there, "bo", PASSWORD)
    changed = post(here, "/staff/password", old=PASSWORD, new="another-password", repeat="another-password")
    assert changed.status_code == 303
    assert here.get("/staff/password").status_code == 200
    assert there.get("/staff/password").status_code == 303


def test_a_locked_account_is_out_at_once(client: FlaskClient, conn: Connection) -> None:
    person(conn)
    log_in(client, "bo", PASSWORD)
    page(client, "/staff/password")
    accounts.set_disabled(conn, "bo", True, NOW)
    assert client.get("/staff/password").status_code == 303


def test_a_session_ends_after_hours_without_a_request(
    client: FlaskClient, conn: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(conn)
    log_in(client, "bo", PASSWORD)
    later = clock.now() + timedelta(hours=13)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.get("/staff/password").status_code == 303


def test_the_administrator_reads_no_opinions(client: FlaskClient, conn: Connection) -> None:
    person(conn, Role.ADMINISTRATOR)
    log_in(client, "bo", PASSWORD)
    assert client.get("/staff/queue").status_code == 403
