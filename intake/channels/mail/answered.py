"""Finds the mail of ours that a mail answers, or that came back, by the unguessable token it carried.

A register number, a subject or an address never suffice: whoever only guesses writes a new opinion.
"""

import re
from collections.abc import Iterable
from datetime import datetime

from intake import receipts
from intake.channels.mail.message import Kind, Mail
from intake.db import Connection
from intake.store import events, outbox
from intake.store.outbox import Outgoing

_LOOKED_AT = 200_000  # bytes of a mail in which the token is looked for
_TRIES = 10
_NOT_FAILED = re.compile(r"^Action:\s*(?:delayed|delivered|relayed|expanded)\b", re.I | re.M)
_DELAYED = re.compile(r"^(?:warning|delayed)|delay|延迟|延误|尚未", re.I)
_DIAGNOSTIC = re.compile(r"^(?:Diagnostic-Code|Status):\s*(.+(?:\n[ \t].+)*)", re.I | re.M)


def tokens(mail: Mail) -> list[str]:
    """What may be tokens of ours in a citizen's mail: in its thread, its recipients, its subject, the quoted text."""
    people = (person.address for person in (*mail.to, *mail.cc))
    return _tokens([*mail.references, mail.in_reply_to or "", *people, mail.subject or "", mail.body[:_LOOKED_AT]])


def sent(conn: Connection, tokens: list[str]) -> Outgoing | None:
    """The mail of ours that a mail with these tokens answers."""
    return next((found for token in tokens if (found := outbox.by_token(conn, token)) is not None), None)


def opinion(conn: Connection, ours: Outgoing) -> int | None:
    """The opinion that a mail of ours spoke of; None where it spoke of several, or of none."""
    found = {one.opinion_id for one in outbox.carried(conn, ours.id)}
    return found.pop() if len(found) == 1 else None


def note_machine_mail(conn: Connection, raw: bytes, mail: Mail, now: datetime) -> int | None:
    """Tell the opinion that our mail about it came back; the opinion a machine's mail is about, if any."""
    texts = [raw[:_LOOKED_AT].decode("latin-1"), mail.subject or "", mail.body[:_LOOKED_AT]]
    ours = sent(conn, _tokens(texts))
    if ours is None:
        return None
    why = _failure(mail)
    for one in outbox.carried(conn, ours.id) if why else []:
        if outbox.returned(conn, one.id, f"退信：{why}") and one.opinion_id is not None:
            events.append(conn, one.opinion_id, "mail_returned", now, data={"outgoing": one.id}, words=why)
    return ours.opinion_id


def _tokens(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(token for text in texts for token in receipts.find_tokens(text)))[:_TRIES]


def _failure(mail: Mail) -> str | None:
    """Why a mail came back, in the mail system's words; None for delays, deliveries and automatic answers."""
    if mail.kind != Kind.BOUNCE:
        return None
    reports = [a.data.decode("latin-1") for a in mail.attachments if a.media_type == "message/delivery-status"]
    report = "\n".join(reports)[:20_000]
    if _NOT_FAILED.search(report) or (not report and _DELAYED.search(mail.subject or "")):
        return None
    found = _DIAGNOSTIC.findall(report)
    return " ".join((found[-1] if found else mail.subject or "无法投递").split())[:300]
