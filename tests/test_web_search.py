"""The search box and its results: numbers lead straight to the item, words to passages with the words marked."""

import re
from datetime import timedelta
from html import unescape

import pytest
from builders import NOW, PASSWORD, issue_id, opinion, person
from flask import Flask
from flask.testing import FlaskClient
from pages import log_in, page, post
from queue_pages import LIFT, suggest

from intake import followup, indexing, receipts, triage
from intake.db import Connection
from intake.model import Channel, Receipt, Role, StoredFile
from intake.store import blobs, staff
from intake.web import search

pytestmark = pytest.mark.both
HOME = "/staff/search"
REPORT = "举报某主任收受贿赂，请为我保密"
LATER = NOW + timedelta(days=30)


@pytest.fixture
def clerk(app: Flask, conn: Connection) -> FlaskClient:
    """A clerk (Cy) who has logged in."""
    person(conn, Role.CLERK, "cy")
    client = app.test_client()
    log_in(client, "cy", PASSWORD)
    return client


def indexed(conn: Connection, **over: object) -> Receipt:
    """An opinion that can be found."""
    receipt = opinion(conn, **over)  # type: ignore[arg-type]
    while indexing.work(conn, LATER):
        pass
    return receipt


def find(client: FlaskClient, typed: str, **fields: str) -> str:
    """What typing into the search box of a page leads to."""
    response = post(client, HOME, source="/staff/queue", text=typed, **fields)
    assert response.status_code == 303
    return response.headers["Location"]


def numbers(html: str) -> list[str]:
    """The register numbers of the results, in their order."""
    return re.findall(r'<h2><a href="[^"]+">([\d-]+)</a>', html)


def passages(html: str) -> list[str]:
    """The passages of the results, marked words in 【】."""
    found = re.findall(r'<p class="passage">(.*?)</p>', html)
    marked = [re.sub(r"<mark>(.*?)</mark>", r"【\1】", passage) for passage in found]
    return [unescape(re.sub(r"<[^>]+>", "", passage)) for passage in marked]


def test_every_staff_page_has_the_box(staff_client: FlaskClient) -> None:
    for path in ("/staff/queue", "/staff/desk/phone", "/staff/digest", "/staff/status", "/staff/password", HOME):
        assert len(re.findall(r'<form[^>]* action="/staff/search"', page(staff_client, path))) == 1, path


def test_who_reads_no_opinions_has_none(app: Flask, conn: Connection) -> None:
    person(conn, Role.ADMINISTRATOR, "ann")
    client = app.test_client()
    log_in(client, "ann", PASSWORD)
    assert "/staff/search" not in page(client, "/staff/status")


@pytest.mark.parametrize(
    "typed", ["2026-000001", "2026-1", "２０２６－１", "2026000001", "2026年第1号", "138 1234 5678"]
)
def test_a_number_leads_to_the_item(staff_client: FlaskClient, conn: Connection, typed: str) -> None:
    receipt = opinion(conn, phone="13812345678")
    assert find(staff_client, typed) == f"/staff/queue/{receipt.opinion_id}"


def test_a_receipt_code_leads_to_the_item_however_it_is_written(staff_client: FlaskClient, conn: Connection) -> None:
    receipt = opinion(conn)
    for typed in (receipt.code, receipts.group(receipt.code), receipts.group(receipt.code, "－")):
        assert find(staff_client, typed) == f"/staff/queue/{receipt.opinion_id}"


def test_a_number_that_is_none_says_so_and_stays_out_of_the_address(
    staff_client: FlaskClient, conn: Connection
) -> None:
    code = opinion(conn).code
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    for typed, said in (("2026-000009", "没有这件意见"), (wrong, "查询码有误"), ("9" * 16, "查询码有误")):
        assert find(staff_client, typed) == HOME
        assert said in page(staff_client, HOME)


def test_a_telephone_with_several_items_lists_them_and_stays_out_of_the_address(
    staff_client: FlaskClient, conn: Connection
) -> None:
    made = [opinion(conn, phone="13812345678", now=NOW + timedelta(minutes=n)).number for n in range(2)]
    opinion(conn, phone="13900000000")
    where = find(staff_client, "13812345678")
    assert "13812345678" not in where
    assert receipts.contact_hash(conn.keys, "13812345678") in where
    listed = re.findall(r'<span class="head"><b>([\d-]+)</b>', page(staff_client, where))
    assert listed == made[::-1]


def test_an_address_leads_to_what_came_from_it(staff_client: FlaskClient, conn: Connection) -> None:
    receipt = opinion(conn, email="Ann@Example.org")
    assert find(staff_client, "ann@example.org") == f"/staff/queue/{receipt.opinion_id}"


def test_words_lead_to_passages_with_the_words_marked(staff_client: FlaskClient, conn: Connection) -> None:
    first = indexed(conn, body="弄堂里的路燈坏了，夜里看不见")
    second = indexed(conn, body="别的话" * 50 + "，路灯，" + "别的话" * 50, subject="路灯", now=NOW + timedelta(days=1))
    indexed(conn)
    html = page(staff_client, find(staff_client, " 路灯 "))
    assert numbers(html) == [second.number, first.number]
    assert "共 2 件" in html
    shown = passages(html)
    assert shown[0] == "标题：【路灯】"
    assert re.fullmatch(r"…[别的话]{19}，【路灯】，[别的话]+…", shown[1])
    assert shown[2] == "弄堂里的【路燈】坏了，夜里看不见"


def test_each_passage_says_where_it_stands(staff_client: FlaskClient, conn: Connection) -> None:
    blob = blobs.put(conn, b"x", NOW)
    receipt = indexed(conn, body="楼道", files=(StoredFile(blob, "路灯照片.jpg", "image/jpeg", 1),))
    followup.add(conn, receipt.opinion_id, "路灯还没修", NOW)
    triage.note(conn, receipt.opinion_id, "已转路灯管理所", staff.by_login(conn, "bo"), NOW)
    indexing.work(conn, LATER)
    html = page(staff_client, f"{HOME}?text=路灯")
    assert sorted(passages(html)) == ["备注：已转【路灯】管理所", "补充：【路灯】还没修", "附件：【路灯】照片.jpg"]


def test_what_a_citizen_wrote_never_becomes_a_page(staff_client: FlaskClient, conn: Connection) -> None:
    evil = '<script>alert(1)</script>"><img src=x>{{ 7*7 }}'
    indexed(conn, body=evil, subject=evil, place=evil)
    html = page(staff_client, f"{HOME}?text=script")
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "&lt;<mark>script</mark>&gt;alert(1)" in html
    assert "<b>bold" not in page(staff_client, f"{HOME}?text=<b>bold")


def test_a_name_is_found_whole_and_said_to_be_one(staff_client: FlaskClient, conn: Connection) -> None:
    receipt = indexed(conn, name="张建国")
    html = page(staff_client, f"{HOME}?text=张建国")
    assert numbers(html) == [receipt.number]
    assert "来件人姓名相符" in html
    assert numbers(page(staff_client, f"{HOME}?text=建国")) == []


def test_results_are_narrowed_and_stay_so(staff_client: FlaskClient, conn: Connection) -> None:
    web, phone = indexed(conn), indexed(conn, channel=Channel.PHONE, now=NOW + timedelta(days=2))
    suggest(conn, web.opinion_id, LIFT)
    indexing.work(conn, LATER)
    for fields, found in (
        ({"channel": "phone"}, [phone.number]),
        ({"issue_id": str(issue_id(conn, LIFT))}, [web.number]),
        ({"status": "closed"}, []),
        ({"status": "waiting"}, [phone.number, web.number]),
        ({"since": "2026-11-19"}, [phone.number]),
        ({"until": "2026-11-18"}, [web.number]),
        ({"since": "x", "channel": "fax"}, [phone.number, web.number]),
    ):
        where = find(staff_client, "电梯", **fields)
        assert numbers(page(staff_client, where)) == found, fields
    html = page(staff_client, find(staff_client, "电梯", channel="phone", since="2026-11-19"))
    assert '<option value="phone" selected>' in html
    assert 'name="since" id="since" value="2026-11-19"' in html


def test_a_result_opens_beside_the_list_of_all_results(staff_client: FlaskClient, conn: Connection) -> None:
    made = [indexed(conn, now=NOW + timedelta(minutes=n)) for n in range(2)]
    other = indexed(conn, body="噪音")
    found = re.search(r'<h2><a href="([^"]+)"', page(staff_client, f"{HOME}?text=电梯"))
    assert found is not None
    html = page(staff_client, unescape(found[1]))
    assert f'data-opinion="{made[1].opinion_id}"' in html
    assert re.findall(r'<span class="head"><b>([\d-]+)</b>', html) == [made[1].number, made[0].number]
    assert other.number not in html


def test_many_results_have_pages_and_are_counted(staff_client: FlaskClient, conn: Connection) -> None:
    made = [opinion(conn, now=NOW + timedelta(minutes=n)).number for n in range(search.PAGE + 3)]
    while indexing.work(conn, LATER):
        pass
    first = page(staff_client, f"{HOME}?text=电梯")
    assert f"共 {len(made)} 件" in first
    following = re.search(r'<a href="([^"]+)" rel="next">', first)
    assert following is not None
    second = page(staff_client, unescape(following[1]))
    assert numbers(first) + numbers(second) == made[::-1]
    assert 'rel="next"' not in second


def test_more_than_can_be_counted_are_many_and_in_order_of_time(
    staff_client: FlaskClient, conn: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST", 2)
    made = [indexed(conn, now=NOW + timedelta(minutes=n)).number for n in range(3)]
    for query in ("text=电梯", "text=电梯&sort=fit"):
        html = page(staff_client, f"{HOME}?{query}")
        assert "共 2 件以上" in html
        assert "最相关的在前" not in html
        assert numbers(html) == made[::-1]


def test_the_best_first_where_they_are_asked_for(staff_client: FlaskClient, conn: Connection) -> None:
    rich = indexed(conn, body="电梯，电梯，电梯")
    poor = indexed(conn, body="电梯" + "，别的话" * 30)
    html = page(staff_client, f"{HOME}?text=电梯")
    assert numbers(html) == [poor.number, rich.number]
    other = re.search(r'<a href="([^"]+)">最相关的在前', html)
    assert other is not None
    assert numbers(page(staff_client, unescape(other[1]))) == [rich.number, poor.number]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("-电梯", "只写了要排除的词"),
        ('电梯 "加装', "引号没有成对"),
        ("%%", "没有可以查找的文字"),
        ("电梯 OR", "前后都要有词"),
        ("没有人写过", "没有找到"),
    ],
)
def test_a_wrong_query_is_explained(staff_client: FlaskClient, conn: Connection, typed: str, said: str) -> None:
    indexed(conn)
    assert said in page(staff_client, find(staff_client, typed))


@pytest.mark.parametrize("query", ["", "?text=", "?text=%00&after=zz", "?after=99999999999999999999&text=x&sort=y"])
def test_an_address_without_sense_is_no_error(staff_client: FlaskClient, conn: Connection, query: str) -> None:
    indexed(conn)
    html = page(staff_client, HOME + query)
    assert numbers(html) == []
    assert "怎样查找" in html


def test_what_is_not_indexed_yet_is_told(staff_client: FlaskClient, conn: Connection) -> None:
    opinion(conn)
    assert "有 1 件刚收到或刚办理的意见正在编入检索" in page(staff_client, HOME)
    indexing.work(conn, LATER)
    assert "正在编入检索" not in page(staff_client, HOME)


def test_reports_are_found_by_nobody_as_words_and_by_number_only_by_who_may_see_them(
    staff_client: FlaskClient, clerk: FlaskClient, conn: Connection
) -> None:
    report = indexed(conn, body=REPORT, phone="13812345678")
    for client in (staff_client, clerk):
        assert numbers(page(client, f"{HOME}?text=受贿")) == []
    for typed in (report.number, report.code, "13812345678"):
        assert find(staff_client, typed) == f"/staff/queue/{report.opinion_id}"
    for typed in (report.number, report.code):
        assert find(clerk, typed) == HOME
    assert report.number not in page(clerk, find(clerk, "13812345678"))
