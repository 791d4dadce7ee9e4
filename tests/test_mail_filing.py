"""One message into the register: answers find their opinion by the token alone, returned mail finds what was sent."""

from dataclasses import replace

import pytest
from builders import NOW, opinion, person
from letters import letter, with_file
from test_mail_special import PHOTO, winmail

from intake import receipts, triage
from intake.channels.mail import filing
from intake.channels.mail.filing import Arrival
from intake.channels.mail.message import parse
from intake.db import Connection, transaction
from intake.model import AsideReason, Status
from intake.store import blobs, events, messages, opinions, outbox
from intake.store.mails import Entry

pytestmark = pytest.mark.both


def file(conn: Connection, raw: bytes, uid: int = 1, folder: str = "INBOX") -> Entry:
    arrival = Arrival(f"a@example.cn/{folder}", 7, uid, NOW, raw, parse(raw))
    return filing.file(conn, [arrival], lambda: NOW)[0]


def sent_ack(conn: Connection, opinion_id: int) -> str:
    """The token of an acknowledgement that has left."""
    with transaction(conn):
        outgoing = outbox.add(conn, "ack", "ann@example.org", NOW, opinion_id=opinion_id)
        outbox.sent(conn, outgoing, NOW)
    return receipts.reply_token(conn.keys, outgoing)


def count(conn: Connection) -> int:
    row = conn.execute("SELECT COUNT(*) AS n FROM opinion").fetchone()
    assert row is not None
    return int(row["n"])


WAYS = [
    lambda token: letter(f"References: <x@example.org> <r.{token.lower()}@example.cn>"),
    lambda token: letter(f"In-Reply-To: <r.{token.lower()}@example.cn>"),
    lambda token: letter(f"To: yijian+{token.lower()}@example.cn"),
    lambda token: letter(subject=f"回复：已收到【回执凭证：{receipts.group(token, '-')}】"),
    lambda token: letter(body=f"补充一点。\r\n\r\n> 回执凭证：{receipts.group(token, '-')}"),
]


@pytest.mark.parametrize("way", WAYS, ids=["references", "in-reply-to", "address", "subject", "quoted"])
def test_an_answer_joins_its_opinion_by_the_token(conn: Connection, way) -> None:
    about = opinion(conn).opinion_id
    entry = file(conn, way(sent_ack(conn, about)))
    assert (entry.state, entry.opinion_id, count(conn)) == ("taken", about, 1)
    [message] = messages.of_opinion(conn, about)
    assert (message.direction, message.sender) == ("in", "ann@example.org")
    assert events.history(conn, about)[-1].kind == "added"


def test_an_answer_brings_its_files_and_its_raw_mail(conn: Connection) -> None:
    about = opinion(conn).opinion_id
    token = sent_ack(conn, about)
    raw = with_file(b"a photo").replace(b"Subject:", f"References: <r.{token}@x>\r\nSubject:".encode(), 1)
    file(conn, raw)
    photo, whole = opinions.attachments(conn, about)
    assert (blobs.get(conn, photo.blob), blobs.get(conn, whole.blob)) == (b"a photo", raw)


def test_an_answer_wakes_an_opinion_that_was_done_with(conn: Connection) -> None:
    about = opinion(conn).opinion_id
    triage.set_aside(conn, about, 1, AsideReason.OUT_OF_SCOPE, "", person(conn), NOW)
    file(conn, letter(f"References: <r.{sent_ack(conn, about)}@x>"))
    assert opinions.by_id(conn, about).status == Status.WAITING


def test_a_strangers_answer_goes_in_under_the_strangers_address(conn: Connection) -> None:
    about = opinion(conn, email="ann@example.org").opinion_id
    file(conn, letter(f"References: <r.{sent_ack(conn, about)}@x>", sender="Eve <eve@example.com>"))
    [message] = messages.of_opinion(conn, about)
    assert message.sender == "eve@example.com"
    assert opinions.by_id(conn, about).email == "ann@example.org"


def test_the_same_answer_twice_is_one_message(conn: Connection) -> None:
    about = opinion(conn).opinion_id
    raw = letter(f"References: <r.{sent_ack(conn, about)}@x>")
    assert [file(conn, raw, uid).state for uid in (1, 2)] == ["taken", "duplicate"]
    assert len(messages.of_opinion(conn, about)) == 1


def test_a_register_number_alone_makes_a_new_opinion_with_a_hint(conn: Connection) -> None:
    about = opinion(conn)
    sent_ack(conn, about.opinion_id)
    entry = file(conn, letter(subject=f"回复：登记编号 {about.number}"))
    assert entry.opinion_id != about.opinion_id
    assert entry.opinion_id is not None
    assert opinions.by_id(conn, entry.opinion_id).details["mentions"] == [about.number]


def test_a_guessed_token_makes_a_new_opinion(conn: Connection) -> None:
    sent_ack(conn, opinion(conn).opinion_id)
    file(conn, letter(subject="【回执凭证：AAAA-BBBB-CCCC-DDDD】"))
    assert count(conn) == 2


def test_an_answer_to_a_mail_about_several_opinions_is_a_new_one(conn: Connection) -> None:
    first, second = opinion(conn).opinion_id, opinion(conn).opinion_id
    with transaction(conn):
        ids = [outbox.add(conn, "ack", "ann@example.org", NOW, opinion_id=about) for about in (first, second)]
        outbox.sent(conn, ids[0], NOW)
        outbox.sent(conn, ids[1], NOW, carried_by=ids[0])
    file(conn, letter(f"References: <r.{receipts.reply_token(conn.keys, ids[0])}@x>"))
    assert count(conn) == 3


@pytest.mark.parametrize("kind", ["alarm", "poll_late", "digest"])
def test_what_colleagues_answer_to_a_notice_is_kept_and_is_no_opinion(conn: Connection, kind: str) -> None:
    about = opinion(conn).opinion_id if kind == "alarm" else None
    with transaction(conn):
        outgoing = outbox.add(conn, kind, "duty@example.cn", NOW, opinion_id=about)
    before = count(conn)
    entry = file(conn, letter(f"References: <r.{receipts.reply_token(conn.keys, outgoing)}@x>", body="收到"))
    assert (entry.state, entry.reason, entry.opinion_id, count(conn)) == ("kept", "answers-a-notice", about, before)


def bounce(token: str, action: str = "failed") -> bytes:
    """What a mail system sends back for a mail of ours."""
    body = "\r\n".join(
        [
            "--b",
            "",
            "I'm sorry to have to inform you that your message could not be delivered.",
            "--b",
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; mx.example.org",
            "",
            "Final-Recipient: rfc822; ann@example.org",
            f"Action: {action}",
            "Status: 5.1.1",
            "Diagnostic-Code: smtp; 550 5.1.1 <ann@example.org>:",
            "    User unknown",
            "--b",
            "Content-Type: text/rfc822-headers",
            "",
            f"Message-ID: <r.{token.lower()}@example.cn>",
            "--b--",
        ]
    )
    report = "Content-Type: multipart/report; report-type=delivery-status; boundary=b"
    return letter(report, "Return-Path: <>", sender="MAILER-DAEMON@example.org", subject="Undelivered", body=body)


def test_a_returned_mail_is_shown_with_what_was_sent(conn: Connection) -> None:
    about = opinion(conn).opinion_id
    token = sent_ack(conn, about)
    entry = file(conn, bounce(token))
    assert (entry.state, entry.kind, entry.opinion_id) == ("kept", "bounce", about)
    event = events.history(conn, about)[-1]
    assert event.kind == "mail_returned"
    assert "550 5.1.1 <ann@example.org>: User unknown" in str(event.words)
    row = conn.execute("SELECT state, error FROM outbox").fetchone()
    assert row is not None
    assert (row["state"], row["error"][:3]) == ("failed", "退信：")


def test_a_returned_mail_is_told_once(conn: Connection) -> None:
    about = opinion(conn).opinion_id
    token = sent_ack(conn, about)
    for uid in (1, 2):
        file(conn, bounce(token), uid)
    assert [event.kind for event in events.history(conn, about)].count("mail_returned") == 1


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_a_notice_that_is_no_failure_changes_nothing(conn: Connection, action: str) -> None:
    about = opinion(conn).opinion_id
    file(conn, bounce(sent_ack(conn, about), action))
    row = conn.execute("SELECT state FROM outbox").fetchone()
    assert row is not None
    assert row["state"] == "sent"


def test_an_automatic_answer_never_becomes_an_opinion_or_a_message(conn: Connection) -> None:
    about = opinion(conn).opinion_id
    entry = file(conn, letter(f"References: <r.{sent_ack(conn, about)}@x>", "Auto-Submitted: auto-replied"))
    assert (entry.state, entry.opinion_id, count(conn)) == ("kept", about, 1)
    assert messages.of_opinion(conn, about) == []


SILENT = [
    letter("Return-Path: <>"),
    letter("List-Id: <talk.example.org>"),
    letter("Precedence: bulk"),
    letter("X-Auto-Response-Suppress: All"),
    letter(sender="no-reply@example.org"),
    letter(sender="MAILER-DAEMON@example.org"),
    letter("From: nobody in particular"),
]


@pytest.mark.parametrize("raw", SILENT)
def test_lists_machines_and_who_asked_for_none_get_no_acknowledgement(conn: Connection, raw: bytes) -> None:
    assert file(conn, raw).state == "taken"
    row = conn.execute("SELECT COUNT(*) AS n FROM outbox").fetchone()
    assert row is not None
    assert row["n"] == 0


def test_what_needs_a_look_is_held_and_says_why(conn: Connection) -> None:
    raw = letter()
    mail = replace(parse(raw), body="", problems=("unread",))
    [entry] = filing.file(conn, [Arrival("a/INBOX", 7, 1, NOW, raw, mail)], lambda: NOW)
    assert entry.opinion_id is not None
    assert opinions.by_id(conn, entry.opinion_id).held == "邮件无法自动读取，请打开原件查看"


HELD = [
    (letter(subject="代开发票", body="发票代开，加微信"), "INBOX", "疑似垃圾邮件（5 分）：推销或诈骗用语"),
    (letter(), "垃圾邮件", "邮箱服务商放进了“垃圾邮件”"),
    (letter(body="-----BEGIN PGP MESSAGE-----"), "INBOX", "邮件已加密（PGP），无法阅读，请与来件人联系"),
]


@pytest.mark.parametrize(("raw", "folder", "words"), HELD)
def test_suspicious_mail_is_held_and_not_acknowledged(conn: Connection, raw: bytes, folder: str, words: str) -> None:
    entry = file(conn, raw, folder=folder)
    assert entry.opinion_id is not None
    assert opinions.by_id(conn, entry.opinion_id).held == words
    row = conn.execute("SELECT COUNT(*) AS n FROM outbox").fetchone()
    assert row is not None
    assert row["n"] == 0


def test_the_files_inside_an_attachment_are_stored_beside_it(conn: Connection) -> None:
    raw = with_file(winmail(PHOTO), name="winmail.dat", media_type="application/ms-tnef")
    entry = file(conn, raw)
    assert entry.opinion_id is not None
    names = [found.filename for found in opinions.attachments(conn, entry.opinion_id)]
    assert names == ["winmail.dat", "现场照片.jpg", "1.eml"]


def test_a_large_file_is_stored_before_the_transaction_and_whole(conn: Connection) -> None:
    data = bytes(range(256)) * 5000
    entry = file(conn, with_file(data))
    assert entry.opinion_id is not None
    assert blobs.get(conn, opinions.attachments(conn, entry.opinion_id)[0].blob) == data
