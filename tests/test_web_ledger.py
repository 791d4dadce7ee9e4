"""The ledger's pages: the circular's totals beside the office's, acts that keep what was typed, the workbook."""

import io
import re

import openpyxl
import pytest
from builders import NOW, PASSWORD, issue_id, person
from flask import Flask
from flask.testing import FlaskClient
from pages import check, log_in, page, token
from queue_pages import LIFT, WASTE
from test_ledger import move, spoken_of
from werkzeug.test import TestResponse

from intake.db import Connection
from intake.duty import LedgerState, Measure
from intake.model import Role
from intake.store import circulars, events, ledger, staff

pytestmark = pytest.mark.both
HOME = "/staff/ledger"


@pytest.fixture
def lift(conn: Connection) -> int:
    return issue_id(conn, LIFT)


def send(client: FlaskClient, issue: int, act: str, **fields: object) -> TestResponse:
    """One of the forms of an entry's page."""
    html = client.get(f"{HOME}/{issue}").text
    version = re.search(r'name="version" value="(\d+)"', html)
    assert version is not None
    return client.post(f"{HOME}/{issue}/{act}", data={"csrf_token": token(html), "version": version[1], **fields})


def test_the_circulars_totals_stand_beside_what_the_ledger_counts(staff_client: FlaskClient, conn: Connection) -> None:
    html = page(staff_client, HOME)
    assert "按通报建立台账（3 项）" in html
    rows = re.findall(r'<th scope="row">(整改\w\w)</th>(.*?)</tr>', html, re.S)
    assert [(name, re.findall(r">(\d+)<", cells)) for name, cells in rows] == [
        ("整改问题", ["79", "3", "3", "75", "0"]),
        ("整改举措", ["254", "3", "0", "250", "0"]),
    ]
    circular = circulars.every(conn)[0].id
    staff_client.post(f"{HOME}/circulars/{circular}/begin", data={"csrf_token": token(html)})
    html = page(staff_client, HOME)
    assert "按通报建立台账" not in html
    assert len(ledger.entries(conn, circular)) == 3


def test_the_list_narrows_and_shows_who_answers_only_when_asked(
    staff_client: FlaskClient, conn: Connection, lift: int
) -> None:
    send(staff_client, lift, "facts", unit="区房管局", person="张三", due_on="2026-01-05", look_back_on="")
    assert "张三" not in page(staff_client, HOME)
    assert "张三" in page(staff_client, f"{HOME}?responsible=1")
    for view, there in (("overdue", True), ("unstated", True), ("struck", False), ("look_back", False)):
        assert (LIFT in page(staff_client, f"{HOME}?view={view}")) is there
    assert "红牌督办" in page(staff_client, HOME)


def test_measures_are_offered_from_the_circular_and_saved_as_corrected(
    staff_client: FlaskClient, conn: Connection
) -> None:
    waste = issue_id(conn, WASTE)
    html = page(staff_client, f"{HOME}/{waste}")
    assert "还没有保存，请核对后保存" in html
    assert "建立红黄牌督办机制</textarea>" in html
    fields = {
        "measure-text": ["建立督办机制", "深化宣传"],
        "measure-state": ["struck", "open"],
        "measure-printed": ["1", "1"],
        "measure-drop": ["1"],
        "fresh": "增设投放点\n\n延长开放时间",
    }
    assert send(staff_client, waste, "measures", **fields).status_code == 303
    assert ledger.measures(conn, circulars.every(conn)[0].id)[waste] == [
        Measure("建立督办机制", LedgerState.STRUCK, printed=True),
        Measure("增设投放点"),
        Measure("延长开放时间"),
    ]
    assert "还没有保存" not in page(staff_client, f"{HOME}/{waste}")


def test_what_cannot_be_saved_is_kept_with_the_reason(staff_client: FlaskClient, conn: Connection, lift: int) -> None:
    fields = {"measure-text": ["甲", " "], "measure-state": ["open", "open"], "measure-printed": ["0", "0"]}
    response = send(staff_client, lift, "measures", **fields, fresh="丙")
    assert response.status_code == 422
    check(response.text)
    assert "举措内容不能为空" in response.text
    assert "甲</textarea>" in response.text
    assert "丙</textarea>" in response.text
    response = send(staff_client, lift, "state", state="open", reason="")
    assert (response.status_code, "请填写理由或依据" in response.text) == (422, True)
    response = send(staff_client, lift, "facts", due_on="2026-13-01", person="张三")
    assert (response.status_code, "办结时限的日期不正确" in response.text) == (422, True)
    assert 'value="张三"' in response.text
    assert ledger.entry(conn, lift).version == 0


def test_the_second_writer_keeps_what_they_typed(staff_client: FlaskClient, conn: Connection, lift: int) -> None:
    html = staff_client.get(f"{HOME}/{lift}").text
    send(staff_client, lift, "state", state="open", reason="核查中")
    fields = {"csrf_token": token(html), "version": "0", "state": "standing", "reason": "写了很久的理由"}
    response = staff_client.post(f"{HOME}/{lift}/state", data=fields)
    assert response.status_code == 409
    assert "刚被别人修改过" in response.text
    assert "写了很久的理由</textarea>" in response.text


def test_two_persons_strike_off_on_their_pages(
    app: Flask, staff_client: FlaskClient, conn: Connection, lift: int
) -> None:
    send(staff_client, lift, "state", state="struck", reason="已核验")
    assert "由另一位有权限的人员复核" in page(staff_client, f"{HOME}/{lift}")
    assert LIFT in page(staff_client, f"{HOME}?view=asked")
    person(conn, Role.MANAGER, "di")
    second = app.test_client()
    log_in(second, "di", PASSWORD)
    assert send(second, lift, "decide", agreed="yes", note="同意").status_code == 303
    html = page(second, f"{HOME}/{lift}")
    assert "已销号" in html
    assert "包宝提请" in html


def test_an_entry_spoken_of_again_is_offered_for_looking_back(
    staff_client: FlaskClient, conn: Connection, lift: int
) -> None:
    bo = staff.by_login(conn, "bo")
    move(conn, lift, LedgerState.STRUCK, bo)
    spoken_of(conn, lift, bo, NOW.replace(hour=5))
    assert "销号后又有意见 1 件" in page(staff_client, f"{HOME}?view=look_back")
    assert "又有 1 件意见" in page(staff_client, f"{HOME}/{lift}")
    response = send(staff_client, lift, "look_back", kept="no", finding="问题反弹")
    assert response.status_code == 303
    assert ledger.entry(conn, lift).state == LedgerState.OPEN


def test_the_workbook_holds_the_lists_and_who_answers_only_when_asked(
    staff_client: FlaskClient, conn: Connection, lift: int
) -> None:
    send(staff_client, lift, "facts", unit="区房管局", person="张三", due_on="2026-12-31")
    circular = circulars.every(conn)[0].id
    path = f"{HOME}/circulars/{circular}.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(staff_client.get(path).data))
    assert book.sheetnames == ["问题清单", "任务清单", "制度清单"]
    rows = list(book["问题清单"].values)
    assert [row[:3] for row in rows[3:]] == [(f"1-{n}", title, "未注明") for n, title in enumerate(titles(conn), 1)]
    assert "张三".encode() not in staff_client.get(path).data
    book = openpyxl.load_workbook(io.BytesIO(staff_client.get(f"{path}?responsible=1").data))
    assert ("1-2", LIFT, "区房管局", "张三") in [row[:4] for row in book["责任清单"].values]
    last = events.history(conn, staff.by_login(conn, "bo").id)[-1]
    assert (last.kind, last.data["responsible"]) == ("ledger_downloaded", True)


def titles(conn: Connection) -> list[str]:
    return [issue.title for issue in circulars.issues(conn, circulars.every(conn)[0].id) if issue.leaf]


def test_clerks_read_and_the_public_sees_no_state(app: Flask, client: FlaskClient, conn: Connection, lift: int) -> None:
    bo = person(conn, Role.MANAGER)
    move(conn, lift, LedgerState.STRUCK, bo)
    person(conn, Role.CLERK, "cy")
    clerk = app.test_client()
    log_in(clerk, "cy", PASSWORD)
    html = page(clerk, f"{HOME}/{lift}")
    assert "更改状态" not in html
    assert "<textarea" not in html
    page(clerk, HOME)
    circular = circulars.every(conn)[0].id
    for path in ("/", f"/circulars/{circular}", f"/issues/{lift}"):
        response = client.get(path)
        assert "销号" not in response.text
    assert client.get(f"{HOME}/{lift}").status_code == 303


def test_without_a_published_circular_the_page_says_so(staff_client: FlaskClient, conn: Connection) -> None:
    conn.execute("UPDATE circular SET state = 'draft'")
    response = staff_client.get(HOME)
    assert response.status_code == 404
    assert "还没有发布通报" in response.text
