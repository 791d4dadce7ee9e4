"""Drafts on the server, per person: they outlive a crash and a log-out, and go in the act that takes their item in."""

from datetime import datetime

from intake import absence, accounts
from intake.accounts import Permission
from intake.db import Connection, transaction
from intake.errors import Invalid
from intake.model import Receipt, Staff, Submission, Suggested
from intake.receive import receive_in, together
from intake.store import drafts, events, opinions, uploads
from intake.store.drafts import Draft, Fields

LONGEST = 500_000  # characters of one draft


def submission_key(staff_id: int, key: str) -> str:
    """What names the attempt at the door; bound to who typed it, so that no key can be claimed by another form."""
    return f"desk:{staff_id}:{key}"


def keep(conn: Connection, by: Staff, form: str, key: str, fields: Fields, now: datetime) -> None:
    """Keep what a form holds now; nothing once its item is taken in.  Raises Invalid where it is too long."""
    if sum(len(name) + len(value) for name, value in fields) > LONGEST:
        raise Invalid("内容太长，草稿没有保存，请尽快登记")
    with transaction(conn):
        if opinions.by_key(conn, submission_key(by.id, key)) is None:
            drafts.put(conn, by.id, key, form, fields, now)


def unfinished(conn: Connection, by: Staff, form: str) -> list[Draft]:
    """What this person has begun and not sent, what was changed last first."""
    found = drafts.of_staff(conn, by.id, form)
    return [draft for draft in found if opinions.by_key(conn, submission_key(by.id, draft.key)) is None]


def discard(conn: Connection, by: Staff, key: str) -> None:
    """Throw a draft away, with its scans."""
    with transaction(conn):
        drafts.drop(conn, by.id, key)


def take_in(
    conn: Connection,
    by: Staff,
    key: str,
    submission: Submission,
    tokens: list[str],
    now: datetime,
    suggested: Suggested | None,
) -> Receipt:
    """Take a form in through the one door; its draft and its staged scans go in the same transaction."""

    def act() -> Receipt:
        receipt = receive_in(conn, submission, now, suggested)
        drafts.drop(conn, by.id, key)
        uploads.drop(conn, tokens)
        return receipt

    return together(conn, act)


def take_in_all(
    conn: Connection, by: Staff, key: str, submissions: list[Submission], tokens: list[str], now: datetime
) -> list[Receipt]:
    """Take a sheet of several residents in, all or none; its draft goes with it."""

    def act() -> list[Receipt]:
        receipts = [receive_in(conn, submission, now) for submission in submissions]
        drafts.drop(conn, by.id, key)
        uploads.drop(conn, tokens)
        return receipts

    return together(conn, act)


def hand_on(conn: Connection, from_id: int, by: Staff, now: datetime) -> int:
    """Take over what somebody who has left, or for whom this person stands in, had begun; how many drafts."""
    if from_id not in absence.covered(conn, by, now):
        accounts.demand(by, Permission.SEE_SEALED)  # nobody knows yet what is in them
        if from_id not in drafts.holders(conn):
            raise Invalid("只能接手已停用账号、由您代理的人的草稿")
    with transaction(conn):
        moved = drafts.hand_on(conn, from_id, by.id)
        events.append(conn, from_id, "drafts_handed_on", now, staff_id=by.id, data={"drafts": moved})
    return moved
