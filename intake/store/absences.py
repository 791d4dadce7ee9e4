"""Who is away until a day, and who stands in for them."""

from dataclasses import dataclass
from datetime import date, datetime

from intake.clock import to_text
from intake.db import Connection, Row

# whom the person `:staff` stands in for on the day `:today`
COVERED = "SELECT b.staff_id FROM absence b WHERE b.deputy_id = :staff AND b.until >= :today"


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody who is away; `until` is the last day of it."""

    staff_id: int
    deputy_id: int
    until: date


def put(conn: Connection, absence: Absence, by: int, now: datetime) -> None:
    """Somebody is away, in place of what was said of them before."""
    conn.execute(
        """INSERT INTO absence (staff_id, deputy_id, until, set_by, set_at) VALUES (:staff, :deputy, :until, :by, :at)
        ON CONFLICT (staff_id) DO UPDATE SET deputy_id = excluded.deputy_id, until = excluded.until,
            set_by = excluded.set_by, set_at = excluded.set_at""",
        {
            "staff": absence.staff_id,
            "deputy": absence.deputy_id,
            "until": absence.until.isoformat(),
            "by": by,
            "at": to_text(now),
        },
    )


def drop(conn: Connection, staff_id: int) -> bool:
    """Somebody is back; False where they were not away."""
    return conn.execute("DELETE FROM absence WHERE staff_id = :id", {"id": staff_id}).rowcount == 1


def current(conn: Connection, today: date) -> list[Absence]:
    """Who is away on a day, who is back first first."""
    rows = conn.execute(
        "SELECT staff_id, deputy_id, until FROM absence WHERE until >= :today ORDER BY until, staff_id",
        {"today": today.isoformat()},
    )
    return [_absence(row) for row in rows]


def _absence(row: Row) -> Absence:
    return Absence(row["staff_id"], row["deputy_id"], date.fromisoformat(row["until"]))
