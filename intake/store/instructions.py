"""What leaders wrote on opinions and digests, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from intake import receipts
from intake.clock import from_text, to_text
from intake.db import Connection, Row
from intake.errors import Conflict, NotFound
from intake.ids import new_id
from intake.model import Seal


@dataclass(frozen=True, slots=True)
class Instruction:
    """One of them, on an opinion with its `number` or on the issued digest `edition`; `secret`: on a report.
    `kept_out`: on an opinion whose words a person keeps out of digests.

    Isolated opinions are in no list, whatever was written on them.
    """

    id: int
    opinion_id: int | None
    number: str
    secret: bool
    kept_out: bool
    edition: int | None
    leader: str
    given_on: date
    text: str
    scan: str | None
    scan_type: str | None
    due_on: date | None
    made_by: int
    made_at: datetime
    done_by: int | None
    done_at: datetime | None
    result: str


_SELECT = """SELECT i.id, i.opinion_id, i.leader, i.given_on, i.text, i.scan, i.scan_type, i.due_on, i.made_by,
    i.made_at, i.done_by, i.done_at, i.result, o.seal, r.year, r.number, d.number AS edition,
    EXISTS (SELECT 1 FROM event k WHERE k.subject_id = i.opinion_id AND k.kind = 'withheld')
        OR EXISTS (SELECT 1 FROM recusal x WHERE x.opinion_id = i.opinion_id) AS kept_out
    FROM instruction i LEFT JOIN opinion o ON o.id = i.opinion_id LEFT JOIN register r ON r.opinion_id = i.opinion_id
    LEFT JOIN digest d ON d.id = i.digest_id
    WHERE (o.id IS NULL OR o.isolated = 0)"""


def add(conn: Connection, staff_id: int, now: datetime, row: Mapping[str, Any]) -> int:
    """A new one; its id.  `row` has opinion_id, digest_id, leader, given_on, text, scan, scan_type and due_on."""
    instruction_id = new_id(now)
    conn.execute(
        """INSERT INTO instruction (id, opinion_id, digest_id, leader, given_on, text, scan, scan_type, due_on,
            made_by, made_at)
        VALUES (:id, :opinion_id, :digest_id, :leader, :given_on, :text, :scan, :scan_type, :due_on, :by, :at)""",
        {**row, "id": instruction_id, "by": staff_id, "at": to_text(now)},
    )
    return instruction_id


def finish(conn: Connection, instruction_id: int, result: str, staff_id: int, now: datetime) -> None:
    """It is done, with this result.  Raises Conflict where somebody else said so before."""
    changed = conn.execute(
        "UPDATE instruction SET done_by = :by, done_at = :at, result = :result WHERE id = :id AND done_at IS NULL",
        {"id": instruction_id, "by": staff_id, "at": to_text(now), "result": result},
    )
    if changed.rowcount != 1:
        raise Conflict("这件批示刚由别人办结")


def by_id(conn: Connection, instruction_id: int) -> Instruction:
    """One of them.  Raises NotFound."""
    row = conn.execute(f"{_SELECT} AND i.id = :id", {"id": instruction_id}).fetchone()
    if row is None:
        raise NotFound("没有这件批示，或者您无权查看")
    return _instruction(row)


def undone(conn: Connection, circular_id: int = 0) -> list[Instruction]:
    """Those that nobody has said are done, the earliest first; a `circular_id` of 0 stands for all circulars."""
    rows = conn.execute(
        f"""{_SELECT} AND i.done_at IS NULL AND (:circular = 0 OR COALESCE(o.circular_id, d.circular_id) = :circular)
        ORDER BY i.given_on, i.id""",
        {"circular": circular_id},
    )
    return [_instruction(row) for row in rows]


def done(conn: Connection, limit: int = 100) -> list[Instruction]:
    """Those that are done, the latest first."""
    rows = conn.execute(
        f"{_SELECT} AND i.done_at IS NOT NULL ORDER BY i.done_at DESC, i.id DESC LIMIT :limit", {"limit": limit}
    )
    return [_instruction(row) for row in rows]


def of_opinion(conn: Connection, opinion_id: int) -> list[Instruction]:
    """What was written on an opinion, the earliest first."""
    rows = conn.execute(f"{_SELECT} AND i.opinion_id = :id ORDER BY i.given_on, i.id", {"id": opinion_id})
    return [_instruction(row) for row in rows]


def _instruction(row: Row) -> Instruction:
    return Instruction(
        id=row["id"],
        opinion_id=row["opinion_id"],
        number=receipts.register_number(row["year"], row["number"]) if row["year"] else "",
        secret=row["seal"] not in (None, Seal.NONE),
        kept_out=bool(row["kept_out"]),
        edition=row["edition"],
        leader=row["leader"],
        given_on=date.fromisoformat(row["given_on"]),
        text=row["text"],
        scan=row["scan"],
        scan_type=row["scan_type"],
        due_on=date.fromisoformat(row["due_on"]) if row["due_on"] else None,
        made_by=row["made_by"],
        made_at=from_text(row["made_at"]),
        done_by=row["done_by"],
        done_at=from_text(row["done_at"]) if row["done_at"] else None,
        result=row["result"],
    )
