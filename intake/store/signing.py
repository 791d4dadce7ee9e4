"""Answers that wait for the signature of another person."""

from dataclasses import dataclass
from datetime import datetime

from intake import receipts
from intake.clock import from_text, to_text
from intake.db import Connection, Row

_EXCERPT = 200


@dataclass(frozen=True, slots=True)
class Submitted:
    """A written answer that no citizen sees before another person has signed it."""

    opinion_id: int
    message_id: int
    at: datetime
    by: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A submitted answer as it is listed, with the beginnings of opinion and answer."""

    submitted: Submitted
    number: str
    opinion: str
    answer: str


def submit(conn: Connection, opinion_id: int, message_id: int, by: int, now: datetime) -> bool:
    """Let an answer wait for its signature; False where another one of this opinion does."""
    row = conn.execute(
        """INSERT INTO submitted_answer (opinion_id, message_id, submitted_at, submitted_by)
        VALUES (:opinion, :message, :at, :by) ON CONFLICT (opinion_id) DO NOTHING RETURNING opinion_id""",
        {"opinion": opinion_id, "message": message_id, "at": to_text(now), "by": by},
    ).fetchone()
    return row is not None


def of_opinion(conn: Connection, opinion_id: int) -> Submitted | None:
    """The answer to an opinion that waits for its signature."""
    row = conn.execute("SELECT * FROM submitted_answer WHERE opinion_id = :id", {"id": opinion_id}).fetchone()
    return _submitted(row) if row else None


def settle(conn: Connection, opinion_id: int, message_id: int) -> bool:
    """An answer waits no longer; False where somebody else settled it."""
    result = conn.execute(
        "DELETE FROM submitted_answer WHERE opinion_id = :opinion AND message_id = :message",
        {"opinion": opinion_id, "message": message_id},
    )
    return result.rowcount == 1


def waiting(conn: Connection, *, sealed: bool, limit: int) -> list[Waiting]:
    """What waits for a signature, longest first; reports only where `sealed`."""
    rows = conn.execute(
        f"""SELECT s.*, r.year, r.number,
            substr(o.body, 1, {_EXCERPT}) AS opinion, substr(m.body, 1, {_EXCERPT}) AS answer
        FROM submitted_answer s JOIN opinion o ON o.id = s.opinion_id JOIN register r ON r.opinion_id = o.id
        JOIN message m ON m.id = s.message_id
        WHERE o.isolated = 0 AND (o.seal = 'none' OR :sealed = 1) ORDER BY s.submitted_at, s.opinion_id LIMIT :limit""",
        {"sealed": int(sealed), "limit": limit},
    )
    return [
        Waiting(_submitted(row), receipts.register_number(row["year"], row["number"]), row["opinion"], row["answer"])
        for row in rows
    ]


def _submitted(row: Row) -> Submitted:
    return Submitted(row["opinion_id"], row["message_id"], from_text(row["submitted_at"]), row["submitted_by"])
