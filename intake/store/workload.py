"""What a digest reads of the work itself: what was done, what is open, what was changed. Knows no texts.

Opinions that only few may know of count nowhere here. A `circular_id` of 0 stands for all circulars.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from intake import receipts
from intake.clock import from_text, to_text
from intake.db import Connection
from intake.store.digests import COUNTED, SCOPE, SHOWN
from intake.store.offices import OFFICE_ID

_CHUNK = 500  # ids in one statement


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that was done to an opinion; `data` holds its codes."""

    kind: str
    opinion_id: int
    data: dict[str, str]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Open opinions of one status and unit, and how many of them were received before the two time limits."""

    status: str
    unit: str | None
    count: int
    take_up_late: int
    finish_late: int


@dataclass(frozen=True, slots=True)
class Due:
    """Of what a unit has in hand, how many its time limit ends for in a span of days, and how many it ended for."""

    soon: int
    over: int


@dataclass(frozen=True, slots=True)
class Oldest:
    """One of those that wait longest."""

    id: int
    number: str
    channel: str
    received_at: datetime


def acts(conn: Connection, start: datetime, end: datetime, circular_id: int) -> list[Act]:
    """What staff did to opinions in a span, and how citizens rated that, oldest first."""
    rows = conn.execute(
        f"""SELECT e.kind, e.subject_id, e.data FROM event e JOIN opinion o ON o.id = e.subject_id
        WHERE e.at >= :start AND e.at < :end AND {SCOPE} AND {SHOWN} AND e.kind IN
            ('confirmed', 'handed_over', 'answered', 'answer_withdrawn', 'closed', 'set_aside', 'reopened', 'rated',
            'undone')
        ORDER BY e.at, e.subject_id, e.seq""",
        {"office": OFFICE_ID, "circular": circular_id, "start": to_text(start), "end": to_text(end)},
    )
    return [Act(row["kind"], row["subject_id"], json.loads(row["data"])) for row in rows]


def waiting(conn: Connection, take_up_before: datetime, finish_before: datetime, circular_id: int) -> list[Waiting]:
    """All open opinions by status and unit, whenever they were registered."""
    rows = conn.execute(
        f"""SELECT o.status, u.name AS unit, COUNT(*) AS n,
            SUM(CASE WHEN o.received_at < :take_up THEN 1 ELSE 0 END) AS take_up_late,
            SUM(CASE WHEN o.received_at < :finish THEN 1 ELSE 0 END) AS finish_late
        FROM opinion o LEFT JOIN unit u ON u.id = o.unit_id
        WHERE o.status IN ('waiting', 'confirmed', 'handed_over', 'answered') AND {SCOPE} AND {SHOWN}
        GROUP BY o.status, u.name ORDER BY o.status, u.name""",
        {
            "office": OFFICE_ID,
            "circular": circular_id,
            "take_up": to_text(take_up_before),
            "finish": to_text(finish_before),
        },
    )
    return [
        Waiting(row["status"], row["unit"], int(row["n"]), int(row["take_up_late"]), int(row["finish_late"]))
        for row in rows
    ]


def due(conn: Connection, today: date, soon: date, circular_id: int) -> dict[str | None, Due]:
    """What units have in hand by when it is due, `soon` being the last day of the span."""
    rows = conn.execute(
        f"""SELECT u.name AS unit, SUM(CASE WHEN h.due_on < :today THEN 0 ELSE 1 END) AS soon,
            SUM(CASE WHEN h.due_on < :today THEN 1 ELSE 0 END) AS past
        FROM handover h JOIN opinion o ON o.id = h.opinion_id LEFT JOIN unit u ON u.id = o.unit_id
        WHERE h.state = 'open' AND h.due_on <= :soon AND o.status = 'handed_over' AND {SCOPE} AND {SHOWN}
        GROUP BY u.name""",
        {"office": OFFICE_ID, "circular": circular_id, "today": today.isoformat(), "soon": soon.isoformat()},
    )
    return {row["unit"]: Due(int(row["soon"]), int(row["past"])) for row in rows}


def suggested(conn: Connection, circular_id: int) -> int:
    """How many opinions wait that the machine suggests an issue for and nobody has decided on."""
    row = conn.execute(
        f"""SELECT COUNT(*) AS n FROM opinion o WHERE o.status = 'waiting' AND {SCOPE} AND {COUNTED}
        AND EXISTS (SELECT 1 FROM link l WHERE l.opinion_id = o.id AND l.state = 'suggested')
        AND NOT EXISTS (SELECT 1 FROM link l WHERE l.opinion_id = o.id AND l.state = 'confirmed')""",
        {"office": OFFICE_ID, "circular": circular_id},
    ).fetchone()
    assert row is not None
    return int(row["n"])


def oldest(conn: Connection, circular_id: int, limit: int = 10) -> list[Oldest]:
    """The opinions that nobody has looked at for longest."""
    rows = conn.execute(
        f"""SELECT o.id, r.year, r.number, o.channel, o.received_at FROM opinion o
        JOIN register r ON r.opinion_id = o.id
        WHERE o.status = 'waiting' AND {SCOPE} AND {SHOWN} ORDER BY o.received_at, o.id LIMIT :limit""",
        {"office": OFFICE_ID, "circular": circular_id, "limit": limit},
    )
    return [
        Oldest(
            row["id"],
            receipts.register_number(row["year"], row["number"]),
            row["channel"],
            from_text(row["received_at"]),
        )
        for row in rows
    ]


def issues_of(conn: Connection, opinion_ids: Sequence[int]) -> list[int]:
    """The issues that opinions were confirmed to be about, once for each opinion."""
    found = []
    for start in range(0, len(opinion_ids), _CHUNK):
        names = {f"o{n}": opinion_id for n, opinion_id in enumerate(opinion_ids[start : start + _CHUNK])}
        rows = conn.execute(
            f"""SELECT issue_id FROM link
            WHERE opinion_id IN ({", ".join(":" + name for name in names)}) AND state = 'confirmed'""",
            names,
        )
        found += [row["issue_id"] for row in rows]
    return found


def last_seal(conn: Connection) -> tuple[str, str] | None:
    """The newest sealed day of the histories and its digest, to be printed where nobody can change it."""
    row = conn.execute("SELECT day, digest FROM day_seal ORDER BY day DESC LIMIT 1").fetchone()
    return (row["day"], row["digest"]) if row else None
