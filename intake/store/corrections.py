"""What stood in an opinion before somebody at the desk corrected a slip of their own: the original stays."""

from dataclasses import dataclass
from datetime import datetime

from intake.clock import from_text, to_text
from intake.db import Connection
from intake.ids import new_id


@dataclass(frozen=True, slots=True)
class Correction:
    """What a field held before, and who changed it when."""

    field: str
    before: str
    corrected_at: datetime
    corrected_by: int


def add(conn: Connection, opinion_id: int, field: str, before: str, staff_id: int, now: datetime) -> None:
    """Keep what a field held."""
    conn.execute(
        """INSERT INTO correction (id, opinion_id, field, before, corrected_at, corrected_by)
        VALUES (:id, :opinion, :field, :before, :at, :by)""",
        {
            "id": new_id(now),
            "opinion": opinion_id,
            "field": field,
            "before": before,
            "at": to_text(now),
            "by": staff_id,
        },
    )


def of_opinion(conn: Connection, opinion_id: int) -> list[Correction]:
    """What an opinion held before, newest first."""
    rows = conn.execute(
        "SELECT field, before, corrected_at, corrected_by FROM correction WHERE opinion_id = :id "
        "ORDER BY corrected_at DESC, id DESC",
        {"id": opinion_id},
    )
    return [
        Correction(row["field"], row["before"], from_text(row["corrected_at"]), row["corrected_by"]) for row in rows
    ]


def forget_contacts(conn: Connection, opinion_id: int) -> None:
    """Nobody knows any more which contacts stood there."""
    conn.execute(
        "UPDATE correction SET before = '' WHERE opinion_id = :id AND field NOT IN ('body', 'place')",
        {"id": opinion_id},
    )
