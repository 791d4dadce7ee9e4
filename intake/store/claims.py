"""Who has taken an opinion in hand."""

from collections.abc import Iterable
from datetime import datetime

from intake.clock import to_text
from intake.db import Connection, listed


def take(conn: Connection, opinion_id: int, staff_id: int, now: datetime, since: datetime) -> bool:
    """Take an opinion in hand that nobody else has since then; False where somebody has."""
    row = conn.execute(
        """INSERT INTO claim (opinion_id, staff_id, claimed_at) VALUES (:opinion, :staff, :now)
        ON CONFLICT (opinion_id) DO UPDATE SET staff_id = :staff, claimed_at = :now
        WHERE claim.staff_id = :staff OR claim.claimed_at < :since RETURNING opinion_id""",
        {"opinion": opinion_id, "staff": staff_id, "now": to_text(now), "since": to_text(since)},
    ).fetchone()
    return row is not None


def leave(conn: Connection, opinion_id: int) -> bool:
    """Nobody has an opinion in hand any more; False where nobody had."""
    return conn.execute("DELETE FROM claim WHERE opinion_id = :id", {"id": opinion_id}).rowcount == 1


def leave_all(conn: Connection, staff_id: int) -> None:
    """A person has no opinion in hand any more."""
    conn.execute("DELETE FROM claim WHERE staff_id = :staff", {"staff": staff_id})


def hand_on(conn: Connection, from_id: int, to_id: int) -> None:
    """Give what a person has in hand to another one; what is kept from that one is for everybody else."""
    kept = "opinion_id IN (SELECT x.opinion_id FROM recusal x WHERE x.staff_id = :to)"
    params = {"from": from_id, "to": to_id}
    conn.execute(f"DELETE FROM claim WHERE staff_id = :from AND {kept}", params)
    conn.execute("UPDATE claim SET staff_id = :to WHERE staff_id = :from", params)


def of(conn: Connection, opinion_ids: Iterable[int], since: datetime) -> dict[int, int]:
    """Who has which of these opinions in hand since then."""
    held, params = listed(opinion_ids)
    rows = conn.execute(
        f"SELECT opinion_id, staff_id FROM claim WHERE claimed_at >= :since AND opinion_id IN ({held})",
        {**params, "since": to_text(since)},
    )
    return {row["opinion_id"]: row["staff_id"] for row in rows}
