"""Why one may believe that an opinion arrives: the state of the service, and whom to tell about a weakness."""

import statistics
from datetime import datetime, timedelta

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue

from intake.config import Config
from intake.db import Connection
from intake.sentence import Sentence
from intake.store import circulars, heartbeats, vitals
from intake.web.auth import anyone
from intake.web.cached import cacheable
from intake.web.support import db, moment, services

_LATE = timedelta(minutes=30)
_SPAN = timedelta(days=90)
_ENOUGH = 20  # opinions below which a figure would tell of single ones


@anyone
def state() -> ResponseReturnValue:
    config, now = services().config, moment()
    page = render_template(
        "public/state.html",
        tasks=tasks(db(), config, now),
        days=first_look_days(db(), now),
        circulars=circulars.published(db()),
        promised=any(circular.promises_reply for circular in circulars.published(db())),
    )
    return cacheable(page)


@anyone
def security() -> ResponseReturnValue:
    """RFC 9116: whom to tell about a weakness; only where the office has said so."""
    contact = services().config.security_contact
    if not contact:
        abort(404)
    address = contact if ":" in contact else f"mailto:{contact}"
    until = moment() + timedelta(days=180)
    text = f"Contact: {address}\nExpires: {until:%Y-%m-%dT00:00:00Z}\nPreferred-Languages: zh, en\n"
    return Response(text, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "public, max-age=86400"})


def tasks(conn: Connection, config: Config, now: datetime) -> list[tuple[Sentence, Sentence, bool]]:
    """What works in the background: its name, when it last did, and whether that is recent enough."""
    beats = heartbeats.every(conn)
    expected = [("link", Sentence("登记后的处理"))]
    if config.imap_host or config.imap_others:
        expected.insert(0, ("poll", Sentence("读取意见邮箱")))
    if config.smtp_host:
        expected.append(("send", Sentence("发送确认邮件和答复")))
    found = []
    for name, words in expected:
        at = beats[name][0] if name in beats else None
        found.append((words, _ago(at, now), at is not None and now - at < _LATE))
    return found


def first_look_days(conn: Connection, now: datetime) -> int | None:
    """Within how many days half of what was looked at lately got its first look; None where too little came."""
    waited = vitals.first_looks(conn, now - _SPAN)
    if len(waited) < _ENOUGH:
        return None
    return max(1, round(statistics.median(waited) / timedelta(days=1).total_seconds()))


def _ago(at: datetime | None, now: datetime) -> Sentence:
    if at is None:
        return Sentence("还没有运行")
    minutes = int((now - at).total_seconds() // 60)
    if minutes < 1:
        return Sentence("不到 1 分钟前")
    if minutes < 120:
        return Sentence("%(n)s 分钟前", n=minutes)
    return Sentence("%(n)s 小时前", n=minutes // 60)
