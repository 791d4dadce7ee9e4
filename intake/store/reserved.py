"""Numbers of the register that were printed with their codes for an outage, until their opinions are entered."""

from dataclasses import dataclass
from datetime import datetime

from intake import receipts
from intake.clock import from_text, to_text
from intake.db import Connection, Row
from intake.errors import Conflict
from intake.store import opinions
from intake.store.offices import OFFICE_ID

_COLUMNS = "opinion_id, year, number, state, reserved_at, reserved_by, reason"


@dataclass(frozen=True, slots=True)
class Reserved:
    """A number, the code printed beside it, and the opinion that gets both; `state` is open, used or void."""

    opinion_id: int
    year: int
    number: int
    state: str
    reserved_at: datetime
    reserved_by: int
    reason: str
    code: str

    @property
    def name(self) -> str:
        """The number as the register shows it."""
        return receipts.register_number(self.year, self.number)


def add(conn: Connection, opinion_id: int, year: int, staff_id: int, now: datetime) -> bool:
    """Take the next number of the year for an opinion to come; False where its code belongs to another one."""
    code = receipts.lookup_hash(conn.keys, receipts.make(conn.keys, opinion_id))
    if conn.execute("SELECT hash FROM receipt WHERE hash = :hash", {"hash": code}).fetchone() is not None:
        return False
    conn.execute(
        """INSERT INTO reserved_number (opinion_id, office_id, year, number, state, reserved_at, reserved_by)
        VALUES (:id, :office, :year, :number, 'open', :at, :by)""",
        {
            "id": opinion_id,
            "office": OFFICE_ID,
            "year": year,
            "number": opinions.count_on(conn, year),
            "at": to_text(now),
            "by": staff_id,
        },
    )
    return True


def use(conn: Connection, opinion_id: int, now: datetime) -> Reserved:
    """Take a reserved number for its opinion.  Raises Conflict where it is used or void."""
    row = conn.execute(
        "UPDATE reserved_number SET state = 'used', settled_at = :at "
        f"WHERE opinion_id = :id AND state = 'open' RETURNING {_COLUMNS}",
        {"id": opinion_id, "at": to_text(now)},
    ).fetchone()
    if row is None:
        raise Conflict("这个预留编号已经登记过，或者已经作废")
    return _reserved(conn, row)


def void(conn: Connection, opinion_id: int, staff_id: int, reason: str, now: datetime) -> bool:
    """Say that a number will never be used; False where it is not open any more."""
    done = conn.execute(
        "UPDATE reserved_number SET state = 'void', settled_at = :at, settled_by = :by, reason = :reason "
        "WHERE opinion_id = :id AND state = 'open'",
        {"id": opinion_id, "at": to_text(now), "by": staff_id, "reason": reason},
    )
    return done.rowcount == 1


def open_ones(conn: Connection) -> list[Reserved]:
    """Every number that waits for its opinion, in order."""
    rows = conn.execute(f"SELECT {_COLUMNS} FROM reserved_number WHERE state = 'open' ORDER BY year, number")
    return [_reserved(conn, row) for row in rows.fetchall()]


def by_number(conn: Connection, year: int, number: int) -> Reserved | None:
    """What is known of a number, whatever became of it."""
    row = conn.execute(
        f"SELECT {_COLUMNS} FROM reserved_number WHERE office_id = :office AND year = :year AND number = :number",
        {"office": OFFICE_ID, "year": year, "number": number},
    ).fetchone()
    return _reserved(conn, row) if row else None


def unused(conn: Connection, start: datetime, end: datetime) -> list[Reserved]:
    """Numbers reserved in a period that have no opinion: the register shows what became of them."""
    rows = conn.execute(
        f"""SELECT {_COLUMNS} FROM reserved_number
        WHERE state <> 'used' AND reserved_at >= :start AND reserved_at < :end ORDER BY year, number""",
        {"start": to_text(start), "end": to_text(end)},
    )
    return [_reserved(conn, row) for row in rows.fetchall()]


def _reserved(conn: Connection, row: Row) -> Reserved:
    return Reserved(
        row["opinion_id"],
        row["year"],
        row["number"],
        row["state"],
        from_text(row["reserved_at"]),
        row["reserved_by"],
        row["reason"],
        receipts.make(conn.keys, row["opinion_id"]),
    )
