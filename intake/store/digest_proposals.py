"""Digests that one person put forward and another is to issue."""

from dataclasses import dataclass
from datetime import datetime

from intake.clock import from_text, to_text
from intake.db import Connection
from intake.store.offices import OFFICE_ID


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who put a digest forward; `annex`: with the words of every opinion."""

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
    row = conn.execute(
        f"""SELECT p.annex, p.proposed_by, p.proposed_at, s.name
        FROM digest_proposal p JOIN staff s ON s.id = p.proposed_by WHERE {_OF_PERIOD}""",
        _key(period, circular_id),
    ).fetchone()
    if row is None:
        return None
    return Proposal(bool(row["annex"]), row["proposed_by"], row["name"], from_text(row["proposed_at"]))


def remove(conn: Connection, period: str, circular_id: int) -> bool:
    """Nothing is put forward for a period any more; whether there was anything."""
    return conn.execute(f"DELETE FROM digest_proposal AS p WHERE {_OF_PERIOD}", _key(period, circular_id)).rowcount > 0


_OF_PERIOD = "p.office_id = :office AND p.period = :period AND p.circular_id = :circular"


def _key(period: str, circular_id: int) -> dict[str, int | str]:
    return {"office": OFFICE_ID, "period": period, "circular": circular_id}
