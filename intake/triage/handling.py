"""What becomes of an opinion in the office: set aside, closed, taken up again, remarked upon."""

from datetime import datetime

from intake import accounts
from intake.accounts import Permission
from intake.db import Connection, transaction
from intake.errors import Invalid
from intake.model import OPEN, AsideReason, Disposal, Outcome, Staff, Status
from intake.store import claims, events, handovers, opinions
from intake.triage.looking import demand_open, look, words
from intake.triage.undoing import remember

NOTE = 2_000  # characters


def set_aside(
    conn: Connection,
    opinion_id: int,
    version: int,
    reason: AsideReason,
    note: str,
    by: Staff,
    now: datetime,
) -> None:
    """Take an opinion out of the queue without an answer; it stays in the register and in every count."""
    accounts.demand(by, Permission.CONFIRM)
    opinion = look(conn, opinion_id, by)
    demand_open(opinion)
    note = words(note, NOTE)
    disposal = Disposal.FILED if reason in (AsideReason.KEPT, AsideReason.OUT_OF_SCOPE) else Disposal.VOID
    with transaction(conn):
        remember(conn, opinion, "set_aside", by, now)
        opinions.change(
            conn,
            opinion_id,
            version,
            status=Status.SET_ASIDE,
            aside_reason=reason,
            disposal=disposal,
            held=None,
        )
        handovers.finish(conn, opinion_id, now)
        claims.leave(conn, opinion_id)
        data = {"reason": reason}
        events.append(conn, opinion_id, "set_aside", now, staff_id=by.id, data=data, words=note)


def close(
    conn: Connection, opinion_id: int, version: int, outcome: Outcome, note: str, by: Staff, now: datetime
) -> None:
    """End the work on an opinion, saying what came of it."""
    accounts.demand(by, Permission.CONFIRM)
    opinion = look(conn, opinion_id, by)
    demand_open(opinion)
    note = words(note, NOTE)
    with transaction(conn):
        remember(conn, opinion, "closed", by, now)
        opinions.change(conn, opinion_id, version, status=Status.CLOSED, outcome=outcome, held=None)
        handovers.finish(conn, opinion_id, now)
        claims.leave(conn, opinion_id)
        data = {"outcome": outcome}
        events.append(conn, opinion_id, "closed", now, staff_id=by.id, data=data, words=note)


def reopen(conn: Connection, opinion_id: int, version: int, note: str, by: Staff, now: datetime) -> None:
    """Put a closed opinion, or one set aside, back into the queue."""
    accounts.demand(by, Permission.CONFIRM)
    note = words(note, NOTE)
    if look(conn, opinion_id, by).status in OPEN:
        raise Invalid("这件意见正在办理，不需要重新办理")
    with transaction(conn):
        opinions.change(
            conn, opinion_id, version, status=Status.WAITING, aside_reason=None, outcome=None, disposal=None
        )
        events.append(conn, opinion_id, "reopened", now, staff_id=by.id, words=note)


def note(conn: Connection, opinion_id: int, text: str, by: Staff, now: datetime) -> None:
    """Add a remark to the history, for staff only."""
    look(conn, opinion_id, by)
    text = words(text, NOTE)
    if not text:
        raise Invalid("请填写备注内容")
    with transaction(conn):
        events.append(conn, opinion_id, "noted", now, staff_id=by.id, words=text)
