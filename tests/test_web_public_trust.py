"""What the public learns of the service itself: its state, whom to tell about a weakness, who runs it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from builders import opinion, person
from flask.testing import FlaskClient
from pages import page

from intake import clock, triage
from intake.config import Config
from intake.db import Connection, transaction
from intake.model import Outcome, Role, Seal
from intake.store import heartbeats, opinions


@pytest.fixture
def config(config: Config) -> Config:
    return replace(
        config,
        imap_host="mail.example.com",
        icp_number="沪ICP备12345678号-1",
        police_number="沪公网安备31011002000001号",
        security_contact="security@example.com",
        places="定海路街道，大桥街道",
    )


def test_the_state_says_when_the_mailbox_was_read(client: FlaskClient, conn: Connection) -> None:
    assert "还没有运行" in page(client, "/state")
    with transaction(conn):
        heartbeats.beat(conn, "poll", clock.now() - timedelta(minutes=2, seconds=5))
        heartbeats.beat(conn, "link", clock.now() - timedelta(hours=5))
    html = page(client, "/state")
    assert "最近一次：2 分钟前" in html
    assert "最近一次：5 小时前（收到的意见不会丢失）" in html
    assert "发送确认邮件" not in html
    assert "last done 2 minutes ago" in page(client, "/en/state")


@pytest.mark.both
def test_how_long_it_takes_is_said_only_of_many(client: FlaskClient, conn: Connection) -> None:
    bo, came = person(conn, Role.MANAGER), clock.now() - timedelta(days=10)
    taken = [opinion(conn, now=came, body=f"第 {n} 件").opinion_id for n in range(21)]
    for n, opinion_id in enumerate(taken[:19]):
        triage.close(conn, opinion_id, 1, Outcome.EXPLAINED, "", bo, came + timedelta(days=1 + n % 3))
    assert "有人阅看。" not in page(client, "/state")
    triage.seal(conn, taken[20], 1, Seal.SEALED, bo, came)
    triage.close(conn, taken[20], 2, Outcome.EXPLAINED, "", bo, came)
    assert "有人阅看。" not in page(client, "/state"), "a sealed report is counted nowhere"
    triage.close(conn, taken[19], 1, Outcome.EXPLAINED, "", bo, came + timedelta(days=2))
    assert "一半的意见在 2 天内有人阅看" in page(client, "/state")
    assert opinions.by_id(conn, taken[0]).outcome == Outcome.EXPLAINED


def test_who_finds_a_weakness_learns_whom_to_tell(client: FlaskClient, conn: Connection) -> None:
    response = client.get("/.well-known/security.txt")
    assert response.content_type == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in response.text.splitlines())
    assert lines["Contact"] == "mailto:security@example.com"
    assert clock.now() < clock.from_text(lines["Expires"]) < clock.now() + timedelta(days=366)


def test_the_foot_of_every_page_has_the_filing_numbers(client: FlaskClient, conn: Connection) -> None:
    for path in ("/", "/en/opinion", "/nothing-here"):
        html = client.get(path).text
        assert ">沪ICP备12345678号-1</a>" in html
        assert 'href="https://beian.mps.gov.cn/#/query/webSearch?code=31011002000001"' in html


def test_places_are_offered_where_the_office_names_them(client: FlaskClient, conn: Connection) -> None:
    html = page(client, "/opinion")
    assert 'list="places"' in html
    assert '<option value="定海路街道"></option><option value="大桥街道"></option>' in html
