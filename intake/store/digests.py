"""What a digest reads of opinions, links and catalogue. A fixed number of statements, whatever is counted.

Opinions that only few may know of (sealed, taken for a report, isolated) come without any of their words. A
`circular_id` of 0 stands for all circulars.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from intake import receipts
from intake.clock import from_text, to_text
from intake.db import Connection, Row
from intake.store.offices import OFFICE_ID

SHOWN = "o.seal = 'none' AND o.isolated = 0"  # to whoever reads opinions at all; never more than this to a unit
COUNTED = f"{SHOWN} AND (o.disposal IS NULL OR o.disposal <> 'void')"
SCOPE = "o.office_id = :office AND (:circular = 0 OR o.circular_id = :circular)"


@dataclass(frozen=True, slots=True)
class Taken:
    """An opinion as the digest counts it; of a restricted one only that it is there. `own` are the sender's words
    of himself (name, telephone, address), which must not stand in any text; `joined` is the text that it is one of
    several voices of; `kept_out`: a person said that its words do not stand in digests."""

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
    kept_out: bool
    received_at: datetime
    registered_at: datetime
    place: str
    subject: str
    text: str
    own: tuple[str, ...]
    joined: int | None

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
class Former:
    """How many opinions about an issue were registered so many periods back, and were closed as solved by now."""

    back: int
    issue_id: int
    count: int
    solved: int


def taken(
    conn: Connection,
    start: datetime,
    end: datetime,
    circular_id: int,
    *,
    touched: datetime | None = None,
    limit: int = 1_000_000,
) -> list[Taken]:
    """The opinions registered from `start` until before `end`, in the register's order.

    `touched`: only those whose history has gone on since then.
    """
    rows = conn.execute(
        f"""SELECT o.id, r.year, r.number, o.channel, o.origin, o.status, o.nature, o.stance, o.disposal, o.seal,
            o.isolated, o.held, o.urgent, o.late, o.withdrawn_at, o.enriched_at, o.received_at, o.registered_at,
            CASE WHEN {SHOWN} THEN o.place ELSE '' END AS place,
            CASE WHEN {SHOWN} THEN o.subject ELSE '' END AS subject,
            CASE WHEN {SHOWN} THEN o.body ELSE '' END AS body, o.cut, o.name, o.phone, o.email,
            v.text_id,
            EXISTS (SELECT 1 FROM event k WHERE k.subject_id = o.id AND k.kind = 'withheld')
                OR EXISTS (SELECT 1 FROM recusal x WHERE x.opinion_id = o.id) AS kept_out
        FROM opinion o JOIN register r ON r.opinion_id = o.id LEFT JOIN voice v ON v.opinion_id = o.id
        WHERE {SCOPE} AND o.registered_at >= :start AND o.registered_at < :end {_TOUCHED if touched else ""}
        ORDER BY r.year, r.number LIMIT :limit""",
        {**_span(start, end, circular_id), "touched": to_text(touched or start), "limit": limit},
    )
    return [_taken(row) for row in rows]


def ties(
    conn: Connection, start: datetime, end: datetime, circular_id: int, *, touched: datetime | None = None
) -> list[Tie]:
    """The links of the same opinions that are not rejected; the main one, then the best, of an opinion first."""
    rows = conn.execute(
        f"""SELECT l.opinion_id, l.issue_id, l.state FROM opinion o JOIN link l ON l.opinion_id = o.id
        WHERE {SCOPE} AND o.registered_at >= :start AND o.registered_at < :end AND {SHOWN} AND l.state <> 'rejected'
            {_TOUCHED if touched else ""}
        ORDER BY l.opinion_id, l.main DESC, l.rank, l.issue_id""",
        {**_span(start, end, circular_id), "touched": to_text(touched or start)},
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


def earlier_counts(conn: Connection, starts: Sequence[datetime], circular_id: int) -> list[tuple[int, str, bool, int]]:
    """Opinions of the periods before, as (periods back, channel, shown, count).

    `starts` are the first moments of those periods, oldest first, and then that of the period itself.
    """
    rows = conn.execute(
        f"""SELECT {_back(starts)} AS back, o.channel, CASE WHEN {SHOWN} THEN 1 ELSE 0 END AS shown, COUNT(*) AS n
        FROM opinion o WHERE {SCOPE} AND o.registered_at >= :start AND o.registered_at < :end GROUP BY 1, 2, 3""",
        {**_span(starts[0], starts[-1], circular_id), **_bounds(starts)},
    )
    return [(row["back"], row["channel"], bool(row["shown"]), row["n"]) for row in rows]


def earlier_links(conn: Connection, starts: Sequence[datetime], circular_id: int) -> list[Former]:
    """Opinions about each issue in the periods before; see `earlier_counts`."""
    rows = conn.execute(
        f"""SELECT {_back(starts)} AS back, l.issue_id, COUNT(*) AS n,
            SUM(CASE WHEN o.status = 'closed' AND o.outcome = 'solved' THEN 1 ELSE 0 END) AS solved
        FROM opinion o JOIN link l ON l.opinion_id = o.id
        WHERE {SCOPE} AND o.registered_at >= :start AND o.registered_at < :end AND {COUNTED}
            AND l.state = 'confirmed' GROUP BY 1, 2""",
        {**_span(starts[0], starts[-1], circular_id), **_bounds(starts)},
    )
    return [Former(row["back"], row["issue_id"], row["n"], int(row["solved"])) for row in rows]


def earlier_texts(conn: Connection, start: datetime, end: datetime, circular_id: int, limit: int) -> list[str]:
    """What was written in a span, newest first."""
    rows = conn.execute(
        f"""SELECT o.subject, o.body, o.cut FROM opinion o
        WHERE {SCOPE} AND o.registered_at >= :start AND o.registered_at < :end AND {COUNTED}
        ORDER BY o.registered_at DESC, o.id LIMIT :limit""",
        {**_span(start, end, circular_id), "limit": limit},
    )
    return [f"{row['subject']}\n{row['body'][: row['cut']]}" for row in rows]


def first_registered(conn: Connection, circular_id: int = 0) -> datetime | None:
    """When the first opinion of all was registered."""
    row = conn.execute(
        f"SELECT o.registered_at FROM opinion o WHERE {SCOPE} ORDER BY o.registered_at LIMIT 1",
        {"office": OFFICE_ID, "circular": circular_id},
    ).fetchone()
    return from_text(row["registered_at"]) if row else None


_TOUCHED = "AND EXISTS (SELECT 1 FROM event e WHERE e.subject_id = o.id AND e.at >= :touched)"


def _back(starts: Sequence[datetime]) -> str:
    """How many periods before the last start an opinion was registered."""
    periods = len(starts) - 1
    cases = " ".join(f"WHEN o.registered_at >= :b{periods - back} THEN {back}" for back in range(1, periods))
    return f"CASE {cases} ELSE {periods} END"


def _bounds(starts: Sequence[datetime]) -> dict[str, str]:
    return {f"b{n}": to_text(start) for n, start in enumerate(starts)}


def _span(start: datetime, end: datetime, circular_id: int) -> dict[str, int | str]:
    return {"office": OFFICE_ID, "circular": circular_id, "start": to_text(start), "end": to_text(end)}


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
        kept_out=bool(row["kept_out"]),
        received_at=from_text(row["received_at"]),
        registered_at=from_text(row["registered_at"]),
        place=row["place"],
        subject=row["subject"],
        text=row["body"][: row["cut"]],
        own=tuple(row[name] for name in ("name", "phone", "email") if row[name]),
        joined=row["text_id"],
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
