"""Work that follows an opinion soon after it was taken in: durable, leased, tried again when it failed."""

from datetime import datetime, timedelta

from intake.clock import to_text
from intake.db import Connection

LEASE = timedelta(minutes=5)


def add(conn: Connection, opinion_id: int, kind: str, now: datetime) -> None:
    """Ask for a job; asking twice asks once."""
    conn.execute(
        "INSERT INTO job (opinion_id, kind, due_at) VALUES (:id, :kind, :at) ON CONFLICT (opinion_id, kind) DO NOTHING",
        {"id": opinion_id, "kind": kind, "at": to_text(now)},
    )


def lease(conn: Connection, kind: str, now: datetime, limit: int) -> list[int]:
    """Opinions with a job that is due, leased to the caller for five minutes, oldest first."""
    skip = " FOR UPDATE SKIP LOCKED" if conn.dialect == "postgres" else ""
    rows = conn.execute(
        "UPDATE job SET due_at = :until, attempts = attempts + 1 "
        "WHERE kind = :kind AND opinion_id IN (SELECT opinion_id FROM job "
        f"WHERE kind = :kind AND due_at <= :now ORDER BY due_at LIMIT :limit{skip}) RETURNING opinion_id",
        {"kind": kind, "now": to_text(now), "until": to_text(now + LEASE), "limit": limit},
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


def waiting(conn: Connection, kind: str) -> int:
    """How many jobs of a kind are not done."""
    row = conn.execute("SELECT COUNT(*) AS n FROM job WHERE kind = :kind", {"kind": kind}).fetchone()
    assert row is not None
    return int(row["n"])
