"""Mails saved as files: taken in as if the mailbox had brought them, once, or refused with the reason."""

import io
from email.message import EmailMessage
from email.utils import format_datetime

import pytest
from builders import NOW
from desk_pages import LIFT, count, last, logged_in
from flask import Flask
from flask.testing import FlaskClient
from outlook import Item, msg
from pages import check, page, token

from intake.db import Connection
from intake.model import Channel
from intake.store import blobs, opinions, staff


@pytest.fixture
def clerk(app: Flask, conn: Connection) -> FlaskClient:
    """A clerk (Cy) who has logged in."""
    return logged_in(app, conn)


def mail(body: str = LIFT, **headers: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "张大爷 <zhang@example.com>", "ypqwdcs@126.com", "加装电梯"
    message["Date"], message["Message-ID"] = format_datetime(NOW), "<one@example.com>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(body)
    message.add_attachment(b"%PDF-1.7\n", maintype="application", subtype="pdf", filename="照片.pdf")
    return message.as_bytes()


def drop(client: FlaskClient, *files: tuple[bytes, str]) -> str:
    sent = [(io.BytesIO(data), name) for data, name in files]
    data = {"csrf_token": token(page(client, "/staff/desk/mail")), "mails": sent}
    response = client.post("/staff/desk/mail", data=data)
    check(response.text)
    return response.text


@pytest.mark.both
def test_a_saved_mail_becomes_an_opinion_with_all_its_parts(clerk: FlaskClient, conn: Connection) -> None:
    html = drop(clerk, (mail(), "来信.eml"))
    said = last(conn)
    assert said.number in html
    assert (said.channel, said.email, said.name, said.received_at) == (
        Channel.EMAIL,
        "zhang@example.com",
        "张大爷",
        NOW,
    )
    assert LIFT in said.body
    assert said.entered_by == staff.by_login(conn, "cy").id
    assert [file.filename for file in opinions.attachments(conn, said.id)][0] == "照片.pdf"
    assert [file.role for file in opinions.attachments(conn, said.id)] == ["attachment", "raw"]


@pytest.mark.both
def test_the_same_mail_again_is_not_registered_twice(clerk: FlaskClient, conn: Connection) -> None:
    data = mail()
    drop(clerk, (data, "来信.eml"))
    html = drop(clerk, (data, "另存.eml"))
    assert "以前已经登记" in html
    assert last(conn).number in html
    assert count(conn) == 1


@pytest.mark.both
def test_what_outlook_saved_is_an_opinion_and_the_file_is_kept_as_it_was(clerk: FlaskClient, conn: Connection) -> None:
    sender = {0x0C1A: "张大爷", 0x0C1F: "zhang@example.com"}
    saved = msg(Item({0x0037: "加装电梯", 0x1000: LIFT, 0x0039: NOW, **sender}))
    html = drop(clerk, (saved, "来信.msg"), (saved, "再一次.msg"))
    said = last(conn)
    assert (html.count(said.number), count(conn)) == (2, 1)
    assert (said.email, said.name, said.received_at, LIFT in said.body) == ("zhang@example.com", "张大爷", NOW, True)
    (raw,) = opinions.attachments(conn, said.id)
    assert (raw.role, raw.media_type, blobs.get(conn, raw.blob)) == ("raw", "application/vnd.ms-outlook", saved)


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (mail(Auto_Submitted="auto-replied"), "回复.eml", "是自动回复，没有作为意见登记"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "来信.msg", "不是一封邮件"),
        (b"PK\x03\x04", "来信.docx", "不是邮件文件"),
        (bytes(range(256)), "坏.eml", "不是一封邮件"),
    ],
)
def test_what_is_no_opinion_is_refused_with_the_reason(
    clerk: FlaskClient, conn: Connection, data: bytes, name: str, words: str
) -> None:
    html = drop(clerk, (data, name), (mail(), "好.eml"))
    assert words in html
    assert count(conn) == 1


def test_a_sealed_mail_is_not_betrayed_to_who_dropped_it_again(clerk: FlaskClient, conn: Connection) -> None:
    secret = mail("举报某主任受贿，请为我保密")
    drop(clerk, (secret, "来信.eml"))
    assert last(conn).number not in drop(clerk, (secret, "来信.eml"))


def test_no_file_is_asked_for(clerk: FlaskClient) -> None:
    assert "请选择邮件文件" in drop(clerk)
