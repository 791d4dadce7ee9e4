"""The ledger: what the office says of each entry of a circular, its measures and rules, and who spoke of it since."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from intake.clock import from_text, to_text
from intake.db import Connection, Row
from intake.duty import LedgerEntry, LedgerState, Measure, Rule, RuleKind
from intake.errors import Conflict
from intake.store.digests import COUNTED, SCOPE
from intake.store.offices import OFFICE_ID

T = TypeVar("T")
_ENTRY = """SELECT l.issue_id, l.version, l.state, l.state_at, l.state_by, l.asked_by, l.asked_at, l.unit_id, l.person,
    l.due_on, l.look_back_on, l.looked_at FROM ledger l"""
_OF_CIRCULAR = "issue_id IN (SELECT id FROM issue WHERE circular_id = :circular)"


@dataclass(frozen=True, slots=True)
class Spoken:
    """How many opinions are confirmed to be about an entry; `since`: after it was struck off and last looked back on.

    `doubting` are those of them that doubt the rectification.
    """

    total: int = 0
    since: int = 0
    doubting: int = 0


@dataclass(frozen=True, slots=True)
class ComeBack:
    """An entry that was struck off and is spoken about again, and by how many opinions of a span."""

    issue_id: int
    struck_at: datetime
    opinions: int
    doubting: int


def entry(conn: Connection, issue_id: int) -> LedgerEntry:
    """What the ledger holds of one entry."""
    row = conn.execute(f"{_ENTRY} WHERE l.issue_id = :id", {"id": issue_id}).fetchone()
    return _entry(row) if row else LedgerEntry(issue_id)


def entries(conn: Connection, circular_id: int) -> dict[int, LedgerEntry]:
    """What it holds of a circular's entries; those nobody wrote on are missing."""
    rows = conn.execute(f"{_ENTRY} WHERE l.{_OF_CIRCULAR}", {"circular": circular_id})
    return {row["issue_id"]: _entry(row) for row in rows}


def change(conn: Connection, issue_id: int, version: int, **columns: Any) -> None:
    """Write on an entry that still has the version the person saw.  Raises Conflict."""
    row = {"issue_id": issue_id, "version": version + 1, **columns}
    if version == 0:
        names = ", ".join(row)
        made = conn.execute(
            f"INSERT INTO ledger ({names}) VALUES ({', '.join(f':{name}' for name in row)}) "
            "ON CONFLICT (issue_id) DO NOTHING RETURNING issue_id",
            row,
        ).fetchone()
    else:
        made = conn.execute(
            f"UPDATE ledger SET {', '.join(f'{name} = :{name}' for name in row if name != 'issue_id')} "
            "WHERE issue_id = :issue_id AND version = :seen RETURNING issue_id",
            {**row, "seen": version},
        ).fetchone()
    if made is None:
        raise Conflict("这一事项的台账刚被别人修改过，请看过最新情况后再操作")


def measures(conn: Connection, circular_id: int) -> dict[int, list[Measure]]:
    """The measures of a circular's entries, each entry's in their order."""
    return _grouped(
        conn,
        f"SELECT issue_id, text, state, printed FROM measure WHERE {_OF_CIRCULAR} ORDER BY issue_id, position",
        circular_id,
        lambda row: Measure(row["text"], LedgerState(row["state"]), bool(row["printed"])),
    )


def rules(conn: Connection, circular_id: int) -> dict[int, list[Rule]]:
    """The rules of a circular's entries, each entry's in their order."""
    return _grouped(
        conn,
        f"SELECT issue_id, title, kind, printed FROM rule WHERE {_OF_CIRCULAR} ORDER BY issue_id, position",
        circular_id,
        lambda row: Rule(row["title"], RuleKind(row["kind"]), bool(row["printed"])),
    )


def put_measures(conn: Connection, issue_id: int, kept: Sequence[Measure]) -> None:
    """An entry's measures from now on, in this order."""
    conn.execute("DELETE FROM measure WHERE issue_id = :issue", {"issue": issue_id})
    conn.executemany(
        """INSERT INTO measure (issue_id, position, text, state, printed)
        VALUES (:issue, :position, :text, :state, :printed)""",
        [
            {
                "issue": issue_id,
                "position": position,
                "text": measure.text,
                "state": measure.state,
                "printed": int(measure.printed),
            }
            for position, measure in enumerate(kept)
        ],
    )


def put_rules(conn: Connection, issue_id: int, kept: Sequence[Rule]) -> None:
    """An entry's rules from now on, in this order."""
    conn.execute("DELETE FROM rule WHERE issue_id = :issue", {"issue": issue_id})
    conn.executemany(
        """INSERT INTO rule (issue_id, position, title, kind, printed)
        VALUES (:issue, :position, :title, :kind, :printed)""",
        [
            {
                "issue": issue_id,
                "position": position,
                "title": rule.title,
                "kind": rule.kind,
                "printed": int(rule.printed),
            }
            for position, rule in enumerate(kept)
        ],
    )


def spoken(conn: Connection, circular_id: int) -> dict[int, Spoken]:
    """How many opinions each entry of a circular has, and how many came back to it."""
    since = """l.state = 'struck' AND o.received_at > l.state_at
        AND (l.looked_at IS NULL OR o.received_at > l.looked_at)"""
    rows = conn.execute(
        f"""SELECT k.issue_id, COUNT(*) AS total, SUM(CASE WHEN {since} THEN 1 ELSE 0 END) AS since,
            SUM(CASE WHEN {since} AND o.stance = 'doubts' THEN 1 ELSE 0 END) AS doubting
        FROM link k JOIN opinion o ON o.id = k.opinion_id LEFT JOIN ledger l ON l.issue_id = k.issue_id
        WHERE k.state = 'confirmed' AND {COUNTED} AND k.{_OF_CIRCULAR}
        GROUP BY k.issue_id""",
        {"circular": circular_id},
    )
    return {row["issue_id"]: Spoken(int(row["total"]), int(row["since"]), int(row["doubting"])) for row in rows}


def come_backs(conn: Connection, start: datetime, end: datetime, circular_id: int) -> list[ComeBack]:
    """Entries struck off before an opinion registered from `start` until before `end` was received, most of them first.

    A `circular_id` of 0 stands for all circulars. Opinions that only few may know of count nowhere.
    """
    rows = conn.execute(
        f"""SELECT l.issue_id, l.state_at, COUNT(*) AS n,
            SUM(CASE WHEN o.stance = 'doubts' THEN 1 ELSE 0 END) AS doubting
        FROM ledger l JOIN link k ON k.issue_id = l.issue_id AND k.state = 'confirmed'
        JOIN opinion o ON o.id = k.opinion_id
        WHERE l.state = 'struck' AND o.received_at > l.state_at
            AND o.registered_at >= :start AND o.registered_at < :end AND {SCOPE} AND {COUNTED}
        GROUP BY l.issue_id, l.state_at ORDER BY n DESC, l.issue_id""",
        {"start": to_text(start), "end": to_text(end), "office": OFFICE_ID, "circular": circular_id},
    )
    return [ComeBack(row["issue_id"], from_text(row["state_at"]), int(row["n"]), int(row["doubting"])) for row in rows]


def hours(conn: Connection, issue_id: int, since: datetime) -> list[tuple[datetime, int]]:
    """How many opinions on an entry were received in each hour since then, in order; hours without any are missing."""
    rows = conn.execute(
        f"""SELECT substr(o.received_at, 1, 13) AS hour, COUNT(*) AS n FROM link k JOIN opinion o ON o.id = k.opinion_id
        WHERE k.issue_id = :id AND k.state = 'confirmed' AND o.received_at >= :since AND {COUNTED}
        GROUP BY substr(o.received_at, 1, 13) ORDER BY hour""",
        {"id": issue_id, "since": to_text(since)},
    )
    return [(from_text(f"{row['hour']}:00:00Z"), int(row["n"])) for row in rows]


def _grouped(conn: Connection, statement: str, circular_id: int, made: Callable[[Row], T]) -> dict[int, list[T]]:
    found: dict[int, list[T]] = {}
    for row in conn.execute(statement, {"circular": circular_id}):
        found.setdefault(row["issue_id"], []).append(made(row))
    return found


def _entry(row: Row) -> LedgerEntry:
    def moment(name: str) -> datetime | None:
        return from_text(row[name]) if row[name] else None

    def day(name: str) -> date | None:
        return date.fromisoformat(row[name]) if row[name] else None

    return LedgerEntry(
        issue_id=row["issue_id"],
        version=row["version"],
        state=LedgerState(row["state"]),
        state_at=moment("state_at"),
        state_by=row["state_by"],
        asked_by=row["asked_by"],
        asked_at=moment("asked_at"),
        unit_id=row["unit_id"],
        person=row["person"],
        due_on=day("due_on"),
        look_back_on=day("look_back_on"),
        looked_at=moment("looked_at"),
    )
