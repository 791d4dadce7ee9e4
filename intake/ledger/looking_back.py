"""Looking back (回头看) on entries that were struck off: which are due, and what was found."""

from datetime import date, datetime

from intake import accounts
from intake.accounts import Permission
from intake.clock import to_text
from intake.db import Connection, transaction
from intake.duty import LedgerEntry, LedgerState
from intake.errors import Invalid
from intake.model import Staff
from intake.store import events, ledger
from intake.store.ledger import Spoken
from intake.triage.looking import words

FINDING = 5_000  # characters


def due(entry: LedgerEntry, spoken: Spoken, today: date) -> bool:
    """Whether an entry is to be looked back on: its day has come, or people speak of it again. Pure."""
    if entry.state != LedgerState.STRUCK:
        return False
    return spoken.since > 0 or (entry.look_back_on is not None and entry.look_back_on <= today)


def look_back(
    conn: Connection,
    issue_id: int,
    version: int,
    kept: bool,
    finding: str,
    next_on: date | None,
    by: Staff,
    now: datetime,
) -> None:
    """Write down what was found of an entry that was struck off: it stays so, or is taken up again."""
    accounts.demand(by, Permission.KEEP_LEDGER)
    finding = words(finding, FINDING)
    entry = ledger.entry(conn, issue_id)
    if entry.state != LedgerState.STRUCK:
        raise Invalid("只有已销号的事项才作回头看")
    if not finding:
        raise Invalid("请填写回头看的情况")
    if kept and (next_on is None or next_on <= now.astimezone(conn.zone).date()):
        raise Invalid("请填写下次回头看的日期，并晚于今天")
    day = next_on.isoformat() if kept and next_on else None
    state = {} if kept else {"state": LedgerState.OPEN, "state_at": to_text(now), "state_by": by.id}
    with transaction(conn):
        ledger.change(conn, issue_id, version, looked_at=to_text(now), look_back_on=day, **state)
        data = {"kept": kept, "next": day}
        events.append(conn, issue_id, "looked_back", now, staff_id=by.id, data=data, words=finding)
