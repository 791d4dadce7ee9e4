"""What tests of the public site share: a visitor's browser and its clicks."""

import io
import re
from contextlib import closing
from datetime import timedelta
from html import unescape
from typing import Any

from flask.testing import FlaskClient
from pages import check
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, stream_encode_multipart

from intake import clock, proof
from intake.db import Connection
from intake.model import Opinion
from intake.store import opinions

BROWSER = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
KEY = "a-page-key-of-22-chars"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\0IEND\xaeB`\x82"


def send(
    client: FlaskClient, headers: dict[str, str] | None = None, path: str = "/opinion", **typed: Any
) -> TestResponse:
    """POST the form as a browser with script does; `typed` wins over a good form."""
    data = MultiDict({"body": "电梯什么时候装", "consent": "y", "key": KEY, "proof": worked(client), **typed})
    # the client would write a large body into a temporary file and leave it open
    body, length, boundary = stream_encode_multipart(data, use_tempfile=False)
    kind = f"multipart/form-data; boundary={boundary}"
    with closing(body):
        response = client.post(
            path,
            input_stream=body,
            content_length=length,
            content_type=kind,
            headers=BROWSER if headers is None else headers,
        )
    if "text/html" in response.content_type:
        check(response.text)
    return response


def worked(client: FlaskClient, before: timedelta = timedelta(seconds=30)) -> str:
    """What a visitor's device worked out for the form, which it began some time before."""
    keys = client.application.extensions["intake"].database.keys
    return proof.solve(proof.challenge(keys, 20, clock.now() - before))


def photo(name: str = "楼道.png", data: bytes = PNG) -> FileStorage:
    """A file as the test client sends it."""
    return FileStorage(io.BytesIO(data), name)


def fields(html: str, name: str) -> list[str]:
    """The values of the inputs of a name."""
    tags = re.findall(r"<input\b[^>]*>", html)
    return [unescape(v[1]) for tag in tags if f'name="{name}"' in tag and (v := re.search(r'value="([^"]*)"', tag))]


def all_fields(html: str) -> dict[str, list[str]]:
    """Every hidden field of a page."""
    names = {m[1] for m in re.finditer(r'<input type="hidden" name="([^"]+)"', html)}
    return {name: fields(html, name) for name in names}


def code(html: str) -> str:
    """The receipt code on a receipt page."""
    found = re.search(r'data-code="(\d{16})"', html)
    assert found, html[:500]
    return found[1]


def every_opinion(conn: Connection) -> list[Opinion]:
    """What is in the register."""
    rows = conn.execute("SELECT opinion_id FROM register ORDER BY number").fetchall()
    return [opinions.by_id(conn, row["opinion_id"]) for row in rows]
