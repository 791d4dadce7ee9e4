"""What became of every mail, on a page: what was kept or failed is read there, and registered if it is an opinion."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from builders import NOW, opinion
from desk_pages import LIFT, count, last, logged_in
from flask import Flask
from flask.testing import FlaskClient
from letters import letter
from pages import page, post, token

from intake.channels.mail import filing
from intake.channels.mail.filing import Arrival
from intake.channels.mail.message import parse
from intake.db import Connection, transaction
from intake.model import Role
from intake.store import blobs, mails, opinions, staff
from intake.store.mails import Entry

AUTO = letter("Auto-Submitted: auto-replied", "Subject: lift", body=LIFT)


@pytest.fixture
def clerk(app: Flask, conn: Connection) -> FlaskClient:
    """A clerk (Cy) who has logged in."""
    return logged_in(app, conn)


def arrival(raw: bytes, uid: int = 1) -> Arrival:
    return Arrival("office@mail/INBOX", 7, uid, NOW - timedelta(hours=2), raw, parse(raw))


def kept(conn: Connection, raw: bytes = AUTO) -> Entry:
    return filing.settle(conn, arrival(raw), lambda: NOW)


def failed(conn: Connection, raw: bytes, uid: int = 1) -> Entry:
    return filing.fail(conn, arrival(raw, uid), "OperationalError", NOW)


def open_at(client: FlaskClient, entry: Entry) -> str:
    """The page of one message, found by its link in the list."""
    html = page(client, f"/staff/mail?state={entry.state}")
    (address,) = {part.split('"')[0] for part in html.split('href="')[1:] if part.startswith("/staff/mail/one")}
    return address.replace("&amp;", "&")


@pytest.mark.both
def test_a_kept_mail_that_is_an_opinion_is_registered_by_a_person(clerk: FlaskClient, conn: Connection) -> None:
    entry = kept(conn)
    assert "是自动回复：标有自动发出" in page(clerk, "/staff/mail")
    address = open_at(clerk, entry)
    assert LIFT in page(clerk, address)
    answer = post(clerk, "/staff/mail/take", source=address, message=entry.key)
    said = last(conn)
    assert (answer.status_code, answer.location) == (303, f"/staff/queue/{said.id}")
    assert (LIFT in said.body, said.entered_by) == (True, staff.by_login(conn, "cy").id)
    assert count(conn, "outbox") == 0
    assert mails.by_key(conn, entry.key) == replace(entry, state="taken", opinion_id=said.id)


def test_the_second_person_is_told_that_the_first_has_done_it(clerk: FlaskClient, conn: Connection) -> None:
    entry = kept(conn)
    address = open_at(clerk, entry)
    post(clerk, "/staff/mail/take", source=address, message=entry.key)
    again = post(clerk, "/staff/mail/take", source="/staff/mail", message=entry.key)
    assert (again.status_code, "已经处理过了" in again.text, count(conn)) == (409, True, 1)
    assert clerk.get(address).status_code == 404


@pytest.mark.both
def test_a_failed_mail_is_tried_again_as_it_is_or_as_it_was_edited(clerk: FlaskClient, conn: Connection) -> None:
    raw = letter(body="电梯坏了")
    first, second = failed(conn, raw), failed(conn, letter(number="2", body="??"), uid=2)
    assert "处理时出错（OperationalError）" in page(clerk, "/staff/mail")
    post(clerk, "/staff/mail/retry", source="/staff/mail", message=first.key)
    assert "电梯坏了" in last(conn).body
    edited = letter(number="2", body="停车难")
    file = (io.BytesIO(edited), "x.eml")
    data = {"csrf_token": token(page(clerk, "/staff/mail")), "message": second.key, "edited": file}
    assert clerk.post("/staff/mail/retry", data=data).status_code == 303
    said = last(conn)
    (given,) = opinions.attachments(conn, said.id)
    ledger = mails.by_key(conn, second.key)
    assert ledger is not None
    assert "停车难" in said.body
    assert (blobs.get(conn, given.blob), ledger.blob) == (edited, second.blob)


def test_a_failed_mail_is_told_to_who_runs_the_office(app: Flask, conn: Connection) -> None:
    failed(conn, AUTO)
    manager = logged_in(app, conn, Role.MANAGER, "ma")
    assert "1 封邮件收到后没有处理成功" in page(manager, "/staff/queue")


def test_the_raw_mail_is_a_download(clerk: FlaskClient, conn: Connection) -> None:
    entry = kept(conn)
    address = open_at(clerk, entry)
    answer = clerk.get(address.replace("/one", "/raw"))
    assert (answer.data, answer.mimetype) == (AUTO, "application/octet-stream")
    assert "attachment" in answer.headers["Content-Disposition"]


def test_opinions_are_read_on_their_own_page_only(clerk: FlaskClient, conn: Connection) -> None:
    entry = filing.settle(conn, arrival(letter(body=LIFT)), lambda: NOW)
    html = page(clerk, "/staff/mail?state=taken")
    assert last(conn).number in html
    assert LIFT not in html
    assert clerk.get("/staff/mail/one", query_string={"message": entry.key}).status_code == 404


def test_what_came_back_from_a_sealed_opinion_is_as_secret(clerk: FlaskClient, conn: Connection) -> None:
    sealed = opinion(conn, body="举报某主任受贿，请为我保密").opinion_id
    entry = replace(kept(conn), opinion_id=sealed)
    with transaction(conn):
        mails.put(conn, entry, NOW)
    html = page(clerk, "/staff/mail?state=kept")
    assert "lift" not in html
    assert clerk.get("/staff/mail/one", query_string={"message": entry.key}).status_code == 404
    assert clerk.get("/staff/mail/raw", query_string={"message": entry.key}).status_code == 404


@pytest.mark.parametrize("query", ["message=", "message=a%231:99999999999999999999", "message=nobody%231:1"])
def test_a_message_that_is_not_there_is_not_found(clerk: FlaskClient, query: str) -> None:
    assert clerk.get(f"/staff/mail/one?{query}").status_code == 404


@pytest.mark.parametrize("query", ["start=x", "start=-5", "start=99999999999999999999", "state=nothing"])
def test_an_odd_address_shows_the_list(clerk: FlaskClient, conn: Connection, query: str) -> None:
    kept(conn)
    page(clerk, f"/staff/mail?{query}")


def test_a_long_list_has_pages(clerk: FlaskClient, conn: Connection) -> None:
    for uid in range(1, 33):
        filing.settle(conn, arrival(letter("Auto-Submitted: auto-replied", number=str(uid)), uid), lambda: NOW)
    html = page(clerk, "/staff/mail?state=kept")
    assert "下一页" in html
    assert page(clerk, "/staff/mail?state=kept&start=30").count("/staff/mail/one") == 2
