"""Who has an opinion open now."""

from datetime import datetime

from intake.clock import to_text
from intake.db import Connection


def fresh(conn: Connection, opinion_id: int, staff_id: int, since: datetime) -> bool:
    """Whether a person was seen with this opinion since then, and with no other one."""
    rows = conn.execute("SELECT opinion_id, seen_at FROM presence WHERE staff_id = :staff", {"staff": staff_id})
    return [(row["opinion_id"], row["seen_at"] >= to_text(since)) for row in rows] == [(opinion_id, True)]


def seen(conn: Connection, opinion_id: int, staff_id: int, now: datetime) -> None:
    """A person has an opinion open."""
    conn.execute(
        """INSERT INTO presence (staff_id, opinion_id, seen_at) VALUES (:staff, :opinion, :now)
        ON CONFLICT (staff_id, opinion_id) DO UPDATE SET seen_at = :now""",
        {"staff": staff_id, "opinion": opinion_id, "now": to_text(now)},
    )


def gone(conn: Connection, staff_id: int) -> None:
    """A person has left all opinions."""
    conn.execute("DELETE FROM presence WHERE staff_id = :staff", {"staff": staff_id})


def others(conn: Connection, opinion_id: int, staff_id: int, unit_id: int | None, since: datetime) -> list[str]:
    """Names of colleagues who were seen with an opinion since then: of the same unit, or of the office."""
    rows = conn.execute(
        """SELECT s.name FROM presence p JOIN staff s ON s.id = p.staff_id
        WHERE p.opinion_id = :opinion AND p.staff_id <> :staff AND p.seen_at >= :since
        AND COALESCE(s.unit_id, 0) = :unit ORDER BY s.id""",
        {"opinion": opinion_id, "staff": staff_id, "unit": unit_id or 0, "since": to_text(since)},
    )
    return [row["name"] for row in rows]


def sweep(conn: Connection, before: datetime) -> None:
    """Forget whom nobody has seen since then."""
    conn.execute("DELETE FROM presence WHERE seen_at < :before", {"before": to_text(before)})
