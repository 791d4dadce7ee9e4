"""THE ONE DOOR: every opinion, whatever its channel, comes in through `receive` and nothing else inserts one.

Inside the transaction are only inserts; links, near-duplicates and the like follow from a durable job, so that a
failing linker can never cost an opinion.
"""

import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from intake import ids, receipts, recusal
from intake.clock import to_text
from intake.db import Connection, transaction
from intake.errors import Conflict, Invalid
from intake.model import (
    Channel,
    Link,
    LinkOrigin,
    LinkState,
    Receipt,
    Seal,
    Status,
    Submission,
    Suggested,
)
from intake.store import attempts, circulars, events, jobs, links, opinions, outbox, posters, reserved
from intake.store.offices import OFFICE_ID
from intake.text import contact, cues

_T = TypeVar("_T")
ENRICH, COMPARE = "enrich", "compare"
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
LONGEST = 1_000_000  # characters of one opinion; the forms and the mail parser allow less


class _Beaten(Exception):
    """The same id or submission was committed by somebody else between our look and our insert."""


def receive(conn: Connection, submission: Submission, now: datetime, suggested: Suggested | None = None) -> Receipt:
    """Take one submission in: number it, give its receipt, queue what follows. All or nothing, durable on return.

    The same `submission.key` again gives the first receipt again, also when both arrive at once. `suggested` is
    what the linker said where somebody waited for it (the desk); otherwise the worker asks it soon.
    Raises Invalid where a text holds what no database takes.
    """
    return together(conn, lambda: receive_in(conn, submission, now, suggested))


def together(conn: Connection, act: Callable[[], _T]) -> _T:
    """Run what calls `receive_in` and whatever belongs to it in one transaction, again where somebody was faster."""
    while True:
        try:
            with transaction(conn):
                return act()
        except _Beaten:
            continue  # the winner has committed: now its receipt is found, or another id is free


def receive_in(conn: Connection, submission: Submission, now: datetime, suggested: Suggested | None = None) -> Receipt:
    """`receive` inside the transaction of `together`, for a channel whose own books must agree with the register."""
    _check(submission)
    earlier = opinions.by_key(conn, submission.key)
    if earlier is not None:
        return _again(conn, earlier)
    return _take_in(conn, submission, now, suggested)


def _take_in(conn: Connection, submission: Submission, now: datetime, suggested: Suggested | None) -> Receipt:
    printed = reserved.use(conn, submission.reserved_id, now) if submission.reserved_id is not None else None
    opinion_id = printed.opinion_id if printed else ids.new_id(now)
    row = _row(conn, submission, opinion_id, now)
    if not opinions.insert(conn, row) or not opinions.claim_key(conn, submission.key, opinion_id):
        raise _Beaten
    code = opinions.give_receipt(conn, opinion_id)
    opinions.add_attachments(conn, opinion_id, submission.files)
    _choose(conn, submission, opinion_id, now)
    jobs.add(conn, opinion_id, COMPARE, now)
    if suggested is None:
        jobs.add(conn, opinion_id, ENRICH, now)
    else:
        links.suggest(conn, opinion_id, suggested, now)
        opinions.mark_enriched(conn, opinion_id, now)
    for subject in submission.counted:
        attempts.add(conn, subject, now)
    if submission.poster_id is not None:
        posters.came_through(conn, submission.poster_id, opinion_id)
    if submission.acknowledged:
        acknowledge(conn, opinion_id, submission.email, submission.held, now)
    data = {"channel": submission.channel, "origin": submission.origin}
    events.append(conn, opinion_id, "received", now, staff_id=submission.entered_by, data=data)
    words = f"{submission.subject}\n{submission.body}"
    recusal.propose(conn, opinion_id, words, now, secret=row["seal"] != Seal.NONE)
    if printed:
        if code != printed.code:
            raise Conflict("预留的查询码已被占用，请改用新的登记编号，并告知来件人")
        number = opinions.enter(conn, opinion_id, printed.year, printed.number)
    else:
        number = opinions.number(conn, opinion_id, now.astimezone(conn.zone).year)
    return Receipt(code, number, opinion_id, submission.received_at or now)


def _again(conn: Connection, opinion_id: int) -> Receipt:
    opinion = opinions.by_id(conn, opinion_id)
    code = opinions.receipt_code(conn, opinion_id)
    return Receipt(code, opinion.number, opinion_id, opinion.received_at, repeated=True)


def acknowledge(conn: Connection, opinion_id: int, address: str, held: str | None, now: datetime) -> None:
    """Ask for an acknowledgement: the first of a day at once, further ones of that sender in one mail a day later.

    Held items get none before a person has looked: an address in a forged mail is not to be bothered.
    """
    if not address or held:
        return
    outbox.add(conn, "ack", address, now, opinion_id=opinion_id, due=outbox.next_ack(conn, address, now))


def _check(submission: Submission) -> None:
    contacts = (submission.name, submission.phone, submission.address)
    for text in (submission.body, submission.subject, submission.place, *contacts):
        if _UNSTORABLE.search(text):
            raise Invalid("文字中含有无法保存的字符，请检查后重新填写")
    if len(submission.body) > LONGEST:
        raise Invalid(f"意见内容超过 {LONGEST:,} 字，请以附件形式提交")


def _row(conn: Connection, submission: Submission, opinion_id: int, now: datetime) -> dict[str, Any]:
    circular_id, late = _circular(conn, submission)
    words = f"{submission.subject}\n{submission.body}"
    phone, email = contact.phone(submission.phone), contact.email(submission.email)
    return {
        "id": opinion_id,
        "office_id": OFFICE_ID,
        "circular_id": circular_id,
        "channel": submission.channel,
        "origin": submission.origin,
        "status": Status.WAITING,
        "subject": submission.subject,
        "body": submission.body,
        "cut": submission.cut,
        "place": submission.place,
        "name": submission.name,
        "phone": submission.phone,
        "email": submission.email,
        "address": submission.address,
        "phone_hash": receipts.contact_hash(conn.keys, phone) if phone else None,
        "email_hash": receipts.contact_hash(conn.keys, email) if email else None,
        "wants_answer": int(submission.wants_answer),
        "happened_on": submission.happened_on.isoformat() if submission.happened_on else None,
        "received_at": to_text(submission.received_at or now),
        "registered_at": to_text(now),
        "details": json.dumps(submission.details, ensure_ascii=False),
        "chosen_issue_id": submission.issue_id,
        "held": submission.held,
        "seal": Seal.PROPOSED if cues.protected(words) else Seal.NONE,
        "urgent": int(bool(cues.emergency(words))),
        "late": int(late),
        "entered_by": submission.entered_by,
    }


def _circular(conn: Connection, submission: Submission) -> tuple[int | None, bool]:
    """The circular an opinion is on, and whether its time for opinions is over."""
    shown = circulars.states(conn)
    if submission.circular_id in shown:
        return submission.circular_id, shown[submission.circular_id] != "open"
    for state in ("open", "closed"):
        found = [circular_id for circular_id, its in shown.items() if its == state]
        if found:
            return max(found), state == "closed"
    return None, False


def _choose(conn: Connection, submission: Submission, opinion_id: int, now: datetime) -> None:
    """Keep the citizen's (or the desk's) own choice of an issue beside the machine's word."""
    if submission.issue_id is None:
        return
    desk = submission.channel in (Channel.PHONE, Channel.LETTER)
    links.put(
        conn,
        Link(
            opinion_id=opinion_id,
            issue_id=submission.issue_id,
            state=LinkState.SUGGESTED,
            origin=LinkOrigin.DESK if desk else LinkOrigin.CITIZEN,
            main=False,
            rank=0,
            probability=None,
            evidence=(),
            linked_by=None,
            linked_at=now,
        ),
    )
