"""The circulars' pages: look before importing, publish, correct, each entry at its place; by role."""

import io
import re
from html import unescape
from typing import Any

import pytest
from builders import PASSWORD, issue_id, opinion, person
from flask import Flask
from flask.testing import FlaskClient
from pages import check, log_in, page, post, token
from test_catalogue import TEXT
from werkzeug.test import TestResponse

from intake.db import Connection
from intake.model import Issue, Role
from intake.store import circulars, staff
from intake.triage import confirm
from intake.web.circulars import pieces

IMPORT = "/staff/circulars/import"


@pytest.fixture
def clerk(app: Flask, conn: Connection) -> FlaskClient:
    """A clerk, who may look and change nothing."""
    person(conn, Role.CLERK, "cy")
    client = app.test_client()
    log_in(client, "cy", PASSWORD)
    return client


def upload(client: FlaskClient, data: bytes, name: str = "通报.txt", circular: object = "") -> TestResponse:
    return post(client, IMPORT, file=(io.BytesIO(data), name), circular=str(circular))


def accept(client: FlaskClient, preview: TestResponse, **over: str) -> TestResponse:
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', preview.text))
    typed = dict(re.findall(r'<input id="\w+" name="(\w+)" value="([^"]*)"', preview.text))
    return client.post(f"{IMPORT}/confirm", data={**fields, **{k: unescape(v) for k, v in typed.items()}, **over})


def newest(conn: Connection) -> int:
    return circulars.every(conn)[0].id


@pytest.mark.both
def test_a_circular_goes_from_file_to_published_pages(staff_client: FlaskClient, conn: Connection) -> None:
    preview = upload(staff_client, TEXT.encode())
    assert preview.status_code == 200
    check(preview.text)
    assert "加装电梯" in preview.text
    assert len(circulars.every(conn)) == 1
    made = accept(staff_client, preview)
    assert made.status_code == 303
    circular_id = newest(conn)
    html = page(staff_client, made.headers["Location"])
    assert "草稿" in html
    post(staff_client, f"/staff/circulars/{circular_id}/state", source=f"/staff/circulars/{circular_id}", state="open")
    assert circulars.by_id(conn, circular_id).state == "open"
    assert "征集中" in page(staff_client, "/staff/circulars/")


def test_a_fact_that_is_missing_is_asked_for(staff_client: FlaskClient, conn: Connection) -> None:
    preview = upload(staff_client, TEXT.split("\n", 1)[1].encode())
    assert "没有找到" in preview.text
    accept(staff_client, preview, title="手填的标题", issuer="手填的单位")
    circular = circulars.by_id(conn, newest(conn))
    assert (circular.title, circular.issuer) == ("手填的标题", "手填的单位")


def test_a_new_version_shows_what_it_changes_before(staff_client: FlaskClient, conn: Connection) -> None:
    accept(staff_client, upload(staff_client, TEXT.encode()))
    circular_id = newest(conn)
    newer = TEXT.replace("针对停车难，新增泊位1200个，共享车位投入使用。", "针对充电难，新建充电桩90个。")
    preview = upload(staff_client, newer.encode(), circular=circular_id)
    assert "新增 1 项" in preview.text
    assert "删除 1 项" in preview.text
    assert circulars.by_id(conn, circular_id).version == 1
    accept(staff_client, preview)
    assert circulars.by_id(conn, circular_id).version == 2


def test_a_preview_that_was_overtaken_is_told(staff_client: FlaskClient, conn: Connection) -> None:
    accept(staff_client, upload(staff_client, TEXT.encode()))
    circular_id = newest(conn)
    first = upload(staff_client, TEXT.replace("300台", "301台").encode(), circular=circular_id)
    second = upload(staff_client, TEXT.replace("300台", "302台").encode(), circular=circular_id)
    assert accept(staff_client, first).status_code == 303
    late = accept(staff_client, second)
    assert late.status_code == 409
    assert "刚被别人更新" in late.text


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"MZ\x90\x00" * 50, "程序.exe", ""),
        (b"PK\x03\x04broken", "坏.docx", ""),
        ("没有事项".encode(), "空.txt", "没有在文件中找到整改事项"),
        (b"", "空.html", ""),
        (b"<script>alert(1)</script>", "../../x.html", ""),
    ],
)
def test_a_hostile_file_gets_a_clear_word_and_the_form_again(
    staff_client: FlaskClient, conn: Connection, data: bytes, name: str, words: str
) -> None:
    response = upload(staff_client, data, name)
    assert response.status_code == 422
    check(response.text)
    alert = re.search(r'role="alert">(.*?)</div>', response.text, re.S)
    assert alert is not None
    assert re.search("[\u4e00-\u9fff]{4}", alert[1])
    assert words in alert[1]
    assert len(circulars.every(conn)) == 1


def test_markup_in_a_circular_stays_text(staff_client: FlaskClient, conn: Connection) -> None:
    text = TEXT.replace("针对垃圾分类，", "针对<b hidden>垃圾分类，")
    preview = upload(staff_client, text.encode())
    assert "<b hidden>" not in preview.text
    accept(staff_client, preview)
    assert "<b hidden>" not in page(staff_client, f"/staff/circulars/{newest(conn)}")


def test_no_file_is_an_error_beside_the_field(staff_client: FlaskClient) -> None:
    response = post(staff_client, IMPORT, circular="")
    assert response.status_code == 422
    assert "请选择通报文件" in response.text


def test_an_upload_that_has_expired_is_said(staff_client: FlaskClient) -> None:
    response = staff_client.post(
        f"{IMPORT}/confirm", data={"csrf_token": token(page(staff_client, IMPORT)), "file": "unknown"}
    )
    assert response.status_code == 404
    assert "重新上传" in response.text


def test_each_entry_stands_at_its_place_with_its_figures(staff_client: FlaskClient, conn: Connection) -> None:
    lift = issue_id(conn, "加装电梯")
    manager = staff.by_login(conn, "bo")
    confirm(conn, opinion(conn).opinion_id, 1, [lift], manager, circulars.every(conn)[0].imported_at)
    html = page(staff_client, f"/staff/circulars/{newest(conn)}")
    place = re.search(rf'<mark[^>]*id="place-{lift}">(.*?)</mark>', html, re.S)
    assert place is not None
    assert "推进规模化、整体化加装" in place[1]
    entry = re.search(rf'<li[^>]*id="issue-{lift}">(.*?)</li>', html, re.S)
    assert entry is not None
    assert "1 件" in entry[1]


def test_the_text_is_shown_whole_whatever_the_places() -> None:
    def entry(start: int, end: int) -> Issue:
        return Issue(start, 1, "1", None, 1, True, "issue", "t", ("t",), "", start, end, False)

    text = "零一二三四五六七八九"
    for places in ([], [entry(2, 4), entry(4, 6)], [entry(0, 10)], [entry(2, 8), entry(3, 5), entry(8, 10)]):
        assert "".join(piece for piece, _ in pieces(text, places)) == text


def test_an_entry_gets_an_own_title_and_goes_out_of_sight(staff_client: FlaskClient, conn: Connection) -> None:
    lift, show = issue_id(conn, "加装电梯"), f"/staff/circulars/{newest(conn)}"
    post(staff_client, f"/staff/circulars/issues/{lift}", source=show, act="retitle", title="老楼装电梯")
    html = page(staff_client, show)
    assert "老楼装电梯" in html
    assert "通报原文：加装电梯" in html
    post(staff_client, f"/staff/circulars/issues/{lift}", source=show, act="hide")
    assert lift not in [issue.id for issue in circulars.linkable(conn)]
    post(staff_client, f"/staff/circulars/issues/{lift}", source=show, act="show")
    assert lift in [issue.id for issue in circulars.linkable(conn)]


def test_contacts_can_be_corrected(staff_client: FlaskClient, conn: Connection) -> None:
    path = f"/staff/circulars/{newest(conn)}/facts"
    assert "021-25032112" in page(staff_client, path)
    typed: dict[str, Any] = {
        "title": "标题",
        "issuer": "单位",
        "phones": "021-1\n\n 021-2 ",
        "emails": "",
        "hours": "全天",
    }
    assert post(staff_client, path, **typed).status_code == 303
    contacts = circulars.by_id(conn, newest(conn)).facts["contacts"]
    assert (contacts["phones"], contacts["emails"], contacts["hours"]) == (["021-1", "021-2"], [], "全天")


def test_nothing_typed_is_lost_when_the_title_is_missing(staff_client: FlaskClient, conn: Connection) -> None:
    response = post(staff_client, f"/staff/circulars/{newest(conn)}/facts", title="", issuer="新单位", hours="上午")
    assert response.status_code == 422
    check(response.text)
    assert 'value="新单位"' in response.text
    assert 'value="上午"' in response.text


def test_a_clerk_looks_and_changes_nothing(clerk: FlaskClient, conn: Connection) -> None:
    html = page(clerk, f"/staff/circulars/{newest(conn)}")
    assert "改名" not in html
    assert "导入新版本" not in html
    page(clerk, "/staff/circulars/")
    assert clerk.get(IMPORT).status_code == 403
    assert clerk.get(f"/staff/circulars/{newest(conn)}/facts").status_code == 403
    data = {"csrf_token": token(html), "state": "offline"}
    assert clerk.post(f"/staff/circulars/{newest(conn)}/state", data=data).status_code == 403
    assert circulars.by_id(conn, newest(conn)).state == "open"


def test_an_unknown_circular_is_not_found(staff_client: FlaskClient) -> None:
    page(staff_client, "/staff/circulars/42", 404)
