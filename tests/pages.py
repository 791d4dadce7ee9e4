"""Looks at pages as a browser would: every page that is opened is also checked for what all pages owe."""

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

_INPUT = re.compile(r"<(?:input|select|textarea)\b[^>]*>")


def page(client: FlaskClient, path: str, status: int = 200) -> str:
    """GET a page and check what every page owes; its HTML."""
    response = client.get(path)
    assert response.status_code == status, (path, response.status_code, response.text[:500])
    check(response.text)
    return response.text


def check(html: str) -> None:
    """One h1 that the title begins with, every field labelled, nothing undefined, no inline script."""
    headings = re.findall(r"<h1[^>]*>(.*?)</h1>", html, re.S)
    assert len(headings) == 1, headings
    title = re.search(r"<title>(.*?)</title>", html, re.S)
    assert title is not None
    words = re.sub(r"<[^>]+>|\s", "", headings[0])
    assert words in re.sub(r"\s", "", title[1]), (words, title[1])
    assert "None" not in re.sub(r"<[^>]+>", "", html), "None on the page"
    assert "Undefined" not in html
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", html), "inline script"
    assert not re.search(r"\son[a-z]+=|style=\"", html), "inline handler or style"
    for tag in _INPUT.findall(html):
        if 'type="hidden"' in tag or 'type="submit"' in tag:
            continue
        named = re.search(r'\bid="([^"]+)"', tag)
        labelled = "aria-label" in tag or (named and f'for="{named[1]}"' in html)
        assert labelled, f"no label: {tag}"


def token(html: str) -> str:
    """The CSRF token of the first form on a page."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', html)
    assert found, "no csrf token on the page"
    return found[1]


def post(client: FlaskClient, path: str, *, source: str | None = None, **fields: Any) -> TestResponse:
    """POST a staff form with the token of `source` (the page it is on; the same path if not given)."""
    html = client.get(source or path).text
    return client.post(path, data={"csrf_token": token(html), **fields})


def log_in(client: FlaskClient, login: str, password: str) -> None:
    """Log a member of staff in."""
    response = post(client, "/staff/login", login=login, password=password)
    assert response.status_code == 303, response.text[:500]
