"""Published answers: each is looked at again whenever it is read, so that none outlives what allowed it."""

import re
from dataclasses import dataclass
from datetime import datetime

from intake import receipts
from intake.clock import from_text, to_text
from intake.db import Connection, Row
from intake.ids import new_id
from intake.store.digests import SHOWN

_COLUMNS = "p.id, p.opinion_id, p.question, p.answer, p.published_at, p.changed_at, l.issue_id, o.received_at, o.status"
_NUMBER = re.compile("(20[0-9]{2})-0*([0-9]{1,9})")
_VISIBLE = f"""SELECT {_COLUMNS}, r.year, r.number FROM publication p JOIN opinion o ON o.id = p.opinion_id
    JOIN register r ON r.opinion_id = o.id
    LEFT JOIN link l ON l.opinion_id = o.id AND l.state = 'confirmed' AND l.main = 1
    WHERE {SHOWN} AND o.held IS NULL AND o.withdrawn_at IS NULL
    AND EXISTS (SELECT 1 FROM message m WHERE m.opinion_id = o.id AND m.direction = 'out' AND m.state = 'released')"""


@dataclass(frozen=True, slots=True)
class Publication:
    """A question and its answer as everybody may read them; `issue_id` is what it is mainly about."""

    id: int
    opinion_id: int
    question: str
    answer: str
    published_at: datetime
    changed_at: datetime
    issue_id: int | None
    received_at: datetime
    status: str
    number: str


def put(conn: Connection, opinion_id: int, question: str, answer: str, staff_id: int, now: datetime) -> int:
    """Publish, or change what is published of an opinion; the publication's id, which stays."""
    row = conn.execute(
        """INSERT INTO publication (id, opinion_id, question, answer, published_at, changed_at, published_by)
        VALUES (:id, :opinion, :question, :answer, :at, :at, :by)
        ON CONFLICT (opinion_id) DO UPDATE SET question = :question, answer = :answer, changed_at = :at,
            published_by = :by RETURNING id""",
        {
            "id": new_id(now),
            "opinion": opinion_id,
            "question": question,
            "answer": answer,
            "at": to_text(now),
            "by": staff_id,
        },
    ).fetchone()
    assert row is not None
    return int(row["id"])


def touch(conn: Connection, opinion_id: int, now: datetime) -> None:
    """What is published of an opinion is another text since now, so that feeds are read again."""
    conn.execute(
        "UPDATE publication SET changed_at = :at WHERE opinion_id = :id", {"id": opinion_id, "at": to_text(now)}
    )


def forget(conn: Connection, opinion_id: int) -> bool:
    """Delete what is published of an opinion; False where nothing is."""
    done = conn.execute("DELETE FROM publication WHERE opinion_id = :id", {"id": opinion_id})
    return int(done.rowcount) == 1


def of_opinion(conn: Connection, opinion_id: int) -> tuple[str, str] | None:
    """Question and answer as published of an opinion, for staff."""
    row = conn.execute("SELECT question, answer FROM publication WHERE opinion_id = :id", {"id": opinion_id}).fetchone()
    return (row["question"], row["answer"]) if row else None


def visible(conn: Connection, *, limit: int, before: int | None = None) -> list[Publication]:
    """What everybody may read, newest first, behind the publication `before`."""
    some = "" if before is None else " AND p.id < :before"
    rows = conn.execute(f"{_VISIBLE}{some} ORDER BY p.id DESC LIMIT :limit", {"before": before, "limit": limit})
    return [_publication(row) for row in rows]


def by_id(conn: Connection, publication_id: int) -> Publication | None:
    """One that everybody may read."""
    row = conn.execute(f"{_VISIBLE} AND p.id = :id", {"id": publication_id}).fetchone()
    return _publication(row) if row else None


def by_number(conn: Connection, number: str) -> Publication | None:
    """One that everybody may read, by the register number of its opinion."""
    found = _NUMBER.fullmatch(number)
    if found is None:
        return None
    row = conn.execute(
        f"{_VISIBLE} AND r.year = :year AND r.number = :number", {"year": int(found[1]), "number": int(found[2])}
    ).fetchone()
    return _publication(row) if row else None


def _publication(row: Row) -> Publication:
    return Publication(
        row["id"],
        row["opinion_id"],
        row["question"],
        row["answer"],
        from_text(row["published_at"]),
        from_text(row["changed_at"]),
        row["issue_id"],
        from_text(row["received_at"]),
        row["status"],
        receipts.register_number(row["year"], row["number"]),
    )
