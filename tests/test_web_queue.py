"""The queue's list: what waits, narrowed as the address says; finding one item; the sure band in bulk."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import unquote

import pytest
from builders import NOW, PASSWORD, issue_id, opinion, person
from flask import Flask
from flask.testing import FlaskClient
from handed import given
from pages import log_in, page, post
from queue_pages import LIFT, WASTE, act, now_is, suggest

from intake import indexing, triage
from intake.db import Connection
from intake.model import Channel, Role, Status
from intake.store import staff
from intake.triage.linking import SAMPLE

pytestmark = pytest.mark.both
REPORT = "举报某主任收受贿赂，请为我保密"


@pytest.fixture
def clerk(app: Flask, conn: Connection) -> FlaskClient:
    """A clerk (Cy) who has logged in."""
    person(conn, Role.CLERK, "cy")
    client = app.test_client()
    log_in(client, "cy", PASSWORD)
    return client


def numbers(html: str) -> list[str]:
    """The register numbers in the list, in its order."""
    return re.findall(r'<span class="head"><b>([\d-]+)</b>', html)


def link(html: str, words: str) -> str:
    """Where a link with these words leads."""
    found = re.search(rf'<a href="([^"]+)"[^>]*>\s*{re.escape(words)}', html)
    assert found, words
    return unescape(found[1])


def test_the_list_shows_what_waits_and_the_first_beside_it(staff_client: FlaskClient, conn: Connection) -> None:
    first, second = opinion(conn, body="第一件的话"), opinion(conn, now=NOW + timedelta(minutes=1))
    html = page(staff_client, "/staff/queue")
    assert numbers(html) == [first.number, second.number]
    assert f'data-opinion="{first.opinion_id}"' in html
    assert '<div class="body">第一件的话</div>' in html


def test_an_empty_list_says_so(staff_client: FlaskClient) -> None:
    assert "这里没有意见" in page(staff_client, "/staff/queue")


def test_what_a_citizen_wrote_never_becomes_a_page(staff_client: FlaskClient, conn: Connection) -> None:
    evil = '<script>alert(1)</script>"><img src=x>{{ 7*7 }}'
    receipt = opinion(conn, body=evil, subject=evil, place=evil, name=evil, details={"kept_at": evil}, held=evil)
    html = page(staff_client, f"/staff/queue/{receipt.opinion_id}")
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_kinds_are_counted_and_lead_to_narrower_lists(staff_client: FlaskClient, conn: Connection) -> None:
    sure, held = opinion(conn), opinion(conn, now=NOW + timedelta(minutes=1), channel=Channel.PHONE, held="太快")
    suggest(conn, sure.opinion_id, LIFT)
    html = page(staff_client, "/staff/queue")
    for words, shown in (
        ("把握较大 <b>1</b>", [sure.number]),
        ("正在匹配 <b>1</b>", [held.number]),
        ("待核 <b>1</b>", [held.number]),
        ("电话 <b>1</b>", [held.number]),
        ("待办 <b>2</b>", [sure.number, held.number]),
    ):
        assert numbers(page(staff_client, link(html, words))) == shown, words
    narrow = page(staff_client, link(html, "电话 <b>1</b>"))
    assert numbers(page(staff_client, link(narrow, "正在匹配 <b>1</b>"))) == [held.number]
    assert numbers(page(staff_client, link(narrow, "电话 <b>1</b>"))) == [sure.number, held.number]


def test_other_lists_are_a_link_away(staff_client: FlaskClient, conn: Connection) -> None:
    receipt = opinion(conn)
    triage.confirm(conn, receipt.opinion_id, 1, [issue_id(conn, LIFT)], staff.by_login(conn, "bo"), NOW)
    assert numbers(page(staff_client, "/staff/queue")) == []
    html = page(staff_client, link(page(staff_client, "/staff/queue"), "已分办 <b>1</b>"))
    assert numbers(html) == [receipt.number]
    by_issue = f"/staff/queue?status=&issue_id={issue_id(conn, LIFT)}"
    assert numbers(page(staff_client, by_issue)) == [receipt.number]
    assert "共 1 件" in page(staff_client, by_issue)
    assert numbers(page(staff_client, f"/staff/queue?status=&issue_id={issue_id(conn, WASTE)}")) == []


@pytest.mark.parametrize(
    "query",
    [
        "status=bogus&channel=fax&band=x&issue_id=abc&unit_id=-1&after=zz",
        "issue_id=99999999999999999999&after=99999999999999999999",
        "text=%00%25&contact=%27&held=1&secret=1",
        "after=5",
        "since=2026-02-30&until=x&text=OR",
        "since=0001-01-01&until=9999-12-31",
    ],
)
def test_an_address_without_sense_is_no_error(staff_client: FlaskClient, conn: Connection, query: str) -> None:
    opinion(conn)
    page(staff_client, f"/staff/queue?{query}")


def test_units_with_work_are_counted(staff_client: FlaskClient, conn: Connection) -> None:
    bo, receipt = staff.by_login(conn, "bo"), opinion(conn)
    unit = triage.unit(conn, "区房管局", bo, NOW)
    triage.unit(conn, "没有任务的单位", bo, NOW)
    triage.hand_over(conn, receipt.opinion_id, 1, unit, "", bo, NOW)
    html = page(staff_client, "/staff/queue?status=handed_over")
    assert numbers(page(staff_client, link(html, "区房管局 <b>1</b>"))) == [receipt.number]
    assert not re.search(r"<a [^>]*>没有任务的单位", html)


def test_long_lists_have_pages(staff_client: FlaskClient, conn: Connection) -> None:
    made = [opinion(conn, now=NOW + timedelta(minutes=n)).number for n in range(53)]
    first = page(staff_client, "/staff/queue")
    second = page(staff_client, link(first, "下一页"))
    assert (numbers(first), numbers(second)) == (made[:50], made[50:])
    assert numbers(page(staff_client, link(second, "回到第一页"))) == made[:50]
    # an item of the second page stays beside the second page
    assert numbers(page(staff_client, link(second, f'<span class="head"><b>{made[51]}</b>'))) == made[50:]


def test_the_list_is_narrowed_to_words(staff_client: FlaskClient, conn: Connection) -> None:
    receipt = opinion(conn, body="弄堂里的路灯坏了")
    opinion(conn)
    indexing.work(conn, NOW)
    where = "/staff/search?within=queue&channel=web"
    response = post(staff_client, where, source="/staff/queue?channel=web", text=" 路灯 ")
    assert response.status_code == 303
    assert unquote(response.headers["Location"]) == "/staff/queue?channel=web&text=路灯"
    html = page(staff_client, response.headers["Location"])
    assert numbers(html) == [receipt.number]
    assert "“路灯” 共 1 件" in html
    assert numbers(page(staff_client, "/staff/queue?channel=phone&text=路灯")) == []


def test_words_that_cannot_be_looked_for_narrow_nothing_and_are_explained(
    staff_client: FlaskClient, conn: Connection
) -> None:
    receipt = opinion(conn)
    html = page(staff_client, "/staff/queue?text=%25%25")
    assert numbers(html) == [receipt.number]
    assert "“%%”里没有可以查找的文字" in html


def test_reports_are_hidden_from_clerks_in_every_way(
    staff_client: FlaskClient, clerk: FlaskClient, conn: Connection
) -> None:
    report = opinion(conn, body=REPORT, phone="13812345678")
    item = f"/staff/queue/{report.opinion_id}"
    assert numbers(page(staff_client, "/staff/queue?secret=1")) == [report.number]
    for query in ("", "?status=", "?secret=1", "?status=&text=受贿"):
        assert numbers(page(clerk, f"/staff/queue{query}")) == []
    assert clerk.get(item).status_code == 404
    assert clerk.get(f"{item}/files/1").status_code == 404
    assert "受贿" not in clerk.get(item).text


def test_bulk_offers_the_sure_ones_and_leaves_the_sample(clerk: FlaskClient, conn: Connection) -> None:
    made = [opinion(conn).opinion_id for _ in range(12)]
    for opinion_id in made:
        suggest(conn, opinion_id, LIFT)
    unsure = opinion(conn).opinion_id
    suggest(conn, unsure, LIFT, band="look")
    html = page(clerk, "/staff/queue/bulk")
    offered = re.findall(r'name="pick" value="([^"]+)"', html)
    assert [int(o.split("-")[0]) for o in offered] == [i for i in sorted(made) if i % SAMPLE]
    done = post(clerk, "/staff/queue/bulk", pick=offered[:2])
    assert done.status_code == 303
    assert "已批量确认 2 件" in page(clerk, done.headers["Location"])
    statuses = [now_is(conn, int(o.split("-")[0])).status for o in offered]
    assert statuses == [Status.CONFIRMED] * 2 + [Status.WAITING] * (len(offered) - 2)


def test_bulk_tells_what_was_left(clerk: FlaskClient, conn: Connection) -> None:
    made = [opinion(conn).opinion_id for _ in range(20)]
    one = next(i for i in made if i % SAMPLE)
    suggest(conn, one, LIFT)
    offered = re.findall(r'name="pick" value="([^"]+)"', page(clerk, "/staff/queue/bulk"))
    act(clerk, one, "confirm", main=str(issue_id(conn, WASTE)))
    post(clerk, "/staff/queue/bulk", pick=offered)
    assert "1 件已有变动" in page(clerk, "/staff/queue/bulk")


def test_bulk_with_nothing_ticked_asks_for_a_tick(clerk: FlaskClient, conn: Connection) -> None:
    response = post(clerk, "/staff/queue/bulk", source="/staff/queue")
    assert response.status_code == 422
    assert "请勾选" in response.text


@pytest.mark.parametrize("pick", ["x", "1-2", "1-2-３", "1-1-99999999999999999999", "-1-1-1"])
def test_a_forged_tick_does_nothing(clerk: FlaskClient, pick: str) -> None:
    assert post(clerk, "/staff/queue/bulk", source="/staff/queue", pick=pick).status_code == 404


def test_the_list_says_how_many_units_are_overdue(staff_client: FlaskClient, conn: Connection) -> None:
    bo, housing = staff.by_login(conn, "bo"), person(conn, Role.UNIT, "fang")
    assert "交办逾期" not in page(staff_client, "/staff/queue")
    given(conn, opinion(conn).opinion_id, bo, housing, NOW - timedelta(days=60))
    assert "交办逾期 <b>1</b>" in page(staff_client, "/staff/queue")
