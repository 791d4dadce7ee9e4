"""Default-deny: every address is public on purpose, or refuses strangers and every role without its permission."""

from collections.abc import Callable, Iterator

import pytest
from builders import PASSWORD, person
from flask import Flask
from flask.testing import FlaskClient
from pages import log_in, token
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from intake.accounts import PERMISSIONS, Permission
from intake.db import Connection
from intake.model import Role
from intake.web import auth

PUBLIC = {
    "assets.serve",
    "public.home",
    "public.opinion",
    "public.send",
    "public.suggest",
    "public.embed",
    "public.embed_send",
    "public.loader",
    "public.challenge",
    "public.state",
    "public.security",
    "public.answers",
    "public.feed",
    "public.answer",
    "public.statistics",
    "public.statistics_json",
    "public.lookup",
    "public.find",
    "public.add",
    "public.mail",
    "public.rate",
    "public.data",
    "public.withdraw",
    "public.restore",
    "public.circular",
    "public.issue",
    "public.privacy",
    "public.accessibility",
    "api.document",
    "api.catalogue",
    "api.suggest",
    "api.look_up",
    "api.submit",
    "open311.service_list",
    "open311.service_definition",
    "open311.submit",
    "open311.request_list",
    "open311.one_request",
    "auth.login",
    "auth.log_in",
    "auth.log_in_here",
    "second.code",
}
# for everybody who has logged in
OWN = {
    "auth.start",
    "auth.log_out",
    "auth.password",
    "auth.change_password",
    "second.page",
    "second.enrol",
    "second.renew",
}


def calls(app: Flask, endpoints: Callable[[str], bool]) -> Iterator[tuple[Rule, str, str]]:
    """Every rule and method of some endpoints, with an address that fits."""
    for rule in app.url_map.iter_rules():
        if endpoints(rule.endpoint):
            values = {name: "2026-W47" if name in ("week", "period") else "1" for name in rule.arguments}
            with app.test_request_context():
                path = app.url_for(rule.endpoint, **values)
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                yield rule, method, path


def refused_to_strangers(client: FlaskClient, method: str, path: str) -> bool:
    response = client.open(path, method=method)
    to_login = response.headers.get("Location", "").startswith("/staff/login")
    return (response.status_code == 303 and to_login) if method == "GET" else response.status_code == 401


def staff_call(client: FlaskClient, method: str, path: str) -> TestResponse:
    fields = {} if method == "GET" else {"csrf_token": token(client.get("/staff/password").text)}
    return client.open(path, method=method, data=fields)


def test_public_is_only_what_is_meant_to_be(app: Flask) -> None:
    marked = {name for name, view in app.view_functions.items() if getattr(view, auth._NEEDS, "") == "anyone"}
    assert marked == PUBLIC


def test_strangers_are_refused_everywhere_else(app: Flask, client: FlaskClient) -> None:
    found = list(calls(app, lambda endpoint: endpoint not in PUBLIC))
    assert len(found) > 30
    open_doors = [path for _, method, path in found if not refused_to_strangers(client, method, path)]
    assert open_doors == []


@pytest.mark.parametrize("role", list(Role))
def test_each_role_is_refused_what_it_lacks_and_nothing_else(app: Flask, conn: Connection, role: Role) -> None:
    person(conn, role)
    client = app.test_client()
    log_in(client, "bo", PASSWORD)
    checked = set()
    for rule, method, path in calls(app, lambda endpoint: endpoint not in PUBLIC | OWN):
        needed = getattr(app.view_functions[rule.endpoint], auth._NEEDS)
        assert isinstance(needed, Permission), rule.endpoint
        lacks = needed not in PERMISSIONS[role]
        if lacks or method == "GET":  # what it may do is tried with GET only: nothing is to change here
            status = staff_call(client, method, path).status_code
            assert (status == 403) == lacks, (method, path, status)
            checked.add(lacks)
    assert checked == {True, False}


def test_a_view_without_a_mark_is_found_and_stays_shut(app: Flask, conn: Connection) -> None:
    app.add_url_rule("/staff/planted", "planted", lambda: "open", methods=["GET", "POST"])
    assert [path for _, _, path in calls(app, lambda endpoint: endpoint == "planted")] == ["/staff/planted"] * 2
    client = app.test_client()
    assert refused_to_strangers(client, "GET", "/staff/planted")
    assert refused_to_strangers(client, "POST", "/staff/planted")
    person(conn, Role.MANAGER)
    log_in(client, "bo", PASSWORD)
    assert client.get("/staff/planted").status_code == 403
    unmarked = [name for name, view in app.view_functions.items() if not hasattr(view, auth._NEEDS)]
    assert unmarked == ["planted"]


def test_a_view_opened_by_mistake_is_found(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/staff/planted", "planted", auth.anyone(lambda: "open"))
    [(_, method, path)] = calls(app, lambda endpoint: endpoint == "planted")
    assert not refused_to_strangers(client, method, path)
    marked = {name for name, view in app.view_functions.items() if getattr(view, auth._NEEDS, "") == "anyone"}
    assert marked != PUBLIC
