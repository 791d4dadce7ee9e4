"""What happens when a digest cannot be made, or cannot be mailed: who sees it, and that it is made good."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from digest_week import OVER, WEEK, small_week, taken
from flask.testing import FlaskClient
from pages import page
from smtp_server import smtp_server, through

from intake import clock, worker
from intake.channels.mail.outbox import send_due
from intake.channels.mail.transport import SendUnavailable
from intake.config import Config
from intake.db import Connection, Database, transaction
from intake.digest import standing
from intake.digest.issue import issue
from intake.digest.subscribing import subscribe
from intake.store import editions, heartbeats, workdays
from intake.web import status
from intake.workdays import Own

pytestmark = pytest.mark.both
MINUTE = timedelta(minutes=1)
EIGHT = datetime(2026, 11, 23, 0, tzinfo=UTC)  # Monday, 8:00 in Shanghai
ANY = "/staff/digest/subscribers"  # a page that needs little


@contextmanager
def working(database: Database, config: Config, name: str) -> Iterator[None]:
    """The worker's own loop with one of its tasks, in haste."""
    task = next(task for task in worker.tasks(config) if task.name == name)
    stop = threading.Event()
    thread = threading.Thread(target=worker._repeat, args=(database, replace(task, pause=0.02), stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def wait(until: Callable[[], bool]) -> None:
    for _ in range(400):
        if until():
            return
        time.sleep(0.05)
    pytest.fail("it never came to that")


def test_a_digest_that_cannot_be_made_is_on_every_managers_page_until_it_is(
    conn: Connection, config: Config, database: Database, staff_client: FlaskClient
) -> None:
    now = clock.now()
    taken(conn, now - timedelta(days=40))
    with transaction(conn):  # whatever holiday it is today
        workdays.put(conn, [now.date() - timedelta(days=n) for n in range(20)], Own(True, "上班"))
    conn.execute("ALTER TABLE ledger RENAME TO ledger_elsewhere")
    with working(database, replace(config, digest_issue="issue"), "digest"):
        wait(lambda: heartbeats.every(conn).get("digest", (None, None))[1] is not None)
        assert "编制专报：失败" in page(staff_client, ANY)
        assert editions.every(conn) == []
        conn.execute("ALTER TABLE ledger_elsewhere RENAME TO ledger")
        wait(lambda: heartbeats.every(conn)["digest"][1] is None)
        wait(lambda: bool(editions.every(conn)))
    assert [edition.number for edition in editions.every(conn)][-1] == 1
    assert "编制专报" not in page(staff_client, ANY)


def test_papers_and_links_arrive_and_who_is_refused_is_told_of(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    with smtp_server() as post:
        post.recipients["gone@example.cn"] = "550 no such mailbox"
        config = through(config, post.port, public_url="https://example.cn")
        subscribe(conn, "paper@example.cn", "张书记", bo, OVER, attached=True)
        subscribe(conn, "link@example.cn", "李区长", bo, OVER, attached=False)
        subscribe(conn, "gone@example.cn", "王主任", bo, OVER, attached=True)
        edition = issue(conn, config, WEEK, bo, OVER)
        for n in range(3):
            send_due(conn, config, OVER + n * MINUTE)
        mails = {str(mail["To"]): mail for mail in post.taken if "专报" in str(mail["Subject"])}
    assert set(mails) == {"paper@example.cn", "link@example.cn"}
    names = [part.get_filename() for part in mails["paper@example.cn"].iter_attachments()]
    assert names == [f"意见建议专报第{edition.number}期.{form}" for form in ("docx", "xlsx")]
    assert not [*mails["link@example.cn"].iter_attachments()]
    text = mails["link@example.cn"].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "https://example.cn/staff/digest/2026-W47" in text
    assert "1 封邮件没有发出" in status.troubles(conn, config, OVER)


def test_a_server_that_is_away_gets_the_digest_once_when_it_is_back(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    with smtp_server() as post:
        port = post.port
    config = through(config, port)
    subscribe(conn, "paper@example.cn", "张书记", bo, OVER, attached=True)
    issue(conn, config, WEEK, bo, OVER)
    with pytest.raises(SendUnavailable):
        send_due(conn, config, OVER)
    with smtp_server() as post:
        config = replace(config, smtp_port=post.port)
        for n in range(1, 6):
            send_due(conn, config, OVER + n * 30 * MINUTE)
        assert sum("专报" in str(mail["Subject"]) for mail in post.taken) == 1


def test_the_duty_officer_is_told_once_of_a_week_that_is_late_and_why(conn: Connection, config: Config) -> None:
    small_week(conn)
    with transaction(conn):
        editions.drafted(conn, "2026-W46", EIGHT)
        workdays.put(conn, [EIGHT.date()], Own(False, "放假"))
        heartbeats.missed(conn, "digest", "UndefinedTable", EIGHT)
    due = EIGHT + timedelta(days=1)  # that Monday was a holiday
    with smtp_server() as post:
        config = through(config, post.port, duty_email="duty@example.cn", public_url="https://example.cn")
        told = [n for n in range(0, 300, 5) if standing.watch(conn, config, due + n * MINUTE)]
        assert told == [60]
        send_due(conn, config, due + timedelta(hours=2))
        (mail,) = [mail for mail in post.taken if mail["To"] == "duty@example.cn"]
    assert mail["Subject"] == "2026年第47周专报没有按时编制"
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "原因：UndefinedTable" in text
    assert "https://example.cn/staff/status" in text
    assert standing.work(conn, config, due + timedelta(hours=6))
    assert standing.watch(conn, config, due + timedelta(hours=6))
    assert not standing.watch(conn, config, due + timedelta(hours=7))


def test_what_was_made_meanwhile_is_no_alarm_any_more(conn: Connection, config: Config) -> None:
    small_week(conn)
    config = replace(config, duty_email="duty@example.cn")
    late = EIGHT + timedelta(hours=2)
    while standing.work(conn, config, EIGHT - timedelta(days=6)) or standing.work(conn, config, late):
        pass
    assert not standing.watch(conn, config, late)
