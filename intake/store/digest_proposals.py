"""Digests that one person put forward and another is to issue."""

from dataclasses import dataclass
from datetime import datetime

from intake.clock import from_text, to_text
from intake.db import Connection, Row
from intake.store.offices import OFFICE_ID


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who put the digest of a period forward; `annex`: with the words of every opinion."""

    period: str
    circular_id: int
    annex: bool
    by: int
    name: str
    at: datetime


def put(conn: Connection, period: str, circular_id: int, staff_id: int, now: datetime, *, annex: bool) -> bool:
    """Put a digest forward; False where somebody did already."""
    made = conn.execute(
        """INSERT INTO digest_proposal (office_id, period, circular_id, annex, proposed_by, proposed_at)
        VALUES (:office, :period, :circular, :annex, :by, :at) ON CONFLICT DO NOTHING RETURNING period""",
        {**_key(period, circular_id), "annex": int(annex), "by": staff_id, "at": to_text(now)},
    ).fetchone()
    return made is not None


def find(conn: Connection, period: str, circular_id: int) -> Proposal | None:
    """What was put forward for a period."""
    row = conn.execute(f"{_PROPOSAL} WHERE {_OF_PERIOD}", _key(period, circular_id)).fetchone()
    return _proposal(row) if row else None


def every(conn: Connection) -> list[Proposal]:
    """All that waits for another person, the earliest first."""
    rows = conn.execute(f"{_PROPOSAL} WHERE p.office_id = :office ORDER BY p.proposed_at", {"office": OFFICE_ID})
    return [_proposal(row) for row in rows]


def remove(conn: Connection, period: str, circular_id: int) -> bool:
    """Nothing is put forward for a period any more; whether there was anything."""
    return conn.execute(f"DELETE FROM digest_proposal AS p WHERE {_OF_PERIOD}", _key(period, circular_id)).rowcount > 0


_PROPOSAL = """SELECT p.period, p.circular_id, p.annex, p.proposed_by, p.proposed_at, s.name
    FROM digest_proposal p JOIN staff s ON s.id = p.proposed_by"""
_OF_PERIOD = "p.office_id = :office AND p.period = :period AND p.circular_id = :circular"


def _key(period: str, circular_id: int) -> dict[str, int | str]:
    return {"office": OFFICE_ID, "period": period, "circular": circular_id}


def _proposal(row: Row) -> Proposal:
    return Proposal(
        row["period"],
        row["circular_id"],
        bool(row["annex"]),
        row["proposed_by"],
        row["name"],
        from_text(row["proposed_at"]),
    )
