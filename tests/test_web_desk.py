"""The desk's pages: a call or a letter from the first key to the receipt, by role, with errors, with scans."""

import io
import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from builders import NOW, PASSWORD, issue_id, person
from builders import opinion as take
from desk_pages import LIFT, PDF, count, fields, form, last, logged_in, send
from flask import Flask
from flask.testing import FlaskClient
from pages import check, log_in, page
from werkzeug.datastructures import FileStorage

from intake import receipts
from intake.config import Config
from intake.db import Connection
from intake.likeness import compare
from intake.model import AsideReason, Channel, LinkOrigin, LinkState, Origin, Role, Seal, Status
from intake.receive import ENRICH
from intake.store import blobs, events, jobs, links, opinions
from intake.web import scans

LONG = "我们小区二号楼下的垃圾厢房从去年十月拆掉以后一直没有重建，居民只好把垃圾堆在路边，夏天气味很大。"


@pytest.fixture
def clerk(app: Flask, conn: Connection) -> FlaskClient:
    """A clerk (Cy) who has logged in."""
    return logged_in(app, conn)


@pytest.mark.both
def test_a_call_is_taken_in_and_its_receipt_stands_above_the_next_form(clerk: FlaskClient, conn: Connection) -> None:
    response = send(clerk, body=LIFT, phone="138 1234 5678", name="张大爷", wants_answer="y")
    assert response.status_code == 303
    html = page(clerk, response.headers["Location"])
    opinion = last(conn)
    assert (opinion.channel, opinion.body, opinion.phone) == (Channel.PHONE, LIFT, "138 1234 5678")
    assert opinion.entered_by is not None
    assert opinion.details["taken_by"] == "岑宜"
    assert opinion.number in html
    assert receipts.group(opinions.receipt_code(conn, opinion.id)) in html
    assert "现在分办" in html
    assert LIFT not in html


def test_suggestions_are_stored_with_the_call_and_no_job_is_left(clerk: FlaskClient, conn: Connection) -> None:
    send(clerk, body=LIFT)
    [link] = links.of_opinion(conn, last(conn).id)
    assert (link.issue_id, link.state) == (issue_id(conn, "加装电梯"), LinkState.SUGGESTED)
    assert jobs.waiting(conn, ENRICH) == 0


def test_an_emergency_is_left_to_the_worker_who_tells_the_duty_officer(clerk: FlaskClient, conn: Connection) -> None:
    send(clerk, body="再不解决我就不想活了")
    assert last(conn).urgent
    assert jobs.waiting(conn, ENRICH) == 1


@pytest.mark.both
def test_the_issue_a_clerk_chose_is_confirmed_in_the_same_act(clerk: FlaskClient, conn: Connection) -> None:
    lift = issue_id(conn, "加装电梯")
    html = page(clerk, send(clerk, body=LIFT, issue=lift).headers["Location"])
    opinion = last(conn)
    [link] = links.of_opinion(conn, opinion.id)
    assert (link.issue_id, link.state, link.origin) == (lift, LinkState.CONFIRMED, LinkOrigin.DESK)
    assert opinion.status == Status.CONFIRMED
    assert "加装电梯" in html


@pytest.mark.parametrize("typed", ["1-3", "垃圾", "定海路街道垃圾分类工作", "1-3 定海路街道垃圾分类工作"])
def test_any_other_issue_can_be_typed(clerk: FlaskClient, conn: Connection, typed: str) -> None:
    send(clerk, body=LIFT, issue=issue_id(conn, "加装电梯"), other=typed)
    confirmed = [link for link in links.of_opinion(conn, last(conn).id) if link.state == LinkState.CONFIRMED]
    assert [link.issue_id for link in confirmed] == [issue_id(conn, "定海路街道垃圾分类工作")]


def test_an_issue_that_is_none_is_said_beside_the_field(clerk: FlaskClient, conn: Connection) -> None:
    response = send(clerk, body=LIFT, other="没有这项")
    assert response.status_code == 422
    assert "没有找到唯一的事项" in response.text
    assert count(conn) == 0


def test_nothing_typed_is_lost_on_an_error(clerk: FlaskClient, conn: Connection) -> None:
    typed = {
        "body": "写了<b>很久",
        "phone": "138",
        "name": "张大爷",
        "call_at": "乱写",
        "from_unit": "热线",
        "secret": "y",
    }
    lift = issue_id(conn, "加装电梯")
    response = send(clerk, **typed, issue=lift)
    assert response.status_code == 422
    check(response.text)
    shown = unescape(response.text)
    for value in ("写了<b>很久", 'value="138"', 'value="张大爷"', 'value="乱写"', 'value="热线"'):
        assert value in shown
    assert re.search(rf'value="{lift}"[^>]*checked', response.text)
    assert re.search(r'checked[^>]*name="secret"|name="secret"[^>]*checked', response.text)


def test_the_same_form_with_other_words_is_not_swallowed(clerk: FlaskClient, conn: Connection) -> None:
    data = {**form(clerk), "body": LIFT}
    clerk.post("/staff/desk/phone", data=data)
    other = clerk.post("/staff/desk/phone", data={**data, "body": "另一位来电人说垃圾没人收"})
    assert other.status_code == 409
    assert last(conn).number in other.text
    assert clerk.post("/staff/desk/phone", data=fields(other.text)).status_code == 303
    assert (count(conn), last(conn).body) == (2, "另一位来电人说垃圾没人收")


def test_the_same_form_twice_is_one_call(clerk: FlaskClient, conn: Connection) -> None:
    data = {**form(clerk), "body": LIFT, "issue": issue_id(conn, "加装电梯")}
    first, second = (clerk.post("/staff/desk/phone", data=data) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert count(conn) == 1


def test_one_clerks_form_key_means_nothing_for_another(
    clerk: FlaskClient, staff_client: FlaskClient, conn: Connection
) -> None:
    mine, theirs = form(clerk), form(staff_client)
    clerk.post("/staff/desk/phone", data={**mine, "body": LIFT})
    staff_client.post("/staff/desk/phone", data={**theirs, "key": mine["key"], "body": LIFT})
    assert count(conn) == 2


def test_a_silent_call_is_one_key_and_stays_in_the_register(clerk: FlaskClient, conn: Connection) -> None:
    assert send(clerk, act="silent", phone="021-1234").status_code == 303
    opinion = last(conn)
    assert (opinion.status, opinion.aside_reason) == (Status.SET_ASIDE, AsideReason.SILENT_CALL)
    assert opinion.number.endswith("-000001")


def test_a_protected_report_goes_in_though_the_clerk_may_not_see_it_again(clerk: FlaskClient, conn: Connection) -> None:
    response = send(clerk, body="举报某主任收受贿赂", issue=issue_id(conn, "加装电梯"), secret="y")
    html = page(clerk, response.headers["Location"])
    opinion = last(conn)
    assert opinion.seal == Seal.PROPOSED
    assert opinion.status == Status.WAITING
    assert opinion.number in html
    assert "现在分办" not in html


def test_a_call_can_be_sealed_while_it_is_entered(clerk: FlaskClient, conn: Connection) -> None:
    send(clerk, body=LIFT, secret="y", issue=issue_id(conn, "加装电梯"))
    opinion = last(conn)
    assert opinion.seal == Seal.SEALED
    assert [event.kind for event in events.history(conn, opinion.id)] == ["received", "confirmed", "sealed"]


def test_a_letter_goes_in_with_its_scans(clerk: FlaskClient, conn: Connection) -> None:
    scan = (io.BytesIO(PDF), "来信 第一页.pdf")
    response = send(clerk, "letter", body="信的内容", scans=scan, kept_at="三号柜", origin="visit", signatories="3")
    assert response.status_code == 303, response.text
    opinion = last(conn)
    [file] = opinions.attachments(conn, opinion.id)
    assert (file.filename, file.media_type, file.role) == ("来信 第一页.pdf", "application/pdf", "scan")
    assert blobs.get(conn, file.blob) == PDF
    assert (opinion.origin, opinion.details["signatories"]) == (Origin.VISIT, 3)


def test_scans_survive_an_error(clerk: FlaskClient, conn: Connection) -> None:
    wrong = send(clerk, "letter", body="", scans=(io.BytesIO(PDF), "信.pdf"))
    assert wrong.status_code == 422
    check(wrong.text)
    staged = re.search(r'name="staged" value="([^"]+)"', wrong.text)
    assert staged is not None
    send(clerk, "letter", body="信的内容", staged=staged[1])
    assert [file.filename for file in opinions.attachments(conn, last(conn).id)] == ["信.pdf"]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("脚本.pdf", b"<script>", "不是 PDF 或图片"),
        ("../../etc/passwd", b"root", "“passwd”"),
    ],
)
def test_a_file_that_is_no_scan_is_refused_with_a_reason(
    clerk: FlaskClient, conn: Connection, name: str, data: bytes, words: str
) -> None:
    response = send(clerk, "letter", body="信的内容", scans=(io.BytesIO(data), name))
    assert response.status_code == 422
    assert words in response.text
    assert "信的内容" in response.text
    assert count(conn) == 0


def test_too_large_and_too_many_files_are_refused_and_the_rest_kept(conn: Connection, config: Config) -> None:
    small = [FileStorage(io.BytesIO(PDF), f"{n}.pdf") for n in range(6)]
    large = FileStorage(io.BytesIO(PDF + bytes(1024 * 1024)), "大.pdf")
    taken = scans.take(conn, replace(config, scan_mb=1, scan_files=5), [large, *small], [], None, NOW)
    assert [file.filename for file in taken.files] == ["0.pdf", "1.pdf", "2.pdf", "3.pdf", "4.pdf"]
    assert taken.problems == ("“大.pdf”超过 1 MB", "最多 5 个文件，没有收下“5.pdf”；可以合并成一个 PDF")


def test_origin_and_keeping_place_are_offered_again(clerk: FlaskClient) -> None:
    send(clerk, "letter", body="第一封", origin="box", kept_at="三号柜")
    again = form(clerk, "letter")
    assert (again["origin"], again["kept_at"]) == ("box", "三号柜")


def test_a_sheet_of_several_residents_keeps_its_day_and_place(clerk: FlaskClient) -> None:
    send(clerk, "letter", body="张家的话", origin="outreach", place="凤南一村", received_on="2026-10-08")
    again = form(clerk, "letter")
    assert (again["origin"], again["place"], again["received_on"]) == ("outreach", "凤南一村", "2026-10-08")
    send(clerk, "letter", body="李家的信", origin="self", place="定海路")
    assert form(clerk, "letter")["place"] == ""


def test_suggestions_come_while_typing(clerk: FlaskClient, conn: Connection) -> None:
    data = {"csrf_token": form(clerk)["csrf_token"], "body": LIFT}
    html = clerk.post("/staff/desk/suggest", data=data).text
    assert "加装电梯" in html
    assert f'value="{issue_id(conn, "加装电梯")}"' in html
    assert count(conn) == 0


@pytest.mark.both
def test_the_same_words_as_before_are_pointed_out_while_typing(clerk: FlaskClient, conn: Connection) -> None:
    receipt, secret = take(conn, body=LONG), take(conn, body=LONG + "请为我保密")
    for opinion_id in (receipt.opinion_id, secret.opinion_id):
        compare(conn, opinion_id)
    html = clerk.post("/staff/desk/suggest", data={**form(clerk), "body": "您好，" + LONG}).text
    assert "以前有过相同或相近的内容" in html
    assert receipt.number in html
    assert secret.number not in html
    assert "以前有过" not in clerk.post("/staff/desk/suggest", data={**form(clerk), "body": LIFT}).text


def test_a_choice_stays_while_the_text_grows_away_from_it(clerk: FlaskClient, conn: Connection) -> None:
    bins = issue_id(conn, "定海路街道垃圾分类工作")
    html = clerk.post("/staff/desk/suggest", data={**form(clerk), "body": LIFT, "issue": bins}).text
    assert re.search(rf'value="{bins}"[^>]*checked', html)


def test_a_repeat_caller_is_known_by_the_number(clerk: FlaskClient, conn: Connection) -> None:
    receipt = take(conn, phone="+86 138-1234-5678")
    take(conn, phone="13900000000")
    html = clerk.post("/staff/desk/caller", data={**form(clerk), "phone": "138 1234 5678"}).text
    assert receipt.number in html
    assert html.count("<li>") == 1
    assert clerk.post("/staff/desk/caller", data={**form(clerk), "phone": ""}).text.strip() == ""


def test_a_sealed_earlier_item_is_not_betrayed(clerk: FlaskClient, conn: Connection) -> None:
    receipt = take(conn, phone="13812345678", body="举报某主任收受贿赂")
    html = clerk.post("/staff/desk/caller", data={**form(clerk), "phone": "13812345678"}).text
    assert receipt.number not in html


def test_only_who_entered_it_sees_the_code(clerk: FlaskClient, staff_client: FlaskClient, conn: Connection) -> None:
    send(clerk, body=LIFT)
    opinion = last(conn)
    code = receipts.group(opinions.receipt_code(conn, opinion.id))
    assert code in page(clerk, f"/staff/desk/slip/{opinion.id}")
    assert staff_client.get(f"/staff/desk/slip/{opinion.id}").status_code == 404
    assert code not in page(staff_client, f"/staff/desk/phone?saved={opinion.id}")


def test_a_citizens_code_is_not_shown_at_the_desk(clerk: FlaskClient, conn: Connection) -> None:
    receipt = take(conn, now=NOW - timedelta(days=1))
    assert clerk.get(f"/staff/desk/slip/{receipt.opinion_id}").status_code == 404


@pytest.mark.parametrize("path", ["phone", "letter", "slip/1"])
def test_the_administrator_enters_nothing(app: Flask, conn: Connection, path: str) -> None:
    person(conn, Role.ADMINISTRATOR, "root")
    client = app.test_client()
    log_in(client, "root", PASSWORD)
    assert client.get(f"/staff/desk/{path}").status_code == 403


def test_text_no_database_takes_is_refused_beside_the_field(clerk: FlaskClient, conn: Connection) -> None:
    response = send(clerk, body="坏\x00字符")
    assert response.status_code == 422
    assert "无法保存" in response.text
    assert count(conn) == 0
