"""Outgoing mail: a message object from its parts.  Pure; does not send, and makes no ids or times of its own."""

import html
import re
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address, BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy, Policy
from typing import Any

from intake.channels.mail.message_body import Attachment
from intake.channels.mail.transport import SendRefused

_MAX_REFERENCES = 20
_STYLE = "max-width: 40em; margin: 1em; font: 16px/1.7 sans-serif; overflow-wrap: anywhere"


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be written.

    `message_id` ("<…@…>") is the outbox's own and stays the same at each attempt, so that a second copy is recognised.
    `auto_submitted` is RFC 3834's: ``auto-replied``, ``auto-generated``, or ``no`` for what a person wrote.
    """

    sender: str
    sender_name: str
    recipient: str
    subject: str
    text: str
    message_id: str
    date: datetime
    recipient_name: str = ""
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    reply_to: str | None = None
    auto_submitted: str = "auto-replied"
    attachments: tuple[Attachment, ...] = ()


class _Verbatim(BaseHeader):
    """Message ids, one a line: the standard folding turns long ones into encoded-words, which nobody matches."""

    max_count = 1

    @classmethod
    def parse(cls, string: str, kwds: dict[str, Any]) -> None:
        kwds["decoded"] = string
        kwds["parse_tree"] = None

    def fold(self, *, policy: "Policy[Any]") -> str:
        return f"{self.name}: " + f"{policy.linesep} ".join(str(self).split()) + policy.linesep


def _policy() -> "EmailPolicy[Any]":
    registry = HeaderRegistry()
    for name in ("message-id", "in-reply-to", "references"):
        registry.map_to_type(name, _Verbatim)
    return SMTP.clone(header_factory=registry)


def compose(mail: Letter) -> EmailMessage:
    """The message, as text and as simple HTML of the same words.

    Raises SendRefused for an address that no server would take, ValueError for line breaks in a header.
    """
    message = EmailMessage(policy=_policy())
    message["From"] = Address(mail.sender_name, addr_spec=mail.sender)
    message["To"] = _recipient(mail)
    message["Subject"] = mail.subject
    message["Date"] = mail.date
    message["Message-ID"] = mail.message_id
    if mail.reply_to:
        message["Reply-To"] = mail.reply_to
    if mail.in_reply_to:
        message["In-Reply-To"] = mail.in_reply_to
        chain = dict.fromkeys([*mail.references, mail.in_reply_to])
        message["References"] = " ".join(list(chain)[-_MAX_REFERENCES:])
    message["Auto-Submitted"] = mail.auto_submitted
    if mail.auto_submitted != "no":
        message["X-Auto-Response-Suppress"] = "All"
    message.set_content(mail.text, charset="utf-8")
    message.add_alternative(simple_html(mail.text), subtype="html", charset="utf-8")
    for attachment in mail.attachments:
        main, _, sub = attachment.media_type.partition("/")
        if main in ("message", "multipart") or not sub:
            main, sub = "application", "octet-stream"
        message.add_attachment(attachment.data, maintype=main, subtype=sub, filename=attachment.filename)
    return message


def _recipient(mail: Letter) -> Address:
    local, _, domain = mail.recipient.rpartition("@")
    try:
        return Address(mail.recipient_name, addr_spec=f"{local}@{domain.encode('idna').decode()}")
    except (ValueError, MessageError):
        raise SendRefused("收件地址无法使用") from None


def simple_html(text: str) -> str:
    """Paragraphs, line breaks and a legible size, nothing else; what looks like HTML in `text` stays text."""
    paragraphs = re.split(r"\n\s*\n", text.strip("\n"))
    body = "\n".join("<p>" + html.escape(p).replace("\n", "<br>\n") + "</p>" for p in paragraphs)
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"></head>\n'
        f'<body style="{_STYLE}">\n{body}\n</body></html>\n'
    )
