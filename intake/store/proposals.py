"""Answers to be published that wait for the release of another person, or were returned to who edited them."""

from dataclasses import dataclass
from datetime import date, datetime

from intake import receipts
from intake.clock import from_text, to_text
from intake.db import Connection, Row
from intake.store.absences import COVERED
from intake.store.digests import SHOWN
from intake.store.recusals import KEPT
from intake.store.signing import Waiting

# CROSS JOIN: SQLite begins with the small table, also where it has never counted its rows.
_LISTED = f"""SELECT p.*, r.year, r.number FROM publication_proposal p CROSS JOIN opinion o CROSS JOIN register r
    CROSS JOIN staff a WHERE o.id = p.opinion_id AND r.opinion_id = o.id AND a.id = p.proposed_by
    AND {SHOWN} AND {KEPT}"""
_MINE = f"(p.proposed_by = :staff OR a.disabled = 1 OR p.proposed_by IN ({COVERED}))"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody would publish of an opinion; `returned` where another person wants it mended."""

    question: str
    answer: str
    at: datetime
    by: int
    returned: bool


def put(conn: Connection, opinion_id: int, question: str, answer: str, staff_id: int, now: datetime) -> None:
    """Let words wait for their release, in place of those that did before."""
    forget(conn, opinion_id)
    conn.execute(
        """INSERT INTO publication_proposal (opinion_id, question, answer, proposed_at, proposed_by)
        VALUES (:opinion, :question, :answer, :at, :by)""",
        {"opinion": opinion_id, "question": question, "answer": answer, "at": to_text(now), "by": staff_id},
    )


def of_opinion(conn: Connection, opinion_id: int) -> Proposal | None:
    """What waits for its release, or was returned, of an opinion."""
    row = conn.execute("SELECT * FROM publication_proposal WHERE opinion_id = :id", {"id": opinion_id}).fetchone()
    if row is None:
        return None
    at, returned = from_text(row["proposed_at"]), row["returned_at"] is not None
    return Proposal(row["question"], row["answer"], at, row["proposed_by"], returned)


def forget(conn: Connection, opinion_id: int) -> None:
    """Nothing of an opinion waits for its release any more."""
    conn.execute("DELETE FROM publication_proposal WHERE opinion_id = :id", {"id": opinion_id})


def give_back(conn: Connection, opinion_id: int, staff_id: int, now: datetime) -> None:
    """What waited is its editor's again, to be mended."""
    conn.execute(
        "UPDATE publication_proposal SET returned_at = :at, returned_by = :by WHERE opinion_id = :id",
        {"id": opinion_id, "at": to_text(now), "by": staff_id},
    )


def waiting(conn: Connection, *, limit: int) -> list[Waiting]:
    """What waits for its release, longest first."""
    rows = conn.execute(
        f"{_LISTED} AND p.returned_at IS NULL ORDER BY p.proposed_at, p.opinion_id LIMIT :limit", {"limit": limit}
    )
    return [_waiting(row, row["proposed_at"], row["proposed_by"]) for row in rows]


def returned(conn: Connection, staff_id: int, today: date, *, limit: int) -> list[Waiting]:
    """What was returned to this person, or to somebody who is away or locked out."""
    rows = conn.execute(
        f"{_LISTED} AND p.returned_at IS NOT NULL AND {_MINE} ORDER BY p.returned_at, p.opinion_id LIMIT :limit",
        {"staff": staff_id, "today": today.isoformat(), "limit": limit},
    )
    return [_waiting(row, row["returned_at"], row["returned_by"]) for row in rows]


def todo(conn: Connection, staff_id: int, today: date) -> int:
    """How many this person has to release or to mend."""
    row = conn.execute(
        f"""SELECT COUNT(*) AS n FROM ({_LISTED}
        AND (p.returned_at IS NULL AND p.proposed_by <> :staff OR p.returned_at IS NOT NULL AND {_MINE})) found""",
        {"staff": staff_id, "today": today.isoformat()},
    ).fetchone()
    assert row is not None
    return int(row["n"])


def _waiting(row: Row, at: str, by: int) -> Waiting:
    number = receipts.register_number(row["year"], row["number"])
    return Waiting(row["opinion_id"], from_text(at), by, number, row["question"], row["answer"])
