"""What a person's last act changed, so that it can be taken back."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from intake.clock import to_text
from intake.db import Connection


@dataclass(frozen=True, slots=True)
class Step:
    """One opinion that an act changed: the version it had afterwards, and what stood there before."""

    opinion_id: int
    version: int
    kind: str
    before: dict[str, Any]


def put(
    conn: Connection, staff_id: int, opinion_id: int, version: int, kind: str, before: dict[str, Any], now: datetime
) -> None:
    """Keep what stood before an act; what is kept of the same moment belongs to the same act."""
    conn.execute(
        """INSERT INTO undo_step (staff_id, opinion_id, version, kind, before, done_at)
        VALUES (:staff, :opinion, :version, :kind, :before, :at)
        ON CONFLICT (staff_id, opinion_id) DO UPDATE SET version = excluded.version, kind = excluded.kind,
            before = excluded.before, done_at = excluded.done_at""",
        {
            "staff": staff_id,
            "opinion": opinion_id,
            "version": version,
            "kind": kind,
            "before": json.dumps(before),
            "at": to_text(now),
        },
    )


def steps(conn: Connection, staff_id: int, since: datetime) -> list[Step]:
    """What a person's last act changed, if it was since then."""
    rows = conn.execute(
        """SELECT opinion_id, version, kind, before FROM undo_step
        WHERE staff_id = :staff AND done_at >= :since ORDER BY opinion_id""",
        {"staff": staff_id, "since": to_text(since)},
    )
    return [Step(row["opinion_id"], row["version"], row["kind"], json.loads(row["before"])) for row in rows]


def any_before(conn: Connection, staff_id: int, at: datetime) -> bool:
    """Whether something is kept of a person that was done before a moment."""
    row = conn.execute(
        "SELECT 1 AS one FROM undo_step WHERE staff_id = :staff AND done_at < :at LIMIT 1",
        {"staff": staff_id, "at": to_text(at)},
    ).fetchone()
    return row is not None


def drop(conn: Connection, staff_id: int, opinion_id: int) -> None:
    """What was changed in an opinion stays."""
    conn.execute(
        "DELETE FROM undo_step WHERE staff_id = :staff AND opinion_id = :opinion",
        {"staff": staff_id, "opinion": opinion_id},
    )


def drop_before(conn: Connection, staff_id: int, at: datetime) -> None:
    """What a person did before a moment stays."""
    conn.execute(
        "DELETE FROM undo_step WHERE staff_id = :staff AND done_at < :at", {"staff": staff_id, "at": to_text(at)}
    )


def sweep(conn: Connection, before: datetime) -> None:
    """Forget what is too old to be taken back."""
    conn.execute("DELETE FROM undo_step WHERE done_at < :before", {"before": to_text(before)})
