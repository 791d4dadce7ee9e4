"""The pages on the linker: how good it was, what the office adds to its words."""

from datetime import timedelta

import pytest
from builders import NOW, PASSWORD, issue_id, opinion, person
from flask import Flask
from flask.testing import FlaskClient
from pages import check, log_in, page, post
from queue_pages import HOMES, LIFT, WASTE, now_is, suggest

from intake import triage
from intake.clock import now
from intake.db import Connection
from intake.learning import versions
from intake.learning.groundwork import Groundwork
from intake.model import Channel, LinkOrigin, Role, Seal, Staff
from intake.store import own_words, quality, staff
from intake.store.quality import Tally

pytestmark = pytest.mark.both
HOME, WORDS = "/staff/linking", "/staff/linking/words"


def linked(
    conn: Connection, by: Staff, title: str, *offered: str, channel: Channel = Channel.WEB, **over: object
) -> int:
    opinion_id = opinion(conn, channel=channel).opinion_id
    suggest(conn, opinion_id, *offered)
    triage.confirm(conn, opinion_id, 1, [issue_id(conn, title)], by, now(), **over)  # type: ignore[arg-type]
    return opinion_id


def test_what_people_chose_is_compared_with_what_was_offered(staff_client: FlaskClient, conn: Connection) -> None:
    bo = staff.by_login(conn, "bo")
    linked(conn, bo, LIFT, LIFT, WASTE)
    linked(conn, bo, WASTE, LIFT, WASTE)
    linked(conn, bo, HOMES, LIFT)
    linked(conn, bo, LIFT, LIFT, origin=LinkOrigin.BULK)
    hidden = linked(conn, bo, LIFT, LIFT)
    triage.seal(conn, hidden, now_is(conn, hidden).version, Seal.SEALED, bo, NOW)
    since = now() - timedelta(hours=1)
    assert sum((hour.tally.decided for hour in quality.by_hour(conn, since)), 0) == 3
    assert quality.by_issue(conn, since) == {
        issue_id(conn, LIFT): Tally(1, 1, 1),
        issue_id(conn, WASTE): Tally(1, 0, 1),
        issue_id(conn, HOMES): Tally(1, 0, 0),
    }
    assert quality.by_origin(conn, since) == {LinkOrigin.SINGLE: 3, LinkOrigin.BULK: 1}
    assert quality.by_hour(conn, now() + timedelta(hours=1)) == []
    html = page(staff_client, HOME)
    assert "<dt>首条即是</dt><dd>33%</dd>" in html
    assert "<dt>前三条中有</dt><dd>67%</dd>" in html
    assert "<dt>关联由人逐件看过</dt><dd>75%</dd>" in html


def test_entries_that_are_seldom_found_and_versions_are_listed(staff_client: FlaskClient, conn: Connection) -> None:
    bo = staff.by_login(conn, "bo")
    assert "还没有人确认过关联" in page(staff_client, HOME)
    for _ in range(3):
        linked(conn, bo, WASTE, LIFT, WASTE)
        linked(conn, bo, LIFT, LIFT)
    versions.learn(conn, Groundwork(), now())
    html = page(staff_client, HOME)
    worst = html[html.index("最难认的事项") : html.index("关联的由来")]
    assert WASTE in worst
    assert LIFT not in worst
    assert "第 1 版" in html
    assert "现用" in html


def test_words_are_added_seen_and_taken_out(staff_client: FlaskClient, conn: Connection) -> None:
    assert "还没有添加" in page(staff_client, WORDS)
    html = page(staff_client, f"{WORDS}?concept=加装电梯")
    assert "“加装电梯”已经认得的说法" in html
    assert post(staff_client, WORDS, concept="加装电梯", words="登云梯", sure="yes").status_code == 303
    html = page(staff_client, WORDS)
    assert "登云梯" in html
    assert "一说就知道</td>" in html
    [own] = own_words.every(conn)
    assert post(staff_client, f"{WORDS}/{own.id}/remove", source=WORDS).status_code == 303
    assert "登云梯" not in page(staff_client, WORDS).replace("已删去", "")


def test_wrong_words_come_back_with_the_reason(staff_client: FlaskClient, conn: Connection) -> None:
    for fields, reason in (
        ({"concept": "加装电梯", "words": "梯"}, "2 至 30 个字"),
        ({"concept": "没有", "words": "登云梯"}, "请从列表中选择一个主题"),
        ({"concept": "", "words": ""}, "请选择主题"),
    ):
        response = post(staff_client, WORDS, sure="yes", **fields)
        assert response.status_code == 422
        check(response.text)
        assert reason in response.text
        assert f'value="{fields["words"]}"' in response.text
    assert own_words.every(conn) == []


def test_the_suggestion_names_the_version_it_came_from(app: Flask, conn: Connection) -> None:
    person(conn, Role.CLERK, "cy")
    client = app.test_client()
    log_in(client, "cy", PASSWORD)
    opinion_id = opinion(conn).opinion_id
    suggest(conn, opinion_id, LIFT)
    assert "学习第" not in page(client, f"/staff/queue/{opinion_id}")
    conn.execute("UPDATE judgement SET model = 7")
    assert "学习第 7 版" in page(client, f"/staff/queue/{opinion_id}")
