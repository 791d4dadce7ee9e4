"""An opinion's files: photos shown, everything else only to be saved, nothing of them ever runs."""

import pytest
from builders import NOW, PASSWORD, opinion, person
from flask import Flask
from flask.testing import FlaskClient
from pages import log_in, page

from intake.db import Connection
from intake.model import Channel, Role, StoredFile
from intake.store import blobs, events

pytestmark = pytest.mark.both
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def stored(conn: Connection, data: bytes, name: str | None, kind: str, role: str = "attachment") -> StoredFile:
    return StoredFile(blobs.put(conn, data, NOW), name, kind, len(data), role)


def with_files(conn: Connection, *files: StoredFile) -> str:
    """An opinion with files; the address that they lie below."""
    return f"/staff/queue/{opinion(conn, channel=Channel.EMAIL, files=files).opinion_id}"


def test_a_photo_is_shown_in_the_page(staff_client: FlaskClient, conn: Connection) -> None:
    item = with_files(conn, stored(conn, PNG, "现场.png", "image/png"))
    assert f'<img src="{item}/files/1" alt="现场.png"' in page(staff_client, item)
    response = staff_client.get(f"{item}/files/1")
    assert response.data == PNG
    assert response.mimetype == "image/png"
    assert response.headers["Content-Disposition"].startswith("inline")
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("data", "name", "kind", "served"),
    [
        (b"%PDF-1.4 x", "说明.pdf", "application/pdf", "application/pdf"),
        (SVG, "a.svg", "image/svg+xml", "application/octet-stream"),
        (SVG, "a.png", "image/png", "application/octet-stream"),
        (b"<script>alert(1)</script>", "a.html", "text/html", "application/octet-stream"),
        (b"plain", "a.txt", "text/plain", "application/octet-stream"),
    ],
)
def test_everything_else_is_handed_out_to_be_saved(
    staff_client: FlaskClient, conn: Connection, data: bytes, name: str, kind: str, served: str
) -> None:
    item = with_files(conn, stored(conn, data, name, kind))
    response = staff_client.get(f"{item}/files/1")
    assert (response.mimetype, response.data) == (served, data)
    assert response.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("a\r\nX: y.pdf", "aX: y.pdf"),
        ("..\\b.doc", "b.doc"),
        ("…", "…"),
        (None, "附件1"),
        ("\u202efdp.exe", "fdp.exe"),
    ],
)
def test_a_name_is_only_a_name(staff_client: FlaskClient, conn: Connection, name: str | None, shown: str) -> None:
    item = with_files(conn, stored(conn, b"x", name, "application/octet-stream"))
    assert f'download hx-boost="false">{shown}</a>' in page(staff_client, item)
    response = staff_client.get(f"{item}/files/1")
    assert response.status_code == 200
    assert "X" not in response.headers


def test_the_raw_mail_is_for_who_may_see_contacts_and_on_record(staff_client: FlaskClient, conn: Connection) -> None:
    raw = b"From: ann@example.org\r\n\r\nhello"
    item = with_files(conn, stored(conn, raw, None, "message/rfc822", "raw"))
    assert "原邮件.eml" in page(staff_client, item)
    response = staff_client.get(f"{item}/files/1")
    assert (response.mimetype, response.data) == ("application/octet-stream", raw)
    assert events.history(conn, int(item.rpartition("/")[2]))[-1].kind == "contacts_seen"


def test_files_of_others_and_missing_ones_are_not_found(app: Flask, conn: Connection) -> None:
    item = with_files(conn, stored(conn, PNG, "a.png", "image/png"))
    person(conn, Role.ADMINISTRATOR, "cy")
    client = app.test_client()
    assert client.get(f"{item}/files/1").status_code == 303
    log_in(client, "cy", PASSWORD)
    assert client.get(f"{item}/files/1").status_code == 403


def test_a_position_that_is_not_there(staff_client: FlaskClient, conn: Connection) -> None:
    item = with_files(conn)
    assert staff_client.get(f"{item}/files/1").status_code == 404
