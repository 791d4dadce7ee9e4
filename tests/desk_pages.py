"""What the tests of the desk share: a clerk, forms as a browser would send them back, what came of them."""

import re
from html import unescape
from typing import Any

from builders import PASSWORD, person
from flask import Flask
from flask.testing import FlaskClient
from pages import log_in, page, token
from werkzeug.test import TestResponse

from intake.db import Connection
from intake.model import Opinion, Role
from intake.store import opinions

LIFT = "我家六楼，什么时候加装电梯？"
PDF = b"%PDF-1.7\n%%EOF\n"


def logged_in(app: Flask, conn: Connection, role: Role = Role.CLERK, login: str = "cy") -> FlaskClient:
    """Somebody at the desk who has logged in; Cy, a clerk, where nobody is named."""
    person(conn, role, login)
    client = app.test_client()
    log_in(client, login, PASSWORD)
    return client


def form(client: FlaskClient, which: str = "phone", query: str = "") -> dict[str, Any]:
    """The fields of a form as a browser would send them back."""
    return fields(page(client, f"/staff/desk/{which}{query}"))


def fields(html: str) -> dict[str, Any]:
    """The fields of the form on a page; of boxes only those that are ticked."""
    html = html[html.index('id="desk"') :]
    values: dict[str, Any] = {"csrf_token": token(html), "origin": "self"}
    for tag in re.findall(r"<(?:input|option selected)[^>]*>", html):
        name, value = re.search(r'name="([\w-]+)"', tag), re.search(r'value="([^"]*)"', tag)
        ticked = "checked" in tag or not re.search(r'type="(?:checkbox|radio)"', tag)
        if "option" in tag and value:
            values["origin"] = value[1]
        elif name and value and ticked:
            values[name[1]] = unescape(value[1])
    for name, value in re.findall(r'<textarea[^>]*name="([\w-]+)"[^>]*>\r?\n?(.*?)</textarea>', html, re.S):
        values[name] = unescape(value)
    return values


def send(client: FlaskClient, which: str = "phone", **typed: Any) -> TestResponse:
    """Fill a fresh form in and send it."""
    return client.post(f"/staff/desk/{which}", data={**form(client, which), **typed})


def last(conn: Connection) -> Opinion:
    """The opinion taken in last."""
    row = conn.execute("SELECT MAX(id) AS id FROM opinion").fetchone()
    assert row is not None
    return opinions.by_id(conn, row["id"])


def count(conn: Connection, table: str = "opinion") -> int:
    """How many rows there are."""
    row = conn.execute(f"SELECT COUNT(*) AS n FROM {table}").fetchone()
    assert row is not None
    return int(row["n"])
