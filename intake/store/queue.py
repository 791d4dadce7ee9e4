"""The lists of the desk: which opinions wait, in which order, and how many of each kind there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from intake import receipts
from intake.clock import from_text
from intake.db import Connection, Row
from intake.model import OPEN, Channel, Seal, Status

EXCERPT = 120


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to; empty values narrow nothing. `sealed`: the reader may see sealed items."""

    status: str = "waiting"
    channel: str = ""
    issue_id: int | None = None
    unit_id: int | None = None
    band: str = ""
    held: bool = False
    text: str = ""
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One opinion in a list; `issue_title` is that of the confirmed main link, else of the first suggestion."""

    id: int
    number: str
    channel: Channel
    status: Status
    excerpt: str
    received_at: datetime
    issue_title: str | None
    confirmed: bool
    band: str | None
    unit: str | None
    urgent: bool
    held: str | None
    seal: Seal
    late: bool
    pending: bool


def page(conn: Connection, wanted: Filter, *, limit: int = 50, offset: int = 0) -> list[Line]:
    """Opinions, pinned ones first, then those that have waited longest."""
    where, params = _where(wanted)
    rows = conn.execute(
        f"""SELECT o.id, o.channel, o.status, substr(o.subject, 1, {EXCERPT}) AS subject,
            substr(o.body, 1, {EXCERPT}) AS body, o.received_at, o.urgent, o.held, o.seal, o.late,
            o.enriched_at, r.year, r.number, u.name AS unit, j.band,
            (SELECT COALESCE(i.own_title, v.title) || '|' || l.state FROM link l
                JOIN issue i ON i.id = l.issue_id
                JOIN circular c ON c.id = i.circular_id
                JOIN issue_version v ON v.issue_id = i.id AND v.version = c.version
                WHERE l.opinion_id = o.id AND l.state <> 'rejected'
                ORDER BY CASE l.state WHEN 'confirmed' THEN 0 ELSE 1 END, l.main DESC, l.rank LIMIT 1) AS issue
        FROM opinion o JOIN register r ON r.opinion_id = o.id
        LEFT JOIN unit u ON u.id = o.unit_id
        LEFT JOIN judgement j ON j.opinion_id = o.id
        WHERE {where} ORDER BY o.urgent DESC, o.received_at, o.id LIMIT :limit OFFSET :offset""",
        {**params, "limit": limit, "offset": offset},
    )
    return [_line(row) for row in rows]


def count(conn: Connection, wanted: Filter) -> int:
    """How many opinions a list has in all."""
    where, params = _where(wanted)
    row = conn.execute(
        "SELECT COUNT(*) AS n FROM opinion o JOIN register r ON r.opinion_id = o.id "
        f"LEFT JOIN judgement j ON j.opinion_id = o.id WHERE {where}",
        params,
    ).fetchone()
    assert row is not None
    return int(row["n"])


def after(conn: Connection, wanted: Filter, opinion_id: int) -> int | None:
    """The next opinion of a list after this one, else the first other one; None when none is left."""
    ids = [line.id for line in page(conn, wanted, limit=200)]
    if opinion_id in ids:
        ids = ids[ids.index(opinion_id) + 1 :] + ids[: ids.index(opinion_id)]
    return ids[0] if ids else None


def by_status(conn: Connection) -> dict[str, int]:
    """How many opinions have each status; isolated ones apart."""
    rows = conn.execute("SELECT status, COUNT(*) AS n FROM opinion WHERE isolated = 0 GROUP BY status")
    return {row["status"]: row["n"] for row in rows}


def by_issue(conn: Connection) -> dict[int, int]:
    """How many opinions a person has linked to each issue, sealed and isolated ones left out."""
    rows = conn.execute(
        """SELECT l.issue_id, COUNT(*) AS n FROM link l JOIN opinion o ON o.id = l.opinion_id
        WHERE l.state = 'confirmed' AND o.isolated = 0 AND o.seal <> 'sealed' GROUP BY l.issue_id"""
    )
    return {row["issue_id"]: row["n"] for row in rows}


def by_number(conn: Connection, typed: str) -> int | None:
    """The opinion with a register number such as 2026-000123."""
    year, _, number = typed.strip().partition("-")
    if not (year.isdecimal() and number.isdecimal() and len(year) == 4 and len(number) <= 12):
        return None
    row = conn.execute(
        "SELECT opinion_id FROM register WHERE year = :year AND number = :number",
        {"year": int(year), "number": int(number)},
    ).fetchone()
    return row["opinion_id"] if row else None


def _where(wanted: Filter) -> tuple[str, Mapping[str, Any]]:
    pieces, params = ["o.isolated = 0"], dict[str, Any]()
    if not wanted.sealed:
        pieces.append("o.seal = 'none'")
    if wanted.status == "open":
        pieces.append("o.status IN (" + ", ".join(f"'{status}'" for status in OPEN) + ")")
    elif wanted.status:
        pieces.append("o.status = :status")
        params["status"] = wanted.status
    for name, column in (("channel", "o.channel"), ("unit_id", "o.unit_id"), ("band", "j.band")):
        if value := getattr(wanted, name):
            pieces.append(f"{column} = :{name}")
            params[name] = value
    if wanted.held:
        pieces.append("o.held IS NOT NULL")
    if wanted.issue_id is not None:
        pieces.append(
            "EXISTS (SELECT 1 FROM link l WHERE l.opinion_id = o.id AND l.issue_id = :issue_id "
            "AND l.state <> 'rejected')"
        )
        params["issue_id"] = wanted.issue_id
    if wanted.text:
        pieces.append(
            "(o.body LIKE :like ESCAPE '!' OR o.subject LIKE :like ESCAPE '!' OR o.place LIKE :like ESCAPE '!')"
        )
        params["like"] = f"%{_escaped(wanted.text)}%"
    return " AND ".join(pieces), params


def _escaped(text: str) -> str:
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _line(row: Row) -> Line:
    title, _, state = (row["issue"] or "|").rpartition("|")
    subject, body = row["subject"].strip(), " ".join(row["body"].split())
    return Line(
        id=row["id"],
        number=receipts.register_number(row["year"], row["number"]),
        channel=Channel(row["channel"]),
        status=Status(row["status"]),
        excerpt=f"{subject}：{body}" if subject else body,
        received_at=from_text(row["received_at"]),
        issue_title=title or None,
        confirmed=state == "confirmed",
        band=row["band"],
        unit=row["unit"],
        urgent=bool(row["urgent"]),
        held=row["held"],
        seal=Seal(row["seal"]),
        late=bool(row["late"]),
        pending=row["enriched_at"] is None,
    )
