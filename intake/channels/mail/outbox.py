"""Sends what the outbox holds: leased, written, handed to the server, noted. At least once, each with one Message-ID.

Temporary failures are tried again, ever more rarely; permanent ones are shown to staff.  A server that cannot be
reached costs one attempt, not one for each mail.
"""

import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from itertools import groupby

from intake.channels.mail import letters, smtp
from intake.channels.mail import settings as mail_settings
from intake.channels.mail.compose import compose
from intake.channels.mail.smtp import SmtpSettings
from intake.channels.mail.transport import MailError, SendRefused, SendUnavailable
from intake.config import Config
from intake.db import Connection, transaction
from intake.store import editions, events, outbox, subscribers
from intake.store.outbox import Outgoing

log = logging.getLogger(__name__)
_WAITS = tuple(timedelta(minutes=n) for n in (1, 5, 15, 60, 240))  # before the second, third … attempt
_GIVE_UP = timedelta(days=3)
_FRESH = timedelta(days=7)
_BUDGET = 300.0  # seconds of one call; the lease is twice as long

Send = Callable[[SmtpSettings, EmailMessage], tuple[str, ...]]


def send_due(conn: Connection, config: Config, now: datetime, send: Send = smtp.send) -> int:
    """Send what is due, at most some twenty mails; how many were dealt with.

    Raises SendUnavailable where the server takes nothing: what was due waits.
    """
    started = time.monotonic()
    settings = mail_settings.smtp(config)
    _ask_for_digests(conn, config, now)
    with transaction(conn):
        due = outbox.lease(conn, now)
    groups = _groups(due)
    for place, together in enumerate(groups):
        if time.monotonic() - started > _BUDGET:
            _put_back(conn, groups[place:], now, "")
            break
        try:
            _send(conn, config, settings, together, now, send)
        except SendUnavailable as error:
            _put_back(conn, groups[place:], now + _WAITS[0], str(error))
            raise
    return len(due)


def _ask_for_digests(conn: Connection, config: Config, now: datetime) -> None:
    """A digest issued of late goes, once each, to the addresses set for it and to who subscribed to it."""
    wanted = {address.strip().lower() for address in config.digest_mail.split(",") if address.strip()}
    wanted |= {each.address for each in subscribers.every(conn)}
    for edition in editions.every(conn) if wanted else []:
        if now - edition.issued_at < _FRESH and (missing := wanted - outbox.mailed(conn, edition.id)):
            with transaction(conn):
                editions.hold(conn, edition.id)
                for address in sorted(missing - outbox.mailed(conn, edition.id)):
                    outbox.add(conn, "digest", address, now, digest_id=edition.id)


def _groups(due: Sequence[Outgoing]) -> list[list[Outgoing]]:
    """Acknowledgements to one address leave together, everything else by itself; oldest first."""

    def key(one: Outgoing) -> tuple[str, str | int]:
        return (one.kind, one.recipient.lower() if one.kind == "ack" else one.id)

    groups = [list(group) for _, group in groupby(sorted(due, key=lambda one: (*map(str, key(one)), one.id)), key)]
    return sorted(groups, key=lambda group: group[0].id)


def _send(
    conn: Connection, config: Config, settings: SmtpSettings, together: list[Outgoing], now: datetime, send: Send
) -> None:
    try:
        letter = letters.write(conn, config, together, now)
        if letter is not None:
            send(settings, compose(letter))
    except SendUnavailable:
        raise
    except SendRefused as error:
        _failed(conn, together, str(error), now)
    except MailError as error:
        _postpone(conn, together, str(error), now)
    except Exception as error:  # a letter that cannot be written must not stop the others
        log.exception("mail %d", together[0].id)
        _postpone(conn, together, type(error).__name__, now)
    else:
        _done(conn, together, now, said=letter is not None)


def _done(conn: Connection, together: list[Outgoing], now: datetime, *, said: bool) -> None:
    first = together[0]
    with transaction(conn):
        for one in together:
            if not said:
                outbox.drop(conn, one.id, "意见已隔离或作废，不再发送")
                continue
            outbox.sent(conn, one.id, now, carried_by=None if one is first else first.id)
            if one.kind == "answer" and one.opinion_id is not None:
                events.append(conn, one.opinion_id, "mail_sent", now, data={"outgoing": one.id})


def _failed(conn: Connection, together: list[Outgoing], error: str, now: datetime) -> None:
    with transaction(conn):
        for one in together:
            outbox.failed(conn, one.id, error)
            if one.opinion_id is not None:
                events.append(conn, one.opinion_id, "mail_failed", now, data={"outgoing": one.id}, words=error)


def _postpone(conn: Connection, together: list[Outgoing], error: str, now: datetime) -> None:
    if now - together[0].created_at > _GIVE_UP:
        _failed(conn, together, f"三天内未能发出：{error}", now)
        return
    wait = _WAITS[min(together[0].attempts, len(_WAITS)) - 1]
    with transaction(conn):
        for one in together:
            outbox.postponed(conn, one.id, now + wait, error)


def _put_back(conn: Connection, groups: Sequence[list[Outgoing]], due: datetime, error: str) -> None:
    with transaction(conn):
        for one in (one for group in groups for one in group):
            outbox.postponed(conn, one.id, due, error)
