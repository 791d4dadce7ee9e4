"""The lists of the queue: which opinions wait, in which order, and how many of each kind there are.

Open lists begin with what is urgent, then what has waited longest; finished ones with the newest. Pages are cut by
place (`after`), not by offset, so that the thousandth costs what the first does.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from intake import receipts
from intake.clock import from_text
from intake.db import Connection, Params, Row
from intake.model import OPEN, Channel, LinkState, Seal, Status

EXCERPT = 120
COUNTED = 200  # a narrowed list is counted up to here
_PINNED = 200
_FEW = 2000
_OPEN = ", ".join(f"'{status}'" for status in OPEN)


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to; empty values narrow nothing.

    `band` may also be pending (not looked at by the linker yet), `secret` are proposed or sealed reports, `contact`
    is the keyed hash of a telephone or address. `sealed` and `names`: the reader may see sealed items, and names.
    """

    status: str = "waiting"
    channel: str = ""
    issue_id: int | None = None
    unit_id: int | None = None
    band: str = ""
    held: bool = False
    secret: bool = False
    text: str = ""
    contact: str = ""
    sealed: bool = False
    names: bool = False

    @property
    def open(self) -> bool:
        return self.status in OPEN


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


def count(conn: Connection, wanted: Filter) -> int:
    """How many opinions a list has, counted up to COUNTED."""
    where, params = _where(conn, wanted)
    row = conn.execute(
        f"SELECT COUNT(*) AS n FROM (SELECT 1 FROM opinion o WHERE {where} LIMIT {COUNTED}) AS counted", params
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
    return [
        Group(
            row["status"],
            row["band"],
            row["channel"],
            row["unit_id"],
            row["held"] is not None,
            row["seal"] != Seal.NONE,
            row["n"],
        )
        for row in rows
    ]


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


def _lines(
    conn: Connection,
    wanted: Filter,
    *,
    urgent: bool,
    limit: int,
    after: int | None = None,
    excerpt: int = EXCERPT,
) -> list[Line]:
    where, params = _where(conn, wanted)
    if wanted.open:
        where += f" AND o.urgent = {int(urgent)}"
    way, beyond = ("", ">") if wanted.open else (" DESC", "<")
    if after is not None:
        where += f" AND (o.received_at, o.id) {beyond} (SELECT received_at, id FROM opinion WHERE id = :after)"
        params["after"] = after
    order = f"ORDER BY o.received_at{way}, o.id{way}"
    picked = f"SELECT o.id FROM opinion o WHERE {where} {order} LIMIT :limit"
    return _read(conn, f"JOIN ({picked}) AS picked ON picked.id = o.id", order, excerpt, {**params, "limit": limit})


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


def _where(conn: Connection, wanted: Filter) -> tuple[str, dict[str, Any]]:
    pieces, params = ["o.isolated = 0"], dict[str, Any]()
    if not wanted.sealed:
        pieces.append("o.seal = 'none'")
    for name in ("status", "channel", "unit_id"):
        if value := getattr(wanted, name):
            pieces.append(f"o.{name} = :{name}")
            params[name] = value
    if wanted.band:
        pieces.append("o.band IS NULL" if wanted.band == "pending" else "o.band = :band")
        params["band"] = wanted.band
    if wanted.held:
        pieces.append("o.held IS NOT NULL")
    if wanted.secret:
        pieces.append("o.seal <> 'none'")
    if wanted.issue_id is not None:
        pieces.append(_about(conn, wanted.issue_id))
        params["issue_id"] = wanted.issue_id
    if wanted.contact:
        pieces.append("(o.phone_hash = :contact OR o.email_hash = :contact)")
        params["contact"] = wanted.contact
    if wanted.text:
        columns = ["o.body", "o.subject", "o.place", *(["o.name"] if wanted.names else [])]
        pieces.append("(" + " OR ".join(f"{column} LIKE :like ESCAPE '!'" for column in columns) + ")")
        params["like"] = f"%{_escaped(wanted.text)}%"
    return " AND ".join(pieces), params


def _about(conn: Connection, issue_id: int) -> str:
    """Begin with an issue's opinions where they are few, else with the list: each way is slow for the other case."""
    few = conn.execute(
        f"SELECT COUNT(*) AS n FROM (SELECT 1 FROM link WHERE issue_id = :id LIMIT {_FEW}) AS links", {"id": issue_id}
    ).fetchone()
    if few is not None and few["n"] < _FEW:
        return "o.id IN (SELECT opinion_id FROM link WHERE issue_id = :issue_id AND state <> 'rejected')"
    return (
        "EXISTS (SELECT 1 FROM link l WHERE l.opinion_id = o.id AND l.issue_id = :issue_id AND l.state <> 'rejected')"
    )


def _escaped(text: str) -> str:
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")


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
