"""The state of the service: what runs, what stands still, who sees it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from builders import NOW, PASSWORD, opinion, person
from flask import Flask
from flask.testing import FlaskClient
from pages import log_in, page

from intake import clock
from intake.app import create_app
from intake.config import Config
from intake.db import Connection, transaction
from intake.model import Role
from intake.store import heartbeats, mails, outbox
from intake.web import status

pytestmark = pytest.mark.both
HOME = "/staff/status"


def beat(conn: Connection, *names: str) -> None:
    with transaction(conn):
        for name in names:
            heartbeats.beat(conn, name, clock.now())


def test_counts_and_size_are_shown(staff_client: FlaskClient, conn: Connection) -> None:
    opinion(conn)
    beat(conn, "link", "learn", "compare", "index", "remind", "digest")
    with transaction(conn):
        mails.put(conn, mails.Entry("INBOX", 1, 1, "kept", "hash", NOW), NOW)
        for n in range(2):
            outbox.failed(conn, outbox.add(conn, "ack", f"{n}@example.org", NOW), "550")
    html = page(staff_client, HOME)
    for words in (
        "<dt>等待匹配</dt><dd>1</dd>",
        '<dt>没有发出的邮件</dt><dd class="wrong">2</dd>',
        "<dt>非意见邮件，留存</dt><dd>1</dd>",
        "<dt>合计</dt><dd>1</dd>",
        "正常",
        "MB",
        "没有设置收件邮箱",
    ):
        assert words in html, words


def test_mailboxes_that_were_compared_say_what_had_been_missed(staff_client: FlaskClient, conn: Connection) -> None:
    beat(conn, "reconcile:INBOX", "reconcile:垃圾邮件")
    with transaction(conn):
        heartbeats.missed(conn, "reconcile:垃圾邮件", "2 封邮件曾被漏收，已补收", clock.now())
    html = page(staff_client, HOME)
    assert "没有漏收" in html
    assert "2 封邮件曾被漏收，已补收" in html


def test_managers_see_trouble_on_every_page_and_clerks_do_not(
    staff_client: FlaskClient, app: Flask, conn: Connection
) -> None:
    beat(conn, "link", "learn", "compare", "index", "remind", "digest")
    assert "trouble" not in page(staff_client, "/staff/queue")
    with transaction(conn):
        heartbeats.missed(conn, "link", "OperationalError", clock.now())
    assert "匹配整改事项：失败" in page(staff_client, "/staff/queue")
    person(conn, Role.CLERK, "cy")
    clerk = app.test_client()
    log_in(clerk, "cy", PASSWORD)
    assert "trouble" not in page(clerk, "/staff/queue")
    assert clerk.get(HOME).status_code == 403


def test_the_administrator_sees_it_without_any_opinion(app: Flask, conn: Connection) -> None:
    receipt = opinion(conn)
    person(conn, Role.ADMINISTRATOR, "ann")
    client = app.test_client()
    log_in(client, "ann", PASSWORD)
    assert receipt.number not in page(client, HOME)


def test_a_mailbox_not_read_for_long_is_trouble(config: Config, conn: Connection) -> None:
    mailbox = replace(config, imap_host="imap.example.org", smtp_host="smtp.example.org", poll_seconds=600)
    moment = clock.now()
    beat(conn, "link", "learn", "compare", "index", "remind", "digest", "poll", "send")
    assert status.troubles(conn, mailbox, moment) == []
    assert status.troubles(conn, mailbox, moment + timedelta(minutes=20)) == [
        "匹配整改事项、从确认过的关联学习、查找重复来件、编入检索、提醒承办单位、编制专报、发送邮件：已停止",
    ]
    (later,) = status.troubles(conn, mailbox, moment + timedelta(minutes=40))
    assert "读取收件邮箱" in later


def test_a_worker_that_never_ran_is_trouble(config: Config, conn: Connection) -> None:
    tasks = ("匹配整改事项", "从确认过的关联学习", "查找重复来件", "编入检索", "提醒承办单位", "编制专报")
    assert status.troubles(conn, config, NOW) == [f"{'、'.join(tasks)}：没有运行"]


def test_the_page_shows_the_mail_tasks_where_mail_is_set_up(config: Config, conn: Connection) -> None:
    app = create_app(replace(config, imap_host="imap.example.org", smtp_host="smtp.example.org"))
    person(conn, Role.MANAGER)
    client = app.test_client()
    log_in(client, "bo", PASSWORD)
    html = page(client, HOME)
    assert "读取收件邮箱" in html
    assert "发送邮件" in html
    app.extensions["intake"].database.close()
