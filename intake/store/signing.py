"""Answers that wait for the signature of another person, and those that were returned to their author."""

from dataclasses import dataclass
from datetime import date, datetime

from intake import receipts
from intake.clock import from_text, to_text
from intake.db import Connection, Row, listed
from intake.model import OPEN
from intake.store.absences import COVERED
from intake.store.recusals import SEEN

_EXCERPT = 200
# Its author mends it, or their deputy; where the author's account is locked, whoever may sign sees to it.
_MINE = f"m.staff_id = :staff OR a.disabled = 1 OR m.staff_id IN ({COVERED})"
# CROSS JOIN: SQLite begins with the small table, also where it has never counted its rows.
_RETURNED = f"""FROM returned_answer s CROSS JOIN opinion o CROSS JOIN register r CROSS JOIN message m
    CROSS JOIN staff a WHERE o.id = s.opinion_id AND r.opinion_id = o.id AND m.id = s.message_id AND a.id = m.staff_id
    AND {SEEN} AND ({_MINE})"""


@dataclass(frozen=True, slots=True)
class Submitted:
    """A written answer that no citizen sees before another person has signed it."""

    opinion_id: int
    message_id: int
    at: datetime
    by: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A submitted or returned answer as it is listed, with the beginnings of opinion and answer.

    `at` and `by` are of its submission, or of its return.
    """

    opinion_id: int
    at: datetime
    by: int
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


def give_back(conn: Connection, opinion_id: int, message_id: int, by: int, now: datetime) -> None:
    """An answer is its author's again, to be mended."""
    forget_returned(conn, opinion_id)
    conn.execute(
        """INSERT INTO returned_answer (opinion_id, message_id, returned_at, returned_by)
        VALUES (:opinion, :message, :at, :by)""",
        {"opinion": opinion_id, "message": message_id, "at": to_text(now), "by": by},
    )


def forget_returned(conn: Connection, opinion_id: int) -> None:
    """Another answer took the place of the one that was returned."""
    conn.execute("DELETE FROM returned_answer WHERE opinion_id = :id", {"id": opinion_id})


def waiting(conn: Connection, *, sealed: bool, limit: int) -> list[Waiting]:
    """What waits for a signature, longest first; reports only where `sealed`."""
    rows = conn.execute(
        f"""SELECT s.opinion_id, s.submitted_at AS at, s.submitted_by AS staff_id, r.year, r.number,
            substr(o.body, 1, {_EXCERPT}) AS opinion, substr(m.body, 1, {_EXCERPT}) AS answer
        FROM submitted_answer s CROSS JOIN opinion o CROSS JOIN register r CROSS JOIN message m
        WHERE o.id = s.opinion_id AND r.opinion_id = o.id AND m.id = s.message_id AND {SEEN}
        ORDER BY s.submitted_at, s.opinion_id LIMIT :limit""",
        {"sealed": int(sealed), "limit": limit},
    )
    return [_waiting(row) for row in rows]


def returned(conn: Connection, staff_id: int, today: date, *, sealed: bool, limit: int) -> list[Waiting]:
    """What was returned to this person, or to somebody who is away or locked out, and is not mended yet."""
    statuses, params = listed(OPEN)
    rows = conn.execute(
        f"""SELECT s.opinion_id, s.returned_at AS at, s.returned_by AS staff_id, r.year, r.number,
            substr(o.body, 1, {_EXCERPT}) AS opinion, substr(m.body, 1, {_EXCERPT}) AS answer
        {_RETURNED} AND o.status IN ({statuses}) ORDER BY s.returned_at, s.opinion_id LIMIT :limit""",
        {**params, "staff": staff_id, "today": today.isoformat(), "sealed": int(sealed), "limit": limit},
    )
    return [_waiting(row) for row in rows]


def todo(conn: Connection, staff_id: int, today: date, *, sealed: bool) -> int:
    """How many answers this person has to sign or to mend."""
    statuses, params = listed(OPEN)
    row = conn.execute(
        f"""SELECT (SELECT COUNT(*) FROM submitted_answer s CROSS JOIN opinion o
            WHERE o.id = s.opinion_id AND {SEEN} AND s.submitted_by <> :staff)
            + (SELECT COUNT(*) {_RETURNED} AND o.status IN ({statuses})) AS n""",
        {**params, "staff": staff_id, "today": today.isoformat(), "sealed": int(sealed)},
    ).fetchone()
    assert row is not None
    return int(row["n"])


def _waiting(row: Row) -> Waiting:
    number = receipts.register_number(row["year"], row["number"])
    at, opinion_id = from_text(row["at"]), row["opinion_id"]
    return Waiting(opinion_id, at, row["staff_id"], number, row["opinion"], row["answer"])


def _submitted(row: Row) -> Submitted:
    return Submitted(row["opinion_id"], row["message_id"], from_text(row["submitted_at"]), row["submitted_by"])
