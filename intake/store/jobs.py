"""Work that follows an opinion soon after it was taken in or changed: durable, leased, tried again when it failed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from intake.clock import to_text
from intake.db import Connection, listed

LEASE = timedelta(minutes=5)
INDEX = "index"  # asked for with every event, see `again`
SCRUB = "scrub"


def add(conn: Connection, opinion_id: int, kind: str, now: datetime) -> None:
    """Ask for a job; asking twice asks once."""
    conn.execute(
        "INSERT INTO job (opinion_id, kind, due_at) VALUES (:id, :kind, :at) ON CONFLICT (opinion_id, kind) DO NOTHING",
        {"id": opinion_id, "kind": kind, "at": to_text(now)},
    )


def again(conn: Connection, opinion_id: int, kind: str, now: datetime) -> None:
    """Ask for a job that has to see what this transaction does, whoever may be at it; nothing for other subjects.

    The row is locked until the transaction ends, so that who takes the job up by `take` comes before or after it.
    """
    conn.execute(
        """INSERT INTO job (opinion_id, kind, due_at) SELECT o.id, :kind, :at FROM opinion o WHERE o.id = :id
        ON CONFLICT (opinion_id, kind) DO UPDATE SET due_at = excluded.due_at, attempts = 0, error = NULL""",
        {"id": opinion_id, "kind": kind, "at": to_text(now)},
    )


def lease(conn: Connection, kind: str, now: datetime, limit: int) -> list[int]:
    """Opinions with a job that is due, leased to the caller for five minutes, oldest first."""
    return _lease(conn, kind, now, limit, "due_at")


def lease_latest(conn: Connection, kind: str, now: datetime, limit: int) -> list[int]:
    """As `lease`, but what was asked for last comes first: what is new does not wait behind a million old ones."""
    return _lease(conn, kind, now, limit, "due_at DESC")


def _lease(conn: Connection, kind: str, now: datetime, limit: int, order: str) -> list[int]:
    skip = " FOR UPDATE SKIP LOCKED" if conn.dialect == "postgres" else ""
    rows = conn.execute(
        "UPDATE job SET due_at = :until, attempts = attempts + 1 "
        "WHERE kind = :kind AND opinion_id IN (SELECT opinion_id FROM job "
        f"WHERE kind = :kind AND due_at <= :now ORDER BY {order} LIMIT :limit{skip}) RETURNING opinion_id",
        {"kind": kind, "now": to_text(now), "until": to_text(now + LEASE), "limit": limit},
    )
    return sorted(row["opinion_id"] for row in rows.fetchall())


def take(conn: Connection, kind: str, opinion_ids: Sequence[int]) -> list[int]:
    """Take these jobs away, to be done in this transaction; those that were there and are not just asked for again."""
    if not opinion_ids:
        return []
    skip = " FOR UPDATE SKIP LOCKED" if conn.dialect == "postgres" else ""
    held, params = listed(opinion_ids)
    rows = conn.execute(
        "DELETE FROM job WHERE kind = :kind AND opinion_id IN (SELECT opinion_id FROM job "
        f"WHERE kind = :kind AND opinion_id IN ({held}){skip}) RETURNING opinion_id",
        {"kind": kind, **params},
    )
    return sorted(row["opinion_id"] for row in rows.fetchall())


def done(conn: Connection, opinion_id: int, kind: str) -> None:
    """The job is done."""
    conn.execute("DELETE FROM job WHERE opinion_id = :id AND kind = :kind", {"id": opinion_id, "kind": kind})


def failed(conn: Connection, opinion_id: int, kind: str, error: str, now: datetime) -> None:
    """Try again later: after 1, 4, 9 … minutes, at most a day."""
    row = conn.execute(
        "SELECT attempts FROM job WHERE opinion_id = :id AND kind = :kind",
        {"id": opinion_id, "kind": kind},
    ).fetchone()
    attempts = row["attempts"] if row else 1
    wait = min(timedelta(minutes=attempts**2), timedelta(days=1))
    conn.execute(
        "UPDATE job SET due_at = :due, error = :error WHERE opinion_id = :id AND kind = :kind",
        {"id": opinion_id, "kind": kind, "due": to_text(now + wait), "error": error},
    )


def due(conn: Connection, kind: str, now: datetime) -> bool:
    """Whether a job of this kind is due."""
    row = conn.execute(
        "SELECT 1 AS there FROM job WHERE kind = :kind AND due_at <= :now LIMIT 1", {"kind": kind, "now": to_text(now)}
    ).fetchone()
    return row is not None


def all_done(conn: Connection, kind: str, until: datetime) -> None:
    """Every job of a kind that was due by then is done."""
    conn.execute("DELETE FROM job WHERE kind = :kind AND due_at <= :until", {"kind": kind, "until": to_text(until)})


def waiting(conn: Connection, kind: str, most: int = 1_000_000_000) -> int:
    """How many jobs of a kind are not done; counted up to `most`."""
    row = conn.execute(
        "SELECT COUNT(*) AS n FROM (SELECT 1 FROM job WHERE kind = :kind LIMIT :most) AS counted",
        {"kind": kind, "most": most},
    ).fetchone()
    assert row is not None
    return int(row["n"])
