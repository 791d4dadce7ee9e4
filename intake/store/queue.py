"""The lists of the queue: which opinions wait, in which order, and how many of each kind there are.

Open lists begin with what is urgent, then what has waited longest; finished ones with the newest. Pages are cut by
place (`after`), not by offset, so that the thousandth costs what the first does. See `filters` for what narrows them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from intake import receipts
from intake.clock import from_text
from intake.db import Connection, Params, Row
from intake.model import OPEN, Channel, LinkState, Seal, Status
from intake.store.filters import Filter, Narrowed, narrowed
from intake.text.query import ranked

EXCERPT = 120
COUNTED = 200  # a narrowed list is counted up to here
_PINNED = 200
_OPEN = ", ".join(f"'{status}'" for status in OPEN)


@dataclass(frozen=True, slots=True)
class Line:
    """One opinion in a list, with its confirmed main link, else the first suggestion."""

    id: int
    number: str
    version: int
    channel: Channel
    status: Status
    excerpt: str
    received_at: datetime
    issue_id: int | None
    issue_title: str | None
    probability: float | None
    confirmed: bool
    band: str | None
    unit: str | None
    urgent: bool
    held: str | None
    seal: Seal
    late: bool
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Group:
    """How many opinions are alike in what a list can be narrowed to."""

    status: str
    band: str | None
    channel: str
    unit_id: int | None
    held: bool
    secret: bool
    count: int


def page(
    conn: Connection, wanted: Filter, *, after: int | None = None, limit: int = 50, excerpt: int = EXCERPT
) -> list[Line]:
    """Up to `limit` opinions of a list behind the opinion `after`; the first page has the urgent ones before them."""
    first = wanted.open and after is None
    pinned = _lines(conn, wanted, urgent=True, limit=_PINNED, excerpt=excerpt) if first else []
    return pinned + _lines(conn, wanted, urgent=False, limit=limit, after=after, excerpt=excerpt)


def after(conn: Connection, wanted: Filter, opinion_id: int) -> int | None:
    """The next opinion of a list behind this one, else the first other one; None when none is left."""
    row = conn.execute("SELECT urgent FROM opinion WHERE id = :id", {"id": opinion_id}).fetchone()
    urgent = wanted.open and row is not None and bool(row["urgent"])
    found = _lines(conn, wanted, urgent=urgent, limit=1, after=opinion_id)
    if not found:
        found = [line for line in page(conn, wanted, limit=2) if line.id != opinion_id]
    return found[0].id if found else None


def line(conn: Connection, opinion_id: int) -> Line | None:
    """One opinion as lists show it."""
    found = _read(conn, "", "WHERE o.id = :id", EXCERPT, {"id": opinion_id})
    return found[0] if found else None


def newest(conn: Connection, wanted: Filter, *, after: int | None = None, limit: int) -> list[Line]:
    """Up to `limit` opinions of a list behind the opinion `after`, the newest first, whatever list it is."""
    found = narrowed(conn, wanted)
    if after is not None:
        found = found.behind(conn, after, "<")
    return _picked(conn, found, " DESC", limit, EXCERPT)


def best(conn: Connection, wanted: Filter, *, most: int, limit: int) -> list[Line]:
    """Of a list with words, if it has no more than `most` opinions, the `limit` that have them most, best first."""
    found = narrowed(conn, wanted)
    rows = conn.execute(
        f"SELECT o.id, d.words FROM {found.source} WHERE {found.where} {_order(found.order, ' DESC')} LIMIT :most",
        {**found.params, "most": most},
    )
    chosen = ranked([(row["id"], row["words"]) for row in rows.fetchall()], wanted.query)[:limit]
    params = {f"o{n}": opinion_id for n, opinion_id in enumerate(chosen)}
    where = f"WHERE o.id IN ({', '.join(f':{name}' for name in params) or 'NULL'})"
    return sorted(_read(conn, "", where, EXCERPT, params), key=lambda line: chosen.index(line.id))


def count(conn: Connection, wanted: Filter, most: int = COUNTED) -> int:
    """How many opinions a list has, counted up to `most`."""
    found = narrowed(conn, wanted)
    row = conn.execute(
        f"SELECT COUNT(*) AS n FROM (SELECT 1 FROM {found.source} WHERE {found.where} LIMIT :most) AS counted",
        {**found.params, "most": most},
    ).fetchone()
    assert row is not None
    return int(row["n"])


def tally(conn: Connection, *, sealed: bool) -> list[Group]:
    """The open opinions by what lists are narrowed to; reads an index only, a fraction of a microsecond each."""
    seen = "" if sealed else " AND seal = 'none'"
    rows = conn.execute(
        f"""SELECT status, seal, band, channel, unit_id, held, COUNT(*) AS n FROM opinion
        WHERE status IN ({_OPEN}) AND isolated = 0{seen} GROUP BY status, seal, band, channel, unit_id, held"""
    )
    return [_group(row) for row in rows]


def kept_away(conn: Connection, *, sealed: bool) -> list[Group]:
    """What of the tally is kept from whom the connection reads for, as groups of less than nothing."""
    seen = "" if sealed else " AND o.seal = 'none'"
    rows = conn.execute(
        f"""SELECT o.status, o.seal, o.band, o.channel, o.unit_id, o.held, -COUNT(*) AS n
        FROM recusal x CROSS JOIN opinion o WHERE x.staff_id = :reader AND o.id = x.opinion_id
            AND o.status IN ({_OPEN}) AND o.isolated = 0{seen}
        GROUP BY o.status, o.seal, o.band, o.channel, o.unit_id, o.held"""
    )
    return [_group(row) for row in rows]


def by_issue(conn: Connection) -> dict[int, int]:
    """How many opinions a person has linked to each issue, sealed and isolated ones left out."""
    rows = conn.execute(
        """SELECT l.issue_id, COUNT(*) AS n FROM link l JOIN opinion o ON o.id = l.opinion_id
        WHERE l.state = 'confirmed' AND o.isolated = 0 AND o.seal <> 'sealed' GROUP BY l.issue_id"""
    )
    return {row["issue_id"]: row["n"] for row in rows}


def by_number(conn: Connection, year: int, number: int) -> int | None:
    """The opinion with a register number."""
    row = conn.execute(
        "SELECT opinion_id FROM register WHERE year = :year AND number = :number", {"year": year, "number": number}
    ).fetchone()
    return row["opinion_id"] if row else None


def _group(row: Row) -> Group:
    held, secret = row["held"] is not None, row["seal"] != Seal.NONE
    return Group(row["status"], row["band"], row["channel"], row["unit_id"], held, secret, row["n"])


def _lines(
    conn: Connection,
    wanted: Filter,
    *,
    urgent: bool,
    limit: int,
    after: int | None = None,
    excerpt: int = EXCERPT,
) -> list[Line]:
    found = narrowed(conn, wanted, urgent if wanted.open else None)
    way, beyond = ("", ">") if wanted.open else (" DESC", "<")
    if after is not None:
        found = found.behind(conn, after, beyond)
    return _picked(conn, found, way, limit, excerpt)


def _picked(conn: Connection, found: Narrowed, way: str, limit: int, excerpt: int) -> list[Line]:
    picked = f"SELECT o.id FROM {found.source} WHERE {found.where} {_order(found.order, way)} LIMIT :limit"
    join = f"JOIN ({picked}) AS picked ON picked.id = o.id"
    return _read(conn, join, _order(found.lines, way), excerpt, {**found.params, "limit": limit})


def _order(columns: Iterable[str], way: str) -> str:
    return "ORDER BY " + ", ".join(f"{column}{way}" for column in columns)


def _read(conn: Connection, join: str, end: str, excerpt: int, params: Params) -> list[Line]:
    rows = conn.execute(
        f"""SELECT o.id, o.version, o.channel, o.status, substr(o.subject, 1, :excerpt) AS subject,
            substr(o.body, 1, :excerpt) AS body, o.received_at, o.urgent, o.held, o.seal, o.late, o.band,
            o.withdrawn_at, r.year, r.number, u.name AS unit, l.issue_id, l.state, l.probability,
            COALESCE(i.own_title, v.title) AS title
        FROM opinion o {join}
        JOIN register r ON r.opinion_id = o.id
        LEFT JOIN unit u ON u.id = o.unit_id
        LEFT JOIN link l ON l.opinion_id = o.id AND l.issue_id = (
            SELECT b.issue_id FROM link b WHERE b.opinion_id = o.id AND b.state <> 'rejected'
            ORDER BY CASE b.state WHEN 'confirmed' THEN 0 ELSE 1 END, b.main DESC, b.rank LIMIT 1)
        LEFT JOIN issue i ON i.id = l.issue_id
        LEFT JOIN circular c ON c.id = i.circular_id
        LEFT JOIN issue_version v ON v.issue_id = i.id AND v.version = c.version
        {end}""",
        {**params, "excerpt": excerpt},
    )
    return [_line(row) for row in rows]


def _line(row: Row) -> Line:
    subject, body = row["subject"].strip(), " ".join(row["body"].split())
    return Line(
        id=row["id"],
        number=receipts.register_number(row["year"], row["number"]),
        version=row["version"],
        channel=Channel(row["channel"]),
        status=Status(row["status"]),
        excerpt=f"{subject}：{body}" if subject else body,
        received_at=from_text(row["received_at"]),
        issue_id=row["issue_id"],
        issue_title=row["title"],
        probability=row["probability"],
        confirmed=row["state"] == LinkState.CONFIRMED,
        band=row["band"],
        unit=row["unit"],
        urgent=bool(row["urgent"]),
        held=row["held"],
        seal=Seal(row["seal"]),
        late=bool(row["late"]),
        withdrawn=row["withdrawn_at"] is not None,
    )
