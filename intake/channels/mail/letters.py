"""What our mails say: rows of the outbox → a letter, in the words of templates/mail, made when it is sent.

The outbox stores what to say, not the text: receipt codes are derived anew, what was withdrawn meanwhile is not sent.
A citizen's own words are never in a mail of ours: the address may be somebody else's.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from intake import labels, receipts
from intake.channels.form import ENGLISH
from intake.channels.mail.compose import Letter
from intake.channels.mail.message_body import Attachment
from intake.channels.mail.settings import mailboxes
from intake.config import Config
from intake.db import Connection
from intake.duty import HandoverState, Stage
from intake.model import AsideReason, Channel, Opinion, Seal
from intake.resources import folder
from intake.store import (
    blobs,
    circulars,
    editions,
    handovers,
    heartbeats,
    messages,
    offices,
    opinions,
    staff,
    subscribers,
    workdays,
)
from intake.store.outbox import Outgoing

_SUBJECT = "主题："
_PAPERS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_TO_UNITS = ("handover", "remind")
_WITHHELD = (AsideReason.SPAM, AsideReason.TEST)


def write(conn: Connection, config: Config, together: Sequence[Outgoing], now: datetime) -> Letter | None:
    """The one letter for mails that leave together; None where there is nothing to say any more.

    Only acknowledgements to the same recipient leave together.
    """
    first = together[0]
    if first.kind == "ack":
        return _acknowledgement(conn, config, together, now)
    if first.kind == "answer":
        return _answer(conn, config, first, now)
    if first.kind == "digest":
        return _digest(conn, config, first, now)
    if first.kind == "digest_late":
        return _late_digest(conn, config, first, now)
    if first.kind in _TO_UNITS:
        return _to_unit(conn, config, first, now)
    return _notice(conn, config, first, now)


def _acknowledgement(conn: Connection, config: Config, together: Sequence[Outgoing], now: datetime) -> Letter | None:
    ids = [one.opinion_id for one in together if one.opinion_id is not None]
    about = [opinion for opinion in (opinions.by_id(conn, found) for found in ids) if _may_be_told(opinion)]
    if not about:
        return None
    values = {
        "opinions": sorted(about, key=lambda opinion: opinion.number),
        "codes": {opinion.id: opinions.receipt_code(conn, opinion.id) for opinion in about},
        "english": any(opinion.details.get("language") == ENGLISH for opinion in about),
        "promised": all(circulars.promised(conn, opinion.id) for opinion in about),
        "lookup": f"{config.public_url.rstrip('/')}/lookup" if config.public_url else "",
    }
    return _letter(conn, config, together[0], now, values, answers=about[0] if len(about) == 1 else None)


def _answer(conn: Connection, config: Config, outgoing: Outgoing, now: datetime) -> Letter | None:
    assert outgoing.opinion_id is not None
    assert outgoing.message_id is not None
    opinion = opinions.by_id(conn, outgoing.opinion_id)
    message = messages.by_id(conn, outgoing.message_id)
    if opinion.isolated or message is None or message.state != "released":
        return None
    values = {"opinion": opinion, "answer": message.body, "answered_at": message.at}
    return _letter(conn, config, outgoing, now, values, answers=opinion, auto_submitted="no")


def _digest(conn: Connection, config: Config, outgoing: Outgoing, now: datetime) -> Letter | None:
    edition = next((found for found in editions.every(conn) if found.id == outgoing.digest_id), None)
    if edition is None:
        return None
    name, base = f"意见建议专报第{edition.number}期", config.public_url.rstrip("/")
    linked = base and outgoing.recipient.lower() in {one.address for one in subscribers.every(conn) if not one.attached}
    files = (
        ()
        if linked
        else tuple(
            Attachment(f"{name}.{form}", media_type, blobs.get(conn, blob))
            for form, media_type in _PAPERS.items()
            if (blob := editions.blob(conn, edition.id, form)) is not None
        )
    )
    about = f"?circular={edition.circular_id}" if edition.circular_id else ""
    page = f"{base}/staff/digest/{edition.period}{about}" if linked else ""
    values = {"name": name, "edition": edition, "page": page}
    return _letter(conn, config, outgoing, now, values, auto_submitted="auto-generated", attachments=files)


def _to_unit(conn: Connection, config: Config, outgoing: Outgoing, now: datetime) -> Letter | None:
    """Number, due date and a link: what was handed over is read after logging in, or on the paper that is sent."""
    assert outgoing.opinion_id is not None
    opinion, handover = opinions.by_id(conn, outgoing.opinion_id), handovers.live(conn, outgoing.opinion_id)
    secret = opinion.isolated or opinion.seal != Seal.NONE
    if secret or handover is None or handover.state != HandoverState.OPEN:
        return None
    today = now.astimezone(config.office_zone).date()
    units = {unit.id: unit.name for unit in staff.units(conn)}
    base = config.public_url.rstrip("/")
    values = {
        "opinion": opinion,
        "handover": handover,
        "unit": units[handover.lead_id],
        "stage": workdays.calendar(conn).stage(handover.due_on, today, soon=config.remind_days, red=config.red_days),
        "cards": {Stage.YELLOW: config.yellow_card, Stage.RED: config.red_card},
        "page": f"{base}/staff/unit/{handover.id}" if base else "",
    }
    return _letter(conn, config, outgoing, now, values, auto_submitted="auto-generated")


def _notice(conn: Connection, config: Config, outgoing: Outgoing, now: datetime) -> Letter | None:
    """An alarm to the duty officer: an emergency, or the mailbox."""
    values: dict[str, Any] = {}
    if outgoing.opinion_id is not None:
        opinion = opinions.by_id(conn, outgoing.opinion_id)
        base = config.public_url.rstrip("/")
        values = {"opinion": opinion, "page": f"{base}/staff/queue/{opinion.id}" if base else ""}
    else:
        since, reason = heartbeats.every(conn).get("poll", (None, None))
        minutes = int((now - since).total_seconds() // 60) if since else config.poll_alarm
        values = {"since": since, "minutes": minutes, "reason": reason or "读取程序没有运行"}
    return _letter(conn, config, outgoing, now, values, auto_submitted="auto-generated")


def _late_digest(conn: Connection, config: Config, outgoing: Outgoing, now: datetime) -> Letter | None:
    """Which digest was not made, and why; nothing once it was."""
    beats = heartbeats.every(conn)
    words, reason = (beats.get(name, (None, None))[1] for name in (heartbeats.DIGEST_ALARM, "digest"))
    if words is None:
        return None
    base = config.public_url.rstrip("/")
    values = {"words": words, "reason": reason or "编制程序没有运行", "page": f"{base}/staff/status" if base else ""}
    return _letter(conn, config, outgoing, now, values, auto_submitted="auto-generated")


def _may_be_told(opinion: Opinion) -> bool:
    return not opinion.isolated and opinion.aside_reason not in _WITHHELD


def _letter(
    conn: Connection,
    config: Config,
    outgoing: Outgoing,
    now: datetime,
    values: dict[str, Any],
    *,
    answers: Opinion | None = None,
    auto_submitted: str = "auto-replied",
    attachments: tuple[Attachment, ...] = (),
) -> Letter:
    token = receipts.reply_token(conn.keys, outgoing.id)
    boxes = mailboxes(config)
    office = config.office or offices.name(conn)
    text = (
        _templates(config.office_zone)
        .get_template(f"{outgoing.kind}.txt")
        .render(office=office, token=receipts.group(token, "-"), repliable=bool(boxes), **values)
    )
    subject, _, body = text.partition("\n")
    mail = answers.details if answers is not None and answers.channel == Channel.EMAIL else {}
    name, _, domain = config.sender.rpartition("@")
    inbox = boxes[0].user if boxes and "@" in boxes[0].user else config.sender
    return Letter(
        sender=config.sender,
        sender_name=office,
        recipient=outgoing.recipient,
        subject=subject.removeprefix(_SUBJECT),
        text=body.strip("\n") + "\n",
        message_id=f"<r.{token.lower()}@{domain}>",
        date=now.astimezone(config.office_zone),
        in_reply_to=mail.get("message_id"),
        references=tuple(mail.get("references", ())),
        reply_to=_reply_to(config, inbox, token),
        auto_submitted=auto_submitted,
        attachments=attachments,
    )


def _reply_to(config: Config, inbox: str, token: str) -> str | None:
    """Where answers should go, if not simply to the sender."""
    if config.mail_plus == "yes":
        name, _, domain = inbox.rpartition("@")
        return f"{name}+{token.lower()}@{domain}"
    return inbox if inbox != config.sender else None


@cache
def _templates(zone: ZoneInfo) -> Environment:
    made = Environment(
        loader=FileSystemLoader(folder("templates") / "mail"),
        undefined=StrictUndefined,
        autoescape=select_autoescape(),  # these are plain texts
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        label=labels.label,
        code=receipts.group,
        day=lambda at: _day(at.astimezone(zone) if isinstance(at, datetime) else at),
        moment=lambda at: f"{_day(at.astimezone(zone))} {at.astimezone(zone):%H:%M}",
    )
    return made


def _day(local: date) -> str:
    return f"{local.year}年{local.month}月{local.day}日"
