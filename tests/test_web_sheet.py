"""One sheet for several residents: each row an opinion of its own, all or none, nothing typed is lost."""

import io

import pytest
from builders import opinion as take
from desk_pages import LIFT, PDF, count, form, logged_in
from flask import Flask
from flask.testing import FlaskClient
from pages import check, page

from intake import receipts
from intake.db import Connection
from intake.model import Channel, Origin
from intake.store import opinions


@pytest.fixture
def clerk(app: Flask, conn: Connection) -> FlaskClient:
    """A clerk (Cy) who has logged in."""
    return logged_in(app, conn)


def typed(client: FlaskClient, **over: object) -> dict[str, object]:
    rows = {
        "rows-0-name": "张家",
        "rows-0-place": "3 号 602",
        "rows-0-body": LIFT,
        "rows-2-phone": "13812345678",
        "rows-2-body": "垃圾没人收",
    }
    return {**form(client, "sheet"), "place": "凤南一村", "kept_at": "三号柜", **rows, **over}


def taken(conn: Connection) -> list[int]:
    return [row["id"] for row in conn.execute("SELECT opinion_id AS id FROM register ORDER BY year, number")]


@pytest.mark.both
def test_each_filled_row_gets_a_number_and_a_code(clerk: FlaskClient, conn: Connection) -> None:
    sheet = (io.BytesIO(PDF), "汇总表.pdf")
    response = clerk.post("/staff/desk/sheet", data=typed(clerk, scans=sheet))
    assert response.status_code == 303, response.text
    html = page(clerk, response.headers["Location"])
    first, second = (opinions.by_id(conn, opinion_id) for opinion_id in taken(conn))
    assert (first.channel, first.origin, first.place, first.name) == (
        Channel.LETTER,
        Origin.OUTREACH,
        "凤南一村 3 号 602",
        "张家",
    )
    assert (second.place, second.phone, second.body) == ("凤南一村", "13812345678", "垃圾没人收")
    assert [one.details["sheet"] for one in (first, second)] == ["共 2 位居民，第 1 位", "共 2 位居民，第 2 位"]
    for one in (first, second):
        assert one.number in html
        assert receipts.group(opinions.receipt_code(conn, one.id)) in html
        assert [file.filename for file in opinions.attachments(conn, one.id)] == ["汇总表.pdf"]
    assert count(conn, "staged_upload") == 0


def test_the_same_sheet_twice_is_entered_once(clerk: FlaskClient, conn: Connection) -> None:
    data = typed(clerk)
    for _ in range(2):
        assert clerk.post("/staff/desk/sheet", data=data).status_code == 303
    assert count(conn) == 2


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"rows-1-name": "李家"}, "请填写反映内容，或者清空这一行"),
        ({"received_on": "后天"}, "看不懂这个日期"),
        ({"rows-0-body": "", "rows-0-name": "", "rows-0-place": "", "rows-2-phone": "", "rows-2-body": ""}, "至少填写"),
        ({"rows-2-body": "坏\x00字"}, "无法保存"),
    ],
)
def test_an_error_is_said_and_nothing_is_taken_in_or_lost(
    clerk: FlaskClient, conn: Connection, over: dict[str, str], words: str
) -> None:
    response = clerk.post("/staff/desk/sheet", data=typed(clerk, **over))
    assert response.status_code == 422
    check(response.text)
    assert words in response.text
    assert 'value="凤南一村"' in response.text
    assert count(conn) == 0


def test_another_row_is_added_without_a_script(clerk: FlaskClient, conn: Connection) -> None:
    html = clerk.post("/staff/desk/sheet", data=typed(clerk, act="more")).text
    check(html)
    assert "第 6 位" in html
    assert "垃圾没人收" in html
    assert count(conn) == 0


def test_a_draft_of_a_sheet_is_given_back_with_all_its_rows(clerk: FlaskClient, conn: Connection) -> None:
    data = typed(clerk)
    assert clerk.post("/staff/desk/drafts/sheet", data=data).status_code == 204
    again = form(clerk, "sheet")
    assert (again["key"], again["rows-2-body"], again["place"]) == (data["key"], "垃圾没人收", "凤南一村")
    clerk.post("/staff/desk/sheet", data=again)
    assert (count(conn), count(conn, "draft")) == (2, 0)


def test_the_codes_are_for_who_entered_them(clerk: FlaskClient, staff_client: FlaskClient, conn: Connection) -> None:
    other = take(conn)
    assert clerk.post("/staff/desk/sheet", data=typed(clerk)).status_code == 303
    assert "已登记" not in page(staff_client, f"/staff/desk/sheet?saved={other.opinion_id}")
