"""An opinion's files: photos shown, everything else only to be saved, nothing of them ever runs."""

import base64
import struct
from pathlib import Path

import pytest
import segno
from builders import NOW, PASSWORD, opinion, person
from flask import Flask
from flask.testing import FlaskClient
from handed import given
from pages import log_in, page
from test_web_desk_scans import needs_poppler, two_pages

from intake.db import Connection
from intake.model import Channel, Role, StoredFile
from intake.store import blobs, events, staff

pytestmark = pytest.mark.both
PNG = base64.b64decode(segno.make("x").png_data_uri().partition(",")[2])
MAIL = b"""From: ann@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n
<p onclick="alert(1)" style="background:url(http://evil.example/a)">Dear <b>office</b> &lt;i&gt;</p>
<script>alert(2)</script>
<img src="http://evil.example/pixel.gif"><a href="http://evil.example/">link</a>
<form action="/x"><input name=a></form>"""
JPEG = (Path(__file__).parent.parent / "docs" / "tour" / "home-360.jpg").read_bytes()
SECRET = b"31.2304N 121.4737E"
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


def test_a_photo_is_shown_without_its_places_and_the_original_is_on_record(
    staff_client: FlaskClient, conn: Connection
) -> None:
    note = b"Exif\0\0II*\0" + SECRET
    photo = JPEG[:2] + b"\xff\xe1" + struct.pack(">H", len(note) + 2) + note + JPEG[2:]
    item = with_files(conn, stored(conn, photo, "a.jpg", "image/jpeg"))
    assert SECRET not in staff_client.get(f"{item}/files/1").data
    opinion_id = int(item.rpartition("/")[2])
    assert "contacts_seen" not in [event.kind for event in events.history(conn, opinion_id)]
    assert f"{item}/files/1?original=1" in page(staff_client, item)
    original = staff_client.get(f"{item}/files/1?original=1")
    assert original.data == photo
    assert original.headers["Content-Disposition"].startswith("attachment")
    assert events.history(conn, opinion_id)[-1].kind == "contacts_seen"


def test_a_mails_html_is_looked_at_in_a_frame_where_nothing_loads_or_runs(
    staff_client: FlaskClient, conn: Connection
) -> None:
    item = with_files(conn, stored(conn, MAIL, None, "message/rfc822", "raw"))
    html = page(staff_client, item)
    assert f'<iframe src="{item}/files/1/mail" sandbox' in html
    shown = staff_client.get(f"{item}/files/1/mail")
    assert "<p>Dear <b>office</b> &lt;i&gt;</p>" in shown.text
    assert not any(word in shown.text for word in ("evil", "alert", "style", "onclick", "href", "<form", "<input"))
    policy = shown.headers["Content-Security-Policy"]
    assert policy == "default-src 'none'; frame-ancestors 'self'; sandbox"
    assert "没有网页格式" in staff_client.get(f"{with_plain(conn)}/files/1/mail").text


def with_plain(conn: Connection) -> str:
    return with_files(conn, stored(conn, b"From: a@example.org\r\n\r\nhello", None, "message/rfc822", "raw"))


def test_no_other_file_is_looked_at_as_a_mail(staff_client: FlaskClient, conn: Connection) -> None:
    item = with_files(conn, stored(conn, MAIL, "a.eml", "message/rfc822"))
    assert "<iframe" not in page(staff_client, item)
    assert staff_client.get(f"{item}/files/1/mail").status_code == 404


@needs_poppler
def test_a_pdf_is_read_page_by_page_as_pictures(staff_client: FlaskClient, conn: Connection, tmp_path: Path) -> None:
    item = with_files(
        conn, stored(conn, two_pages(tmp_path), "说明.pdf", "application/pdf"), stored(conn, PNG, "a", "x/y")
    )
    assert f"{item}/files/1/pages/1" in page(staff_client, item)
    page(staff_client, f"{item}/files/1/pages/1")
    shown = staff_client.get(f"{item}/files/1/pages/1.png")
    assert shown.data.startswith(b"\x89PNG")
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert staff_client.get(f"{item}/files/1/pages/2.png").status_code == 200
    assert staff_client.get(f"{item}/files/1/pages/3.png").status_code == 404
    assert staff_client.get(f"{item}/files/2/pages/1").status_code == 404


def test_a_unit_gets_no_photo_that_tells_its_place(app: Flask, staff_client: FlaskClient, conn: Connection) -> None:
    note = b"Exif\0\0II*\0" + SECRET
    photo = JPEG[:2] + b"\xff\xe1" + struct.pack(">H", len(note) + 2) + note + JPEG[2:]
    strange = b"\xff\xd8\xff\xe0\x00\x04ab" + SECRET
    files = (stored(conn, photo, "a.jpg", "image/jpeg"), stored(conn, strange, "b.jpg", "image/jpeg"))
    item = with_files(conn, *files)
    housing = person(conn, Role.UNIT, "fang")
    handed = given(conn, int(item.rpartition("/")[2]), staff.by_login(conn, "bo"), housing, files=True)
    unit = app.test_client()
    log_in(unit, "fang", PASSWORD)
    good = unit.get(f"/staff/unit/{handed}/files/1")
    assert (good.status_code, SECRET in good.data) == (200, False)
    assert unit.get(f"/staff/unit/{handed}/files/2").status_code == 404
    assert SECRET in staff_client.get(f"{item}/files/2").data, "the office saves what it was sent"
    assert unit.get(f"/staff/unit/{handed}/files/1?original=1").data == good.data
