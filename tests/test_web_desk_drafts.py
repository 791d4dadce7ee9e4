"""Drafts at the desk: kept on the server, given back after a crash or a log-out, gone with the item they became."""

import io
from datetime import timedelta

import pytest
from builders import NOW, PASSWORD, person
from desk_pages import LIFT, PDF, count, fields, form, last, logged_in
from flask import Flask
from flask.testing import FlaskClient
from pages import log_in, page, post

from intake import accounts, housekeeping
from intake.clock import now
from intake.db import Connection
from intake.desk import drafts
from intake.errors import Invalid
from intake.model import Role
from intake.store import opinions, staff


@pytest.fixture
def clerk(app: Flask, conn: Connection) -> FlaskClient:
    """A clerk (Cy) who has logged in."""
    return logged_in(app, conn)


def keep(client: FlaskClient, which: str = "phone", **typed: object) -> dict[str, object]:
    """Type into a fresh form, as the script tells the server; what the form holds."""
    values = {**form(client, which, "?fresh=1"), **typed}
    assert client.post(f"/staff/desk/drafts/{which}", data=values).status_code == 204
    return values


@pytest.mark.both
def test_a_draft_is_there_after_a_crash_and_a_log_out(app: Flask, clerk: FlaskClient, conn: Connection) -> None:
    typed = keep(clerk, body="写到<一半>", phone="138", secret="y", origin="transfer", from_unit="热线")
    again = app.test_client()
    log_in(again, "cy", PASSWORD)
    html = page(again, "/staff/desk/phone")
    assert "没有登记完的草稿" in html
    shown = fields(html)
    assert {name: shown[name] for name in typed if name != "csrf_token"} == {
        name: value for name, value in typed.items() if name != "csrf_token"
    }


def test_the_issue_chosen_in_a_draft_is_chosen_again(clerk: FlaskClient, conn: Connection) -> None:
    lift = conn.execute("SELECT issue_id FROM issue_version WHERE title = '加装电梯'").fetchone()
    assert lift is not None
    keep(clerk, body=LIFT, issue=str(lift["issue_id"]))
    assert form(clerk)["issue"] == str(lift["issue_id"])


@pytest.mark.both
def test_a_draft_goes_in_the_act_that_takes_it_in(clerk: FlaskClient, conn: Connection) -> None:
    typed = keep(clerk, body=LIFT)
    clerk.post("/staff/desk/phone", data=typed)
    assert (count(conn), count(conn, "draft")) == (1, 0)
    assert form(clerk)["body"] == ""


def test_a_late_word_of_the_script_does_not_bring_a_taken_in_draft_back(clerk: FlaskClient, conn: Connection) -> None:
    typed = keep(clerk, body=LIFT)
    clerk.post("/staff/desk/phone", data=typed)
    assert clerk.post("/staff/desk/drafts/phone", data=typed).status_code == 204
    assert count(conn, "draft") == 0


def test_two_windows_keep_two_drafts_and_both_are_offered(clerk: FlaskClient) -> None:
    first = keep(clerk, body="第一件")
    keep(clerk, body="第二件")
    html = page(clerk, "/staff/desk/phone")
    assert fields(html)["body"] == "第二件"
    assert "第一件" in html
    assert form(clerk, query=f"?draft={first['key']}")["body"] == "第一件"


def test_after_a_receipt_the_form_is_empty_and_other_drafts_are_named(clerk: FlaskClient, conn: Connection) -> None:
    keep(clerk, body="写到一半")
    response = clerk.post("/staff/desk/phone", data={**form(clerk, query="?fresh=1"), "body": LIFT})
    html = page(clerk, response.headers["Location"])
    assert fields(html)["body"] == ""
    assert "写到一半" in html


def test_a_draft_can_be_thrown_away(clerk: FlaskClient, conn: Connection) -> None:
    typed = keep(clerk, body="不要了")
    clerk.post("/staff/desk/drafts/phone/discard", data=typed)
    assert count(conn, "draft") == 0
    assert form(clerk)["body"] == ""


def test_nobody_sees_or_throws_away_another_ones_draft(
    clerk: FlaskClient, staff_client: FlaskClient, conn: Connection
) -> None:
    typed = keep(clerk, body="只给自己看")
    assert "只给自己看" not in page(staff_client, f"/staff/desk/phone?draft={typed['key']}")
    post(staff_client, "/staff/desk/drafts/phone/discard", source="/staff/desk/phone", key=typed["key"])
    assert form(clerk)["body"] == "只给自己看"


@pytest.mark.both
def test_a_scan_stays_as_long_as_its_draft(clerk: FlaskClient, conn: Connection) -> None:
    start = form(clerk, "letter")
    data = {"csrf_token": start["csrf_token"], "key": start["key"], "scans": (io.BytesIO(PDF), "信.pdf")}
    assert "信.pdf" in clerk.post("/staff/desk/scans", data=data).text
    housekeeping.clear(conn, now() + timedelta(days=5))
    restored = form(clerk, "letter")
    assert restored["key"] == start["key"]
    clerk.post("/staff/desk/letter", data={**restored, "body": "信的内容"})
    [file] = opinions.attachments(conn, last(conn).id)
    assert (file.filename, file.role) == ("信.pdf", "scan")
    assert count(conn, "staged_upload") == 0


def test_drafts_nobody_touches_for_two_months_go_with_their_scans(clerk: FlaskClient, conn: Connection) -> None:
    start = form(clerk, "letter")
    data = {"csrf_token": start["csrf_token"], "key": start["key"], "scans": (io.BytesIO(PDF), "信.pdf")}
    clerk.post("/staff/desk/scans", data=data)
    assert housekeeping.clear(conn, now() + timedelta(days=59)).drafts == 0
    assert housekeeping.due(conn, now() + timedelta(days=61)).drafts == 1
    assert housekeeping.clear(conn, now() + timedelta(days=61)).drafts == 1
    assert (count(conn, "draft"), count(conn, "staged_upload"), count(conn, "blob")) == (0, 0, 1)  # the circular's


@pytest.mark.both
def test_a_leavers_drafts_are_taken_over_with_their_scans(
    clerk: FlaskClient, staff_client: FlaskClient, conn: Connection
) -> None:
    start = form(clerk, "letter")
    data = {"csrf_token": start["csrf_token"], "key": start["key"], "scans": (io.BytesIO(PDF), "信.pdf")}
    clerk.post("/staff/desk/scans", data=data)
    cy = staff.by_login(conn, "cy").id
    assert "接手" not in page(staff_client, "/staff/desk/phone")
    accounts.set_disabled(conn, "cy", True, NOW)
    assert "岑宜的账号已停用" in page(staff_client, "/staff/desk/phone")
    post(staff_client, f"/staff/desk/drafts/of/{cy}", source="/staff/desk/phone")
    taken = form(staff_client, "letter")
    assert taken["key"] == start["key"]
    staff_client.post("/staff/desk/letter", data={**taken, "body": "信的内容"})
    assert [file.filename for file in opinions.attachments(conn, last(conn).id)] == ["信.pdf"]


def test_only_leavers_drafts_are_taken_over(conn: Connection) -> None:
    cy, bo = person(conn, Role.CLERK, "cy"), person(conn, Role.MANAGER)
    drafts.keep(conn, cy, "phone", "k" * 20, [("body", "话")], NOW)
    with pytest.raises(Invalid, match="已停用"):
        drafts.hand_on(conn, cy.id, bo, NOW)


def test_a_draft_that_is_too_long_is_refused_in_words(clerk: FlaskClient, conn: Connection) -> None:
    data = {**form(clerk), "body": "长" * (drafts.LONGEST + 1)}
    response = clerk.post("/staff/desk/drafts/phone", data=data)
    assert (response.status_code, response.text) == (422, "内容太长，草稿没有保存，请尽快登记")


def test_logging_in_again_over_the_page_gives_the_token_to_go_on_with(app: Flask, clerk: FlaskClient) -> None:
    typed = {**form(clerk), "body": LIFT}
    clerk.delete_cookie("intake_staff", path="/staff")
    assert clerk.post("/staff/desk/drafts/phone", data=typed).status_code == 401
    refused = clerk.post("/staff/login/here", data={"login": "cy", "password": "wrong"})
    assert (refused.status_code, refused.json) == (403, {"words": "账号或密码不正确"})
    answer = clerk.post("/staff/login/here", data={"login": "cy", "password": PASSWORD})
    assert answer.json is not None
    assert clerk.post("/staff/desk/phone", data={**typed, **answer.json}).status_code == 303
