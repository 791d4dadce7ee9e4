"""Who stays away from an opinion (回避): for these accounts it does not exist.

`KEPT` belongs into every statement that lists opinions `o` for somebody to see; whom a connection reads for, its
`reader` says. Figures of issued papers are the same for everybody and go without it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from intake.clock import from_text, to_text
from intake.db import Connection

KEPT = "o.id NOT IN (SELECT x.opinion_id FROM recusal x WHERE x.staff_id = :reader)"
# what a reader finds in lists: isolated ones never, reports, sealed or proposed, only where `:sealed` is 1
SEEN = f"o.isolated = 0 AND (o.seal = 'none' OR :sealed = 1) AND {KEPT}"


@dataclass(frozen=True, slots=True)
class Recusal:
    """An account that stays away; `named_by` is None where the machine proposed it and nobody has looked yet."""

    staff_id: int
    named_by: int | None
    named_at: datetime


def propose(conn: Connection, opinion_id: int, staff_ids: Sequence[int], now: datetime) -> None:
    """Keep an opinion from accounts until a person has looked."""
    conn.executemany(
        """INSERT INTO recusal (staff_id, opinion_id, named_at) VALUES (:staff, :opinion, :at)
        ON CONFLICT (staff_id, opinion_id) DO NOTHING""",
        [{"staff": staff_id, "opinion": opinion_id, "at": to_text(now)} for staff_id in staff_ids],
    )


def put(conn: Connection, opinion_id: int, staff_id: int, by: int, now: datetime) -> bool:
    """Keep an opinion from an account, because a person says so; False where one had said so before."""
    row = conn.execute(
        """INSERT INTO recusal (staff_id, opinion_id, named_by, named_at) VALUES (:staff, :opinion, :by, :at)
        ON CONFLICT (staff_id, opinion_id) DO UPDATE SET named_by = excluded.named_by, named_at = excluded.named_at
        WHERE recusal.named_by IS NULL RETURNING staff_id""",
        {"staff": staff_id, "opinion": opinion_id, "by": by, "at": to_text(now)},
    ).fetchone()
    return row is not None


def drop(conn: Connection, opinion_id: int, staff_id: int) -> bool:
    """Keep an opinion from an account no longer; False where it was not."""
    result = conn.execute(
        "DELETE FROM recusal WHERE staff_id = :staff AND opinion_id = :opinion",
        {"staff": staff_id, "opinion": opinion_id},
    )
    return result.rowcount == 1


def of_opinion(conn: Connection, opinion_id: int) -> list[Recusal]:
    """The accounts that an opinion is kept from, the first first."""
    rows = conn.execute(
        "SELECT staff_id, named_by, named_at FROM recusal WHERE opinion_id = :id ORDER BY named_at, staff_id",
        {"id": opinion_id},
    )
    return [Recusal(row["staff_id"], row["named_by"], from_text(row["named_at"])) for row in rows]


def of_staff(conn: Connection, staff_id: int) -> dict[int, datetime]:
    """The opinions that are kept from an account, each with since when."""
    rows = conn.execute("SELECT opinion_id, named_at FROM recusal WHERE staff_id = :id", {"id": staff_id})
    return {row["opinion_id"]: from_text(row["named_at"]) for row in rows}
