"""The poller against a real Dovecot, into a real database: nothing lost, nothing twice, nothing changed in the box."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from builders import NOW
from dovecot import Dovecot, dovecot, free_port
from letters import OFFICE, letter, with_file

from intake.channels.mail import poller
from intake.channels.mail.transport import MailError
from intake.config import Config
from intake.db import Connection, transaction
from intake.model import Channel, Opinion
from intake.store import blobs, heartbeats, mails, opinions, outbox

pytestmark = [pytest.mark.servers, pytest.mark.both]


@pytest.fixture(scope="module")
def running() -> Iterator[Dovecot]:
    with dovecot() as server:
        yield server


@pytest.fixture
def server(running: Dovecot) -> Iterator[Dovecot]:
    running.deliver()
    yield running
    running.empty()


@pytest.fixture
def config(config: Config, server: Dovecot) -> Config:
    return replace(
        config,
        imap_host="127.0.0.1",
        imap_port=server.port,
        imap_user=server.user,
        imap_password=server.password,
        imap_tls="plain",
    )


def taken(conn: Connection) -> list[Opinion]:
    rows = conn.execute("SELECT opinion_id FROM register ORDER BY year, number").fetchall()
    return [opinions.by_id(conn, row["opinion_id"]) for row in rows]


def states(conn: Connection) -> list[str]:
    return [
        row["state"] for row in conn.execute("SELECT state FROM mail ORDER BY mailbox, uidvalidity, uid").fetchall()
    ]


def test_a_mail_becomes_an_opinion_with_everything_it_brought(
    conn: Connection, config: Config, server: Dovecot
) -> None:
    raw = with_file(b"\xff\xd8 a photo")
    server.deliver(raw)
    before = time.time()
    assert poller.poll(conn, config, NOW) == 1
    [opinion] = taken(conn)
    assert (opinion.channel, opinion.subject, opinion.body) == (Channel.EMAIL, "意见", "见附件。")
    assert (opinion.name, opinion.email, opinion.held) == ("Ann", "ann@example.org", None)
    assert abs(opinion.received_at.timestamp() - before) < 60  # when the server got it, not when it was written
    photo, whole = opinions.attachments(conn, opinion.id)
    assert (photo.filename, photo.media_type, photo.role) == ("photo.jpg", "image/jpeg", "attachment")
    assert blobs.get(conn, photo.blob) == b"\xff\xd8 a photo"
    assert (whole.role, blobs.get(conn, whole.blob)) == ("raw", raw)
    assert states(conn) == ["taken"]


def test_the_sender_is_acknowledged_once(conn: Connection, config: Config, server: Dovecot) -> None:
    server.deliver(letter())
    poller.poll(conn, config, NOW)
    with transaction(conn):
        [ack] = outbox.lease(conn, NOW + timedelta(seconds=60))
    assert (ack.kind, ack.recipient) == ("ack", "ann@example.org")


def test_a_second_look_takes_nothing_and_the_box_is_as_it_was(
    conn: Connection, config: Config, server: Dovecot
) -> None:
    server.deliver(letter(), letter(number="2"))
    assert poller.poll(conn, config, NOW) == 2
    assert poller.poll(conn, config, NOW) == 0
    assert len(taken(conn)) == 2
    assert server.flags() == ["", ""]


def test_mail_that_somebody_read_in_the_browser_is_taken_all_the_same(
    conn: Connection, config: Config, server: Dovecot
) -> None:
    server.deliver(letter())
    server.mark_seen()
    assert poller.poll(conn, config, NOW) == 1
    assert server.flags() == ["S"]


def test_the_same_bytes_copied_or_moved_count_once(conn: Connection, config: Config, server: Dovecot) -> None:
    server.deliver(letter())
    poller.poll(conn, config, NOW)
    server.deliver(letter())
    server.deliver(letter(), folder="Archiv")
    poller.poll(conn, replace(config, imap_folder="INBOX, Archiv"), NOW)
    assert len(taken(conn)) == 1
    assert sorted(states(conn)) == ["duplicate", "duplicate", "taken"]
    rows = conn.execute("SELECT DISTINCT opinion_id FROM mail").fetchall()
    assert [row["opinion_id"] for row in rows] == [taken(conn)[0].id]


def test_the_same_mail_by_two_ways_counts_once(conn: Connection, config: Config, server: Dovecot) -> None:
    server.deliver(letter("Received: by mx1.126.com"), letter("Received: by mx2.126.com", "Delivered-To: b@example.cn"))
    poller.poll(conn, config, NOW)
    assert states(conn) == ["taken", "duplicate"]


def test_the_same_message_id_with_another_content_is_another_opinion(
    conn: Connection, config: Config, server: Dovecot
) -> None:
    server.deliver(letter(body="第一封"), letter(body="第二封"))
    poller.poll(conn, config, NOW)
    assert [opinion.body for opinion in taken(conn)] == ["第一封", "第二封"]


def test_equal_words_of_two_senders_count_twice(conn: Connection, config: Config, server: Dovecot) -> None:
    server.deliver(letter(sender="ann@example.org", number="1"), letter(sender="bob@example.org", number="2"))
    poller.poll(conn, config, NOW)
    assert len(taken(conn)) == 2


def test_a_new_uidvalidity_counts_nothing_twice(conn: Connection, config: Config, server: Dovecot) -> None:
    server.deliver(letter(), letter(number="2"))
    poller.poll(conn, config, NOW)
    server.empty()
    time.sleep(1.1)  # Dovecot takes it from the clock
    server.deliver(letter(number="2"), letter(), letter(number="3"))
    assert poller.poll(conn, config, NOW) == 3
    assert len(taken(conn)) == 3
    assert states(conn) == ["taken", "taken", "duplicate", "duplicate", "taken"]


def test_what_was_deleted_in_the_browser_between_two_looks_stays(
    conn: Connection, config: Config, server: Dovecot
) -> None:
    server.deliver(letter(), letter(number="2"))
    poller.poll(conn, config, NOW)
    server.expunge(0)
    server.deliver(letter(number="3"))
    assert poller.poll(conn, config, NOW) == 1
    assert len(taken(conn)) == 3


BROKEN = [
    b"",
    b"\x00" * 1000,
    bytes(range(256)) * 40,
    b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n" * 9000,
    b"From: =?utf-8?b?/////\r\nSubject: \xed\xa0\x80\x00\r\n\r\n\x00\xed\xb0\x80",
]


def test_broken_messages_never_block_the_box(conn: Connection, config: Config, server: Dovecot) -> None:
    server.deliver(*BROKEN, letter())
    assert poller.poll(conn, config, NOW) == len(BROKEN) + 1
    assert taken(conn)[-1].body == "建议加装电梯。"
    assert "failed" not in states(conn)


def test_a_message_that_cannot_be_stored_is_written_down_and_passed_by(
    conn: Connection, config: Config, server: Dovecot, dialect: str
) -> None:
    refuse_poison(conn, dialect)
    server.deliver(letter(number="1"), letter(number="2", subject="毒"), letter(number="3"))
    assert poller.poll(conn, config, NOW) == 3
    assert len(taken(conn)) == 2
    [failed] = mails.in_state(conn, "failed")
    assert failed.blob is not None
    assert blobs.get(conn, failed.blob) == letter(number="2", subject="毒")
    assert poller.poll(conn, config, NOW) == 0


def refuse_poison(conn: Connection, dialect: str) -> None:
    """A database that will not have one subject, as a stand-in for what nobody thought of."""
    if dialect == "postgres":
        conn.execute("ALTER TABLE opinion ADD CONSTRAINT no_poison CHECK (subject <> '毒')")
        return
    conn.execute(
        "CREATE TRIGGER no_poison BEFORE INSERT ON opinion WHEN NEW.subject = '毒' "
        "BEGIN SELECT RAISE(ABORT, 'poison'); END"
    )


def test_machines_mail_is_kept_and_is_no_opinion(conn: Connection, config: Config, server: Dovecot) -> None:
    server.deliver(
        letter("Auto-Submitted: auto-replied"),
        letter("From: Postmaster@126.com", subject="系统退信"),
        letter(f"From: {OFFICE}"),
        letter(number="5"),
    )
    poller.poll(conn, config, NOW)
    kept = {entry.kind: entry.reason for entry in mails.in_state(conn, "kept")}
    assert kept == {"auto-reply": "auto-submitted", "bounce": "mail-system", "own": "own-address"}
    assert len(taken(conn)) == 1


def test_of_a_mail_that_is_too_large_the_beginning_is_taken_and_a_person_must_look(
    conn: Connection, config: Config, server: Dovecot
) -> None:
    server.deliver(with_file(b"x" * 1_500_000), letter(number="9"))
    poller.poll(conn, replace(config, mail_mb=1), NOW)
    large, small = taken(conn)
    assert (large.body, small.held) == ("见附件。", None)
    assert "邮件过大" in str(large.held)


def test_a_success_is_a_heartbeat_and_a_failure_says_why(conn: Connection, config: Config, server: Dovecot) -> None:
    poller.poll(conn, config, NOW)
    assert heartbeats.every(conn)["poll"][1] is None
    with pytest.raises(MailError, match="拒绝登录"):
        poller.poll(conn, replace(config, imap_password="wrong"), NOW + timedelta(hours=1))
    at, error = heartbeats.every(conn)["poll"]
    assert at < NOW + timedelta(minutes=1)
    assert "拒绝登录" in str(error)
    assert "wrong" not in str(error)


def test_one_mailbox_that_fails_does_not_keep_the_others(conn: Connection, config: Config, server: Dovecot) -> None:
    server.deliver(letter())
    broken = f"imaps://a:b@127.0.0.1:{free_port()}/INBOX"
    with pytest.raises(MailError, match="无法使用"):
        poller.poll(conn, replace(config, imap_others=broken), NOW)
    assert len(taken(conn)) == 1


def test_a_second_account_is_read_over_tls(conn: Connection, config: Config, server: Dovecot) -> None:
    server.deliver(letter(), folder="&YQ+JwQ-")
    other = f"imaps://yijian%40example.cn:correct%20horse@localhost:{server.tls_port}/%E6%84%8F%E8%A7%81"
    poller.poll(conn, replace(config, imap_host="", imap_others=other, mail_ca=server.ca_file), NOW)
    assert [entry.mailbox for entry in mails.in_state(conn, "taken")] == [f"{server.user}@localhost/意见"]


def test_new_mail_ends_the_wait(conn: Connection, config: Config, server: Dovecot) -> None:
    assert poller.attend(conn, replace(config, poll_seconds=1), NOW)  # Dovecot tells of new mail: look again at once
    server.deliver(letter())
    assert poller.attend(conn, config, NOW)
    assert len(taken(conn)) == 1


def test_mail_that_comes_while_waiting_ends_the_wait_at_once(conn: Connection, config: Config, server: Dovecot) -> None:
    later = threading.Timer(0.5, server.deliver, [letter()])
    later.start()
    started = time.monotonic()
    assert poller.attend(conn, replace(config, poll_seconds=60), NOW)
    assert time.monotonic() - started < 20
    later.join()
    assert poller.attend(conn, config, NOW)
    assert len(taken(conn)) == 1
