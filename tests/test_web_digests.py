"""The digest's pages: what is shown to whom, any period, downloads, issuing."""

import hashlib
import io
import re
from datetime import UTC, datetime, timedelta

import docx
import pytest
from builders import PASSWORD, opinion, person
from digest_week import LIFT, WEEK, small_week
from flask import Flask
from flask.testing import FlaskClient
from pages import check, log_in, page, post

from intake.db import Connection
from intake.digest import periods
from intake.digest.forms import FORMS
from intake.model import Role
from intake.store import circulars, editions, events, staff

pytestmark = pytest.mark.both
PAGE = f"/staff/digest/{WEEK.period.key}"


@pytest.fixture
def manager(app: Flask, conn: Connection) -> FlaskClient:
    """Bo, who did the work of the small week, logged in."""
    small_week(conn)
    client = app.test_client()
    log_in(client, "bo", PASSWORD)
    return client


def client_of(app: Flask, conn: Connection, role: Role) -> FlaskClient:
    person(conn, role, "cy")
    client = app.test_client()
    log_in(client, "cy", PASSWORD)
    return client


def test_the_week_stands_there_in_figures_and_words(manager: FlaskClient) -> None:
    html = page(manager, PAGE)
    assert "共登记意见建议10件，比上周增加8件，其中3件按规定只计总数" in html
    assert "定海路街道垃圾分类工作" in html
    assert "（草稿）" in html
    assert "我叫〔来件人〕" in html
    assert "13800138000" not in html
    assert "某某" not in html


def test_numbers_lead_to_the_opinions_behind_them(manager: FlaskClient, conn: Connection) -> None:
    html = page(manager, PAGE)
    addresses = re.findall(r'href="(/staff/queue/\d+)">2026-000003<', html)
    assert addresses
    assert "六楼没有电梯" in page(manager, addresses[0])


def test_a_manager_issues_and_it_is_frozen(manager: FlaskClient, conn: Connection) -> None:
    response = post(manager, PAGE)
    assert (response.status_code, response.headers["Location"]) == (303, PAGE)
    html = page(manager, PAGE)
    assert "第 1 期" in html
    assert "由包宝签发" in html
    assert "编发并定稿" not in html
    (edition,) = editions.every(conn)
    assert (edition.period, edition.number) == ("2026-W47", 1)
    assert "第 1 期" in page(manager, "/staff/digest")


def test_issuing_twice_leaves_one_digest(manager: FlaskClient, conn: Connection) -> None:
    first, second = (manager.get(PAGE).text for _ in range(2))
    for html in (first, second):
        token = re.search(r'name="csrf_token" value="([^"]+)"', html)
        assert token
        assert manager.post(PAGE, data={"csrf_token": token[1]}).status_code == 303
    assert len(editions.every(conn)) == 1


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER])
def test_who_reads_may_not_issue(app: Flask, conn: Connection, role: Role) -> None:
    small_week(conn)
    client = client_of(app, conn, role)
    html = page(client, PAGE)
    assert "由负责人编发" in html
    token = re.search(r'name="csrf_token" value="([^"]+)"', html)
    assert token
    assert client.post(PAGE, data={"csrf_token": token[1]}).status_code == 403
    assert editions.every(conn) == []


def test_who_runs_the_system_reads_no_digest(app: Flask, conn: Connection) -> None:
    client = client_of(app, conn, Role.ADMINISTRATOR)
    for path in ("/staff/digest", PAGE, f"{PAGE}.docx", "/staff/digest/find"):
        assert client.get(path).status_code == 403


def test_nobody_else_sees_anything(client: FlaskClient) -> None:
    for path in ("/staff/digest", PAGE, f"{PAGE}.json"):
        response = client.get(path)
        assert response.status_code == 303
        assert "/staff/login" in response.headers["Location"]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_can_be_had_and_each_copy_is_an_event(manager: FlaskClient, conn: Connection, form: str) -> None:
    post(manager, PAGE)
    response = manager.get(f"{PAGE}.{form}")
    assert response.status_code == 200
    assert response.content_type == FORMS[form].media_type
    disposition = response.headers["Content-Disposition"]
    assert "%E7%AC%AC1%E6%9C%9F" in disposition  # 第1期
    assert disposition.startswith("inline" if form == "html" else "attachment")
    assert response.headers["Cache-Control"] == "no-store"
    bo = staff.by_login(conn, "bo")
    event = events.history(conn, bo.id)[-1]
    assert (event.kind, event.data["format"]) == ("digest_downloaded", form)
    assert event.data["sha256"] == hashlib.sha256(response.data).hexdigest()


def test_a_draft_is_called_a_draft(manager: FlaskClient) -> None:
    response = manager.get(f"{PAGE}.docx")
    assert "%E8%8D%89%E7%A8%BF" in response.headers["Content-Disposition"]  # 草稿
    assert docx.Document(io.BytesIO(response.data)).paragraphs[2].text == "\t草稿\t"


def test_the_paper_as_a_page_may_do_nothing_but_look_right(manager: FlaskClient) -> None:
    response = manager.get(f"{PAGE}.html")
    policy = response.headers["Content-Security-Policy"]
    assert re.fullmatch(r"default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]+'; sandbox", policy)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/staff/digest/2026-W60", 422),
        ("/staff/digest/x", 422),
        (f"{PAGE}.odt", 404),
        (f"{PAGE}?circular=7", 404),
        ("/staff/digest/2026-W60.docx", 422),
    ],
)
def test_what_there_is_not_is_said_plainly(staff_client: FlaskClient, path: str, status: int) -> None:
    assert "<h1" in page(staff_client, path, status)


@pytest.mark.parametrize("key", ["2026-11", "2026-Q4", "2026-11-10--2026-11-20"])
def test_other_periods_have_pages_too(manager: FlaskClient, key: str) -> None:
    html = page(manager, f"/staff/digest/{key}")
    assert periods.parse(key).title in html
    assert manager.get(f"/staff/digest/{key}.xlsx").status_code == 200


def test_any_days_are_found_from_the_list(manager: FlaskClient, conn: Connection) -> None:
    circular_id = circulars.every(conn)[0].id
    response = manager.get(f"/staff/digest/find?first=2026-11-10&last=2026-11-20&circular={circular_id}")
    assert response.headers["Location"] == f"/staff/digest/2026-11-10--2026-11-20?circular={circular_id}"
    html = page(manager, response.headers["Location"])
    assert "只统计关于《关于十二届市委第二轮巡视集中整改进展情况的通报》的意见" in html
    assert f"/staff/digest/2026-11-10--2026-11-20.docx?circular={circular_id}" in html


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "请选择起始日期"),
        ("first=2026-11-10&last=", "请选择截止日期"),
        ("first=2026-11-20&last=2026-11-10", "起止日期先后有误"),
        ("first=1026-11-20&last=1026-11-30", "没有“1026-11-20--1026-11-30”这一时段"),
        ("first=2020-11-20&last=2026-11-10", "超过 366 天"),
    ],
)
def test_days_that_are_none_are_refused_beside_the_field(staff_client: FlaskClient, query: str, said: str) -> None:
    response = staff_client.get(f"/staff/digest/find?{query}")
    assert response.status_code == 422
    check(response.text)
    assert said in response.text
    assert all(f'value="{typed}"' in response.text for typed in re.findall(r"=(\d{4}-\d\d-\d\d)", query))


def test_past_weeks_that_were_not_issued_are_offered(staff_client: FlaskClient, conn: Connection) -> None:
    now = datetime.now(UTC)
    opinion(conn, now - timedelta(weeks=2))
    week = periods.week_of(now.astimezone(conn.zone).date())
    html = page(staff_client, "/staff/digest")
    offered = re.findall(r'<li><a href="/staff/digest/([^"]+)"', html)
    assert offered == [week.shifted(-1).key, week.shifted(-2).key]
    post(staff_client, f"/staff/digest/{offered[0]}")
    assert f'<li><a href="/staff/digest/{offered[0]}"' not in page(staff_client, "/staff/digest")


def test_a_week_that_runs_cannot_be_issued(staff_client: FlaskClient, conn: Connection) -> None:
    week = periods.week_of(datetime.now(conn.zone).date()).key
    html = page(staff_client, f"/staff/digest/{week}")
    assert "还没有结束" in html
    token = re.search(r'name="csrf_token" value="([^"]+)"', html)
    assert token
    assert staff_client.post(f"/staff/digest/{week}", data={"csrf_token": token[1]}).status_code == 422
    assert editions.every(conn) == []


def test_a_manager_takes_words_out_of_an_issued_digest(manager: FlaskClient, conn: Connection) -> None:
    post(manager, PAGE)
    html = page(manager, PAGE)
    found = re.search(r'name="opinion" value="(\d+)"', html)
    assert found
    response = post(manager, f"{PAGE}/withhold", source=PAGE, opinion=found[1], note="提到他人姓名")
    assert (response.status_code, response.headers["Location"]) == (303, PAGE)
    html = page(manager, PAGE)
    assert "已不列这件意见的原文，并已更正第1期。" in html
    assert "第1期（更正1）" in html
    assert "六楼没有电梯" not in html
    assert "更正1" in page(manager, "/staff/digest")
    assert "%EF%BC%88%E6%9B%B4%E6%AD%A31" in manager.get(f"{PAGE}.docx").headers["Content-Disposition"]  # （更正1


def test_who_may_not_issue_sees_no_button_and_takes_nothing_out(app: Flask, conn: Connection) -> None:
    small_week(conn)
    client = client_of(app, conn, Role.OFFICER)
    html = page(client, PAGE)
    assert "不列原文" not in html
    token = re.search(r'name="csrf_token" value="([^"]+)"', html)
    opinion_id = re.search(r'href="/staff/queue/(\d+)">2026-000003<', html)
    assert token
    assert opinion_id
    response = client.post(f"{PAGE}/withhold", data={"csrf_token": token[1], "opinion": opinion_id[1]})
    assert response.status_code == 403
    assert "六楼没有电梯" in page(client, PAGE)


def test_the_menu_leads_here(staff_client: FlaskClient) -> None:
    assert 'href="/staff/digest"' in page(staff_client, "/staff/digest")
    assert LIFT in page(staff_client, "/staff/digest")
