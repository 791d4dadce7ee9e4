"""What the weekly digest reads of opinions, links, events and catalogue. A fixed number of statements a week.

Opinions that only few may know of (sealed, taken for a report, isolated) come without any of their words.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from intake import receipts
from intake.clock import from_text, to_text
from intake.db import Connection, Row
from intake.store.offices import OFFICE_ID

SHOWN = "o.seal = 'none' AND o.isolated = 0"
COUNTED = f"{SHOWN} AND (o.disposal IS NULL OR o.disposal <> 'void')"
WEEKS_BACK = 4


@dataclass(frozen=True, slots=True)
class Taken:
    """An opinion as the digest counts it; of a restricted one only that it is there. `own` are the sender's words
    of himself (name, telephone, address), which must not stand in any text."""

    id: int
    number: str
    channel: str
    origin: str
    status: str
    nature: str | None
    stance: str | None
    disposal: str | None
    seal: str
    isolated: bool
    held: bool
    urgent: bool
    late: bool
    withdrawn: bool
    enriched: bool
    received_at: datetime
    registered_at: datetime
    subject: str
    text: str
    own: tuple[str, ...]

    @property
    def shown(self) -> bool:
        return self.seal == "none" and not self.isolated

    @property
    def void(self) -> bool:
        return self.disposal == "void"


@dataclass(frozen=True, slots=True)
class Tie:
    """A link that nobody rejected; main and best ones of an opinion come first."""

    opinion_id: int
    issue_id: int
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """An issue or section in the newest version that has it; `gone` where the current version has it no more."""

    id: int
    circular_id: int
    circular: str
    code: str
    title: str
    path: tuple[str, ...]
    kind: str
    leaf: bool
    hidden: bool
    gone: bool
    offline: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """Open opinions of one status and unit, and how many of them were received before the two time limits."""

    status: str
    unit: str | None
    count: int
    take_up_late: int
    finish_late: int


@dataclass(frozen=True, slots=True)
class Oldest:
    """One of those that wait longest."""

    id: int
    number: str
    channel: str
    received_at: datetime


def taken(conn: Connection, start: datetime, end: datetime) -> list[Taken]:
    """The opinions registered from `start` until before `end`, in the register's order."""
    rows = conn.execute(
        f"""SELECT o.id, r.year, r.number, o.channel, o.origin, o.status, o.nature, o.stance, o.disposal, o.seal,
            o.isolated, o.held, o.urgent, o.late, o.withdrawn_at, o.enriched_at, o.received_at, o.registered_at,
            CASE WHEN {SHOWN} THEN o.subject ELSE '' END AS subject,
            CASE WHEN {SHOWN} THEN o.body ELSE '' END AS body, o.cut, o.name, o.phone, o.email
        FROM opinion o JOIN register r ON r.opinion_id = o.id
        WHERE o.office_id = :office AND o.registered_at >= :start AND o.registered_at < :end
        ORDER BY r.year, r.number""",
        _span(start, end),
    )
    return [_taken(row) for row in rows]


def ties(conn: Connection, start: datetime, end: datetime) -> list[Tie]:
    """The links of a span's opinions that are not rejected; the main one, then the best, of an opinion first."""
    rows = conn.execute(
        f"""SELECT l.opinion_id, l.issue_id, l.state FROM opinion o JOIN link l ON l.opinion_id = o.id
        WHERE o.office_id = :office AND o.registered_at >= :start AND o.registered_at < :end AND {SHOWN}
            AND l.state <> 'rejected'
        ORDER BY l.opinion_id, l.main DESC, l.rank, l.issue_id""",
        _span(start, end),
    )
    return [Tie(row["opinion_id"], row["issue_id"], row["state"] == "confirmed") for row in rows]


def ties_of(conn: Connection, opinion_ids: Sequence[int]) -> list[Tie]:
    """The same for single opinions."""
    names = {f"o{n}": opinion_id for n, opinion_id in enumerate(opinion_ids)}
    if not names:
        return []
    rows = conn.execute(
        f"""SELECT l.opinion_id, l.issue_id, l.state FROM link l
        WHERE l.opinion_id IN ({", ".join(":" + name for name in names)}) AND l.state <> 'rejected'
        ORDER BY l.opinion_id, l.main DESC, l.rank, l.issue_id""",
        names,
    )
    return [Tie(row["opinion_id"], row["issue_id"], row["state"] == "confirmed") for row in rows]


def entries(conn: Connection) -> list[Entry]:
    """Every entry that any published circular has or had, in the circulars' order, newest circular first."""
    rows = conn.execute(
        """SELECT i.id, i.circular_id, cv.title AS circular, v.code, COALESCE(i.own_title, v.title) AS title, v.path,
            v.kind, v.leaf, i.hidden, v.version < c.version AS gone, c.state = 'offline' AS offline
        FROM issue i
        JOIN circular c ON c.id = i.circular_id
        JOIN circular_version cv ON cv.circular_id = c.id AND cv.version = c.version
        JOIN issue_version v ON v.issue_id = i.id
            AND v.version = (SELECT MAX(w.version) FROM issue_version w WHERE w.issue_id = i.id)
        WHERE c.office_id = :office AND c.state <> 'draft' ORDER BY c.id DESC, v.kind, v.position""",
        {"office": OFFICE_ID},
    )
    return [_entry(row) for row in rows]


def earlier_counts(conn: Connection, starts: Sequence[datetime]) -> list[tuple[int, str, bool, int]]:
    """Opinions of the four weeks before, as (weeks back, channel, shown, count).

    `starts` are the first moments of those weeks, oldest first, and then that of this week.
    """
    rows = conn.execute(
        f"""SELECT {_BACK} AS back, o.channel, CASE WHEN {SHOWN} THEN 1 ELSE 0 END AS shown, COUNT(*) AS n
        FROM opinion o WHERE o.office_id = :office AND o.registered_at >= :b0 AND o.registered_at < :b4
        GROUP BY 1, 2, 3""",
        _bounds(starts),
    )
    return [(row["back"], row["channel"], bool(row["shown"]), row["n"]) for row in rows]


def earlier_links(conn: Connection, starts: Sequence[datetime]) -> list[tuple[int, int, int]]:
    """Opinions about each issue in the four weeks before, as (weeks back, issue, count); see `earlier_counts`."""
    rows = conn.execute(
        f"""SELECT {_BACK} AS back, l.issue_id, COUNT(*) AS n FROM opinion o JOIN link l ON l.opinion_id = o.id
        WHERE o.office_id = :office AND o.registered_at >= :b0 AND o.registered_at < :b4 AND {COUNTED}
            AND l.state = 'confirmed'
        GROUP BY 1, 2""",
        _bounds(starts),
    )
    return [(row["back"], row["issue_id"], row["n"]) for row in rows]


def first_registered(conn: Connection) -> datetime | None:
    """When the first opinion of all was registered."""
    row = conn.execute(
        "SELECT registered_at FROM opinion WHERE office_id = :office ORDER BY registered_at LIMIT 1",
        {"office": OFFICE_ID},
    ).fetchone()
    return from_text(row["registered_at"]) if row else None


def acts(conn: Connection, start: datetime, end: datetime) -> list[tuple[str, int, dict[str, str]]]:
    """What staff did to opinions in a span, oldest first: (kind of event, opinion, its codes)."""
    rows = conn.execute(
        f"""SELECT e.kind, e.subject_id, e.data FROM event e JOIN opinion o ON o.id = e.subject_id
        WHERE e.at >= :start AND e.at < :end AND o.office_id = :office AND {SHOWN} AND e.kind IN
            ('confirmed', 'handed_over', 'answered', 'closed', 'set_aside', 'reopened')
        ORDER BY e.at, e.subject_id, e.seq""",
        _span(start, end),
    )
    return [(row["kind"], row["subject_id"], json.loads(row["data"])) for row in rows]


def waiting(conn: Connection, take_up_before: datetime, finish_before: datetime) -> list[Waiting]:
    """All open opinions by status and unit, whenever they were registered."""
    rows = conn.execute(
        f"""SELECT o.status, u.name AS unit, COUNT(*) AS n,
            SUM(CASE WHEN o.received_at < :take_up THEN 1 ELSE 0 END) AS take_up_late,
            SUM(CASE WHEN o.received_at < :finish THEN 1 ELSE 0 END) AS finish_late
        FROM opinion o LEFT JOIN unit u ON u.id = o.unit_id
        WHERE o.status IN ('waiting', 'confirmed', 'handed_over', 'answered') AND o.office_id = :office AND {SHOWN}
        GROUP BY o.status, u.name ORDER BY o.status, u.name""",
        {"office": OFFICE_ID, "take_up": to_text(take_up_before), "finish": to_text(finish_before)},
    )
    return [
        Waiting(row["status"], row["unit"], int(row["n"]), int(row["take_up_late"]), int(row["finish_late"]))
        for row in rows
    ]


def oldest(conn: Connection, limit: int = 10) -> list[Oldest]:
    """The opinions that nobody has looked at for longest."""
    rows = conn.execute(
        f"""SELECT o.id, r.year, r.number, o.channel, o.received_at FROM opinion o
        JOIN register r ON r.opinion_id = o.id
        WHERE o.status = 'waiting' AND o.office_id = :office AND {SHOWN}
        ORDER BY o.received_at, o.id LIMIT :limit""",
        {"office": OFFICE_ID, "limit": limit},
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


def solved(conn: Connection, issue_ids: Sequence[int], before: datetime) -> dict[int, int]:
    """How many opinions registered earlier about each of these issues were closed as solved."""
    names = {f"i{n}": issue_id for n, issue_id in enumerate(issue_ids)}
    if not names:
        return {}
    rows = conn.execute(
        f"""SELECT l.issue_id, COUNT(*) AS n FROM link l JOIN opinion o ON o.id = l.opinion_id
        WHERE l.issue_id IN ({", ".join(":" + name for name in names)}) AND l.state = 'confirmed'
            AND o.status = 'closed' AND o.outcome = 'solved' AND o.registered_at < :before AND {SHOWN}
        GROUP BY l.issue_id""",
        {**names, "before": to_text(before)},
    )
    return {row["issue_id"]: row["n"] for row in rows}


def last_seal(conn: Connection) -> tuple[str, str] | None:
    """The newest sealed day of the histories and its digest, to be printed where nobody can change it."""
    row = conn.execute("SELECT day, digest FROM day_seal ORDER BY day DESC LIMIT 1").fetchone()
    return (row["day"], row["digest"]) if row else None


_BACK = (
    "CASE WHEN o.registered_at >= :b3 THEN 1 WHEN o.registered_at >= :b2 THEN 2 "
    "WHEN o.registered_at >= :b1 THEN 3 ELSE 4 END"
)


def _bounds(starts: Sequence[datetime]) -> dict[str, int | str]:
    assert len(starts) == WEEKS_BACK + 1
    return {"office": OFFICE_ID, **{f"b{n}": to_text(start) for n, start in enumerate(starts)}}


def _span(start: datetime, end: datetime) -> dict[str, int | str]:
    return {"office": OFFICE_ID, "start": to_text(start), "end": to_text(end)}


def _taken(row: Row) -> Taken:
    return Taken(
        id=row["id"],
        number=receipts.register_number(row["year"], row["number"]),
        channel=row["channel"],
        origin=row["origin"],
        status=row["status"],
        nature=row["nature"],
        stance=row["stance"],
        disposal=row["disposal"],
        seal=row["seal"],
        isolated=bool(row["isolated"]),
        held=row["held"] is not None,
        urgent=bool(row["urgent"]),
        late=bool(row["late"]),
        withdrawn=row["withdrawn_at"] is not None,
        enriched=row["enriched_at"] is not None,
        received_at=from_text(row["received_at"]),
        registered_at=from_text(row["registered_at"]),
        subject=row["subject"],
        text=row["body"][: row["cut"]],
        own=tuple(row[name] for name in ("name", "phone", "email") if row[name]),
    )


def _entry(row: Row) -> Entry:
    return Entry(
        id=row["id"],
        circular_id=row["circular_id"],
        circular=row["circular"],
        code=row["code"],
        title=row["title"],
        path=tuple(json.loads(row["path"])),
        kind=row["kind"],
        leaf=bool(row["leaf"]),
        hidden=bool(row["hidden"]),
        gone=bool(row["gone"]),
        offline=bool(row["offline"]),
    )
