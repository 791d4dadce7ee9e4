"""Reads the mailboxes: what is new → parsed apart → filed, one message after the other in the order of arrival.

The mailbox is opened with EXAMINE: nothing is marked, moved or deleted, "taken" is a row in our ledger.  Killed
anywhere, the next pass goes on where this one stopped; a message that cannot be taken is written down and passed by.
"""

import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby

from intake.channels.mail import filing, ledger
from intake.channels.mail.filing import Arrival, Clock
from intake.channels.mail.mailbox import Listed, Mailbox, MailboxSettings
from intake.channels.mail.sandbox import Parser
from intake.channels.mail.settings import mailboxes, own_addresses
from intake.channels.mail.submission import TOO_LARGE
from intake.channels.mail.transport import MailboxUnavailable, MailError
from intake.config import Config
from intake.db import Connection, transaction
from intake.store import heartbeats, mails

HEARTBEAT = "poll"
_HOURLY = timedelta(hours=1)
PASS = 2_000  # messages of one folder in one pass: what else is due has its turn in between
_START_BYTES = 256 * 1024
_GROUP_MESSAGES = 20  # filed together, while as many are being parsed
_GROUP_BYTES = 1 << 20
_AHEAD_BYTES = 4 << 20


def poll(conn: Connection, config: Config, now: datetime) -> int:
    """One pass over every mailbox; how many messages were settled, at most 2,000 of each folder.

    Raises MailError, after the other mailboxes had their turn, where one could not be read.
    """
    return _look(conn, config, now, linger=0)[0]


def attend(conn: Connection, config: Config, now: datetime) -> bool:
    """`poll`, and where the server tells of new mail (IDLE), wait for it up to `poll_seconds`.

    True: look again at once; False: the server does not tell, rest `poll_seconds` before the next look.
    """
    settled, waited = _look(conn, config, now, linger=config.poll_seconds)
    return settled > 0 or waited


def _look(conn: Connection, config: Config, now: datetime, linger: float) -> tuple[int, bool]:
    started = time.monotonic()

    def moment() -> datetime:
        return now + timedelta(seconds=time.monotonic() - started)

    settled, waited, trouble = 0, False, []
    own, boxes = own_addresses(config), mailboxes(config)
    for settings in boxes:
        try:
            with Mailbox(settings) as box:
                uids = _due(conn, settings, box, moment)
                settled += _take(conn, settings, box, own, uids, moment)
                if linger and not settled and settings is boxes[-1]:
                    waited = _wait(box, linger)
        except MailError as error:
            trouble.append(str(error))
    _note(conn, trouble, moment())
    return settled, waited


def _note(conn: Connection, trouble: Sequence[str], now: datetime) -> None:
    words = "；".join(trouble)
    with transaction(conn):
        if trouble:
            heartbeats.missed(conn, HEARTBEAT, words, now)
        else:
            heartbeats.beat(conn, HEARTBEAT, now)
    if trouble:
        raise MailboxUnavailable(words)


def _wait(box: Mailbox, seconds: float) -> bool:
    try:
        return box.wait(seconds) is not None
    except MailError:
        return True  # a connection lost while nothing was asked of it says nothing: the next look will tell


def _due(conn: Connection, settings: MailboxSettings, box: Mailbox, moment: Clock) -> list[int]:
    """The UIDs to take, lowest first: what is new and, looked for once an hour, what was passed over."""
    new = box.uids(mails.last_uid(conn, settings.name, box.uid_validity))[:PASS]
    name = f"{heartbeats.RECONCILED}:{settings.name}"
    seen = heartbeats.every(conn).get(name)
    if seen is not None and moment() - seen[0] < _HOURLY:
        return new
    missing = ledger.balance(conn, settings, box).missing
    with transaction(conn):
        heartbeats.beat(conn, name, moment())
        if missing:
            heartbeats.missed(conn, name, f"{len(missing)} 封邮件曾被漏收，已补收", moment())
    return [*missing, *new]


def _take(
    conn: Connection,
    settings: MailboxSettings,
    box: Mailbox,
    own: frozenset[str],
    uids: Sequence[int],
    moment: Clock,
) -> int:
    settled = 0
    with Parser(own) as parser:
        for group in _groups(_arrivals(settings, box, parser, uids)):
            _settle(conn, group, moment)
            settled += len(group)
    return settled


def _settle(conn: Connection, group: Sequence[Arrival], moment: Clock) -> None:
    done = 0
    while done < len(group):
        try:
            done += len(filing.file(conn, group[done:], moment))
        except Exception:  # one of them cannot be taken: which one shows when they are taken singly
            filing.settle(conn, group[done], moment)
            done += 1


def _groups(arrivals: Iterable[Arrival]) -> Iterator[list[Arrival]]:
    """Runs of at most 20 messages and 1 MiB, but at least one."""
    group: list[Arrival] = []
    weight = 0
    for arrival in arrivals:
        if group and (len(group) >= _GROUP_MESSAGES or weight + len(arrival.raw) > _GROUP_BYTES):
            yield group
            group, weight = [], 0
        group.append(arrival)
        weight += len(arrival.raw)
    if group:
        yield group


def _arrivals(settings: MailboxSettings, box: Mailbox, parser: Parser, uids: Sequence[int]) -> Iterator[Arrival]:
    """The messages in order; the next ones are parsed while the caller works on some."""
    waiting: deque[tuple[Listed, bytes]] = deque()
    weight = 0

    def parsed() -> Arrival:
        nonlocal weight
        listed, raw = waiting.popleft()
        weight -= len(raw)
        mail = parser.result()
        if listed.size > settings.largest_bytes:
            mail = replace(mail, problems=(*mail.problems, TOO_LARGE))
        return Arrival(settings.name, box.uid_validity, listed.uid, listed.received_at, raw, mail)

    for listed, raw in _raw(box, uids, settings.largest_bytes):
        parser.submit(raw)
        waiting.append((listed, raw))
        weight += len(raw)
        while len(waiting) > _GROUP_MESSAGES or (waiting and weight > _AHEAD_BYTES):
            yield parsed()
    while waiting:
        yield parsed()


def _raw(box: Mailbox, uids: Sequence[int], largest_bytes: int) -> Iterator[tuple[Listed, bytes]]:
    """The bytes in order; of a message that is too large only the first 256 KiB."""
    for too_large, group in groupby(box.listed(uids), key=lambda listed: listed.size > largest_bytes):
        if not too_large:
            yield from box.fetch(group)
            continue
        for listed in group:
            if (start := box.fetch_start(listed.uid, _START_BYTES)) is not None:
                yield listed, start
