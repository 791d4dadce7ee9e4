"""The alarm when the mailbox is not read, and the all-clear: once each, on the page and by mail."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from builders import NOW
from smtp_server import smtp_server, through

from intake.channels.mail import watch
from intake.channels.mail.outbox import send_due
from intake.config import Config
from intake.db import Connection, transaction
from intake.store import heartbeats

pytestmark = pytest.mark.both


def at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def beat(conn: Connection, minutes: int, error: str = "") -> None:
    with transaction(conn):
        if error:
            heartbeats.missed(conn, "poll", error, at(minutes))
        else:
            heartbeats.beat(conn, "poll", at(minutes))


def kinds(conn: Connection) -> list[str]:
    return [row["kind"] for row in conn.execute("SELECT kind FROM outbox ORDER BY created_at").fetchall()]


def test_silence_is_told_once_and_so_is_the_end_of_it(conn: Connection, config: Config) -> None:
    config = replace(config, poll_alarm=15, duty_email="duty@example.cn")
    beat(conn, 0)
    told = []
    for minute in range(60):
        if minute >= 40:
            beat(conn, minute)
        if watch.watch(conn, config, at(minute)):
            told.append(minute)
    assert told == [16, 40]
    assert kinds(conn) == ["poll_late", "poll_back"]


def test_a_mailbox_that_fails_now_and_then_is_no_alarm(conn: Connection, config: Config) -> None:
    for minute in range(0, 60, 10):
        beat(conn, minute)
        beat(conn, minute + 1, "邮箱服务器超时未应答。")
        assert not watch.watch(conn, config, at(minute + 9))


def test_zero_minutes_switch_the_alarm_off(conn: Connection, config: Config) -> None:
    beat(conn, 0)
    assert not watch.watch(conn, replace(config, poll_alarm=0), at(10_000))


def test_a_mailbox_that_was_never_read_is_none_yet(conn: Connection, config: Config) -> None:
    assert watch.late(conn, config, NOW) is None


def test_the_mail_says_since_when_and_why(conn: Connection, config: Config) -> None:
    with smtp_server() as post:
        config = through(config, post.port, duty_email="duty@example.cn")
        beat(conn, 0)
        beat(conn, 30, "邮箱服务器 imap.126.com:993 超时未应答。")
        watch.watch(conn, config, at(31))
        send_due(conn, config, at(31))
        [mail] = post.taken
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert mail["Subject"] == "意见邮箱没有在读取"
    assert "已经 31 分钟" in text
    assert "超时未应答" in text
    assert mail["Auto-Submitted"] == "auto-generated"
