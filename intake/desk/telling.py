"""Senders of letters are told on paper that their letter has come in: who is next, and who has been told."""

from datetime import datetime, timedelta

from intake import accounts
from intake.accounts import Permission, may
from intake.db import Connection, transaction
from intake.model import Staff
from intake.store import circulars, events, notices, opinions
from intake.store.notices import Addressed

SINCE = timedelta(days=90)


def to_tell(conn: Connection, by: Staff, now: datetime) -> list[Addressed]:
    """Letters of the last ninety days that say where to write to, newest first; printed ones too."""
    accounts.demand(by, Permission.SEE_CONTACTS)
    return notices.addressed(conn, now - SINCE, sealed=may(by, Permission.SEE_SEALED))


def printed(conn: Connection, told: list[Addressed], by: Staff, now: datetime) -> None:
    """Note that notices to these senders were printed; it stands in each history."""
    with transaction(conn):
        notices.mark(conn, [letter.opinion_id for letter in told], by.id, now)
        for letter in sorted(told, key=lambda letter: letter.opinion_id):
            events.append(conn, letter.opinion_id, "notice_printed", now, staff_id=by.id)


def codes(conn: Connection, told: list[Addressed]) -> dict[int, str]:
    """The receipt code of each."""
    return {letter.opinion_id: opinions.receipt_code(conn, letter.opinion_id) for letter in told}


def promises(conn: Connection) -> dict[int, bool]:
    """Which circulars promise that every opinion is answered."""
    return {circular.id: circular.promises_reply for circular in circulars.every(conn)}
