"""What a message is: each rule by a message that it decides, and citizens' mail that resembles machines'."""

import pytest

from intake.channels.mail.message import Kind, parse

OWN = frozenset({"yijian@example.cn"})


def mail(*fields: str, body: str = "建议加装电梯。") -> bytes:
    """A message from Ann to the office; a field given replaces the usual one."""
    given = {line.partition(":")[0].lower() for line in fields}
    usual = ["From: Ann <ann@example.org>", "To: yijian@example.cn", "Subject: 意见", "Message-ID: <1@example.org>"]
    kept = [line for line in usual if line.partition(":")[0].lower() not in given]
    return ("\r\n".join([*kept, *fields]) + "\r\n\r\n" + body + "\r\n").encode()


def report(report_type: str, part: str) -> bytes:
    content = f'Content-Type: multipart/report; report-type={report_type}; boundary="b"'
    return mail(
        "Return-Path: <>", content, body=f"--b\r\n\r\nSee below.\r\n--b\r\nContent-Type: {part}\r\n\r\nx: y\r\n--b--"
    )


REFUSED = "<bob@example.com>: host mx.example.com said: 550 5.1.1 no such user"

AUTOMATIC = [
    "自动回复：意见已收到",
    "【自动回复】谢谢",
    "系统自动回复: 谢谢",
    "Automatic reply: opinion",
    "Out of Office: opinion",
    "Automatische Antwort: Meinung",
    "自動返信：意見",
]

MACHINES = [
    ("own-address", Kind.OWN, mail("From: yijian@example.cn")),
    ("own-address", Kind.OWN, mail("X-Loop: yijian@example.cn")),
    ("delivery-report", Kind.BOUNCE, report("delivery-status", "message/delivery-status")),
    ("failed-recipients", Kind.BOUNCE, mail("X-Failed-Recipients: bob@example.com")),
    ("feedback-report", Kind.REPORT, report("feedback-report", "message/feedback-report")),
    ("report", Kind.REPORT, report("disposition-notification", "message/disposition-notification")),
    ("mail-system", Kind.BOUNCE, mail("From: Postmaster@126.com", "Subject: 系统退信")),
    ("mail-system", Kind.BOUNCE, mail("From: MAILER-DAEMON <>", body="This is the DragonFly Mail Agent.")),
    ("mail-system", Kind.BOUNCE, mail("From: <>", "Subject: failure notice")),
    ("mail-system", Kind.BOUNCE, mail("From: Mail Delivery System <MAILER-DAEMON>", "Subject: Returned mail")),
    ("mail-system", Kind.BOUNCE, mail("From: post_master@example.com", body="Error: Invalid user address")),
    ("mail-system-perhaps", Kind.BOUNCE, mail("From: root@example.com", "Subject: Returned mail", body="User unknown")),
    ("returned", Kind.BOUNCE, mail("Return-Path: <>", "Subject: 退信通知", body="您的邮件被退回")),
    (
        "returned",
        Kind.BOUNCE,
        mail("Return-Path: <>", "Subject: Mail", body="Could not be delivered\r\n\r\n550 5.1.1 no"),
    ),
    (
        "returned-by-machine",
        Kind.BOUNCE,
        mail("Auto-Submitted: auto-replied", "Subject: Undelivered Mail", body=f"undeliverable: {REFUSED}"),
    ),
    ("list-refuses", Kind.BOUNCE, mail("X-MLServer: fml", "Subject: You are not member")),
    ("delivery-notification", Kind.BOUNCE, mail(body='{"notificationType":"Bounce","bounce":{}}')),
    ("complaint", Kind.REPORT, mail(body='{"notificationType":"Complaint","complaint":{}}')),
    ("auto-submitted", Kind.AUTO_REPLY, mail("Auto-Submitted: auto-replied (vacation)")),
    ("auto-field", Kind.AUTO_REPLY, mail("X-Autoreply: yes")),
    ("auto-precedence", Kind.AUTO_REPLY, mail("Precedence: auto_reply")),
    ("auto-field", Kind.AUTO_REPLY, mail("Delivered-To: Autoresponder")),
    *(("auto-subject", Kind.AUTO_REPLY, mail(f"Subject: {text}")) for text in AUTOMATIC),
    ("nothing-in-it", Kind.EMPTY, mail("Subject:", body=" ")),
]


@pytest.mark.parametrize(("rule", "kind", "raw"), MACHINES)
def test_a_machines_mail_is_known_by_the_named_rule(rule: str, kind: Kind, raw: bytes) -> None:
    found = parse(raw, own_addresses=OWN)
    assert (found.reason, found.kind) == (rule, kind)


CITIZENS = [
    mail("Precedence: bulk"),
    mail("List-Id: <talk.example.org>", "Precedence: list"),
    mail("X-Auto-Response-Suppress: All"),
    mail("Return-Path: <>"),
    mail("Auto-Submitted: no"),
    mail("Subject: 快递退回无人管，投递失败", body="我的挂号信被退回，未能送达，请核实。"),
    mail("Subject: 转发：系统退信", body="我上周写的邮件被退回了，收件人不存在，附上退信。"),
    mail("From: delivery@example.com", "Subject: 送餐车乱停", body="电动车无法投递，请管一管"),
    mail("Subject: 自动回复机不好用"),
    mail("X-MS-Exchange-Inbox-Rules-Loop: ann@example.org"),
    mail("Subject: 关于自动回复的意见", body="你们的自动回复太慢。"),
    mail("From: bounce@example.com", body="Could not be delivered 是什么意思？"),
    mail("Return-Path: <>", "Subject: 意见", body="信件无法投递的问题一直没有解决"),
]


@pytest.mark.parametrize("raw", CITIZENS)
def test_a_citizens_mail_is_never_taken_for_a_machines(raw: bytes) -> None:
    assert parse(raw, own_addresses=OWN).kind == Kind.OPINION


@pytest.mark.parametrize(
    "fields",
    [
        ("In-Reply-To: <2@example.cn>",),
        ("References: <2@example.cn>",),
        ("Subject: 回复：意见",),
        ("Subject: Re: 意见",),
    ],
)
def test_an_answer_to_an_earlier_mail_is_a_reply(fields: tuple[str, ...]) -> None:
    assert parse(mail(*fields)).kind == Kind.REPLY


def test_a_photo_alone_is_an_opinion() -> None:
    assert parse(b"Content-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n\r\n/9j/4AAQ").kind == Kind.OPINION


def test_without_own_addresses_nobody_is_taken_for_the_office() -> None:
    assert parse(mail("From: yijian@example.cn")).kind == Kind.OPINION
