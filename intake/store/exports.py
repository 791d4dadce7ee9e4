"""What an export reads: opinions by the thousand in the order of their ids, with links, messages and counts of files.

Opinions that only few may know of are left out, and so is whatever tells who wrote.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from intake import receipts
from intake.clock import from_text, to_text
from intake.db import Connection, Row
from intake.store.digests import SCOPE, SHOWN
from intake.store.offices import OFFICE_ID
from intake.store.recusals import KEPT

PAGE = 2_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an export is narrowed to; empty values narrow nothing. The days are those of registration."""

    since: datetime | None = None
    until: datetime | None = None
    channel: str = ""
    status: str = ""
    circular_id: int = 0


class Said(NamedTuple):
    """A word to (`out`) or from (`in`) the citizen after the opinion itself."""

    direction: str
    at: datetime
    text: str


class Exported(NamedTuple):
    """An opinion with all that may leave the house; `own` are the sender's words of himself, which may not.

    A tuple, as a hundred thousand frozen records take a second longer.
    """

    id: int
    number: str
    circular_id: int | None
    channel: str
    origin: str
    status: str
    nature: str | None
    stance: str | None
    disposal: str | None
    unit: str | None
    aside_reason: str | None
    outcome: str | None
    held: str | None
    urgent: bool
    late: bool
    withdrawn_at: datetime | None
    happened_on: str | None
    received_at: datetime
    registered_at: datetime
    place: str
    subject: str
    text: str
    quoted: str
    own: tuple[str, ...]
    confirmed: tuple[int, ...]
    suggested: tuple[int, ...]
    said: tuple[Said, ...]
    files: int


def pages(conn: Connection, wanted: Wanted) -> Iterator[list[Exported]]:
    """The opinions, at most two thousand at a time; needs no more memory for a million than for these."""
    where, params = _where(wanted)
    after = 0
    while True:
        rows = conn.execute(
            f"""SELECT o.id, r.year, r.number, o.circular_id, o.channel, o.origin, o.status, o.nature, o.stance,
                o.disposal, u.name AS unit, o.aside_reason, o.outcome, o.held, o.urgent, o.late, o.withdrawn_at,
                o.happened_on, o.received_at, o.registered_at, o.place, o.subject, o.body, o.cut, o.name, o.phone,
                o.email
            FROM opinion o JOIN register r ON r.opinion_id = o.id LEFT JOIN unit u ON u.id = o.unit_id
            WHERE o.id > :after AND {where} ORDER BY o.id LIMIT :limit""",
            {**params, "after": after, "limit": PAGE},
        ).fetchall()
        if not rows:
            return
        span = {"after": after, "last": rows[-1]["id"]}
        confirmed, suggested = _links(conn, span)
        said, files = _said(conn, span), _files(conn, span)
        yield [_exported(row, confirmed, suggested, said, files) for row in rows]
        after = span["last"]


def count(conn: Connection, wanted: Wanted) -> int:
    """How many opinions an export has."""
    where, params = _where(wanted)
    row = conn.execute(f"SELECT COUNT(*) AS n FROM opinion o WHERE {where}", params).fetchone()
    assert row is not None
    return int(row["n"])


def withheld(conn: Connection) -> int:
    """How many opinions no export has."""
    row = conn.execute(
        f"SELECT COUNT(*) AS n FROM opinion o WHERE o.office_id = :office AND NOT ({SHOWN})", {"office": OFFICE_ID}
    ).fetchone()
    assert row is not None
    return int(row["n"])


def _where(wanted: Wanted) -> tuple[str, dict[str, int | str]]:
    pieces, params = [SCOPE, SHOWN, KEPT], dict[str, int | str](office=OFFICE_ID, circular=wanted.circular_id)
    given = {
        "o.registered_at >= :since": to_text(wanted.since) if wanted.since else "",
        "o.registered_at < :until": to_text(wanted.until) if wanted.until else "",
        "o.channel = :channel": wanted.channel,
        "o.status = :status": wanted.status,
    }
    for piece, value in given.items():
        if value:
            pieces.append(piece)
            params[piece.partition(":")[2]] = value
    return " AND ".join(pieces), params


def _links(conn: Connection, span: dict[str, int]) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """Confirmed and suggested issues by opinion; the main one, then the best, first."""
    confirmed: dict[int, list[int]] = defaultdict(list)
    suggested: dict[int, list[int]] = defaultdict(list)
    rows = conn.execute(
        """SELECT opinion_id, issue_id, state FROM link
        WHERE opinion_id > :after AND opinion_id <= :last AND state <> 'rejected'
        ORDER BY opinion_id, main DESC, rank, issue_id""",
        span,
    )
    for row in rows:
        (confirmed if row["state"] == "confirmed" else suggested)[row["opinion_id"]].append(row["issue_id"])
    return confirmed, suggested


def _said(conn: Connection, span: dict[str, int]) -> dict[int, list[Said]]:
    found: dict[int, list[Said]] = defaultdict(list)
    rows = conn.execute(
        """SELECT opinion_id, direction, at, body FROM message
        WHERE opinion_id > :after AND opinion_id <= :last AND state <> 'draft' ORDER BY opinion_id, id""",
        span,
    )
    for row in rows:
        found[row["opinion_id"]].append(Said(row["direction"], from_text(row["at"]), row["body"]))
    return found


def _files(conn: Connection, span: dict[str, int]) -> dict[int, int]:
    rows = conn.execute(
        """SELECT opinion_id, COUNT(*) AS n FROM attachment
        WHERE opinion_id > :after AND opinion_id <= :last AND role <> 'raw' GROUP BY opinion_id""",
        span,
    )
    return {row["opinion_id"]: row["n"] for row in rows}


def _exported(
    row: Row,
    confirmed: dict[int, list[int]],
    suggested: dict[int, list[int]],
    said: dict[int, list[Said]],
    files: dict[int, int],
) -> Exported:
    opinion_id, cut = row["id"], row["cut"]
    return Exported(
        id=opinion_id,
        number=receipts.register_number(row["year"], row["number"]),
        circular_id=row["circular_id"],
        channel=row["channel"],
        origin=row["origin"],
        status=row["status"],
        nature=row["nature"],
        stance=row["stance"],
        disposal=row["disposal"],
        unit=row["unit"],
        aside_reason=row["aside_reason"],
        outcome=row["outcome"],
        held=row["held"],
        urgent=bool(row["urgent"]),
        late=bool(row["late"]),
        withdrawn_at=from_text(row["withdrawn_at"]) if row["withdrawn_at"] else None,
        happened_on=row["happened_on"],
        received_at=from_text(row["received_at"]),
        registered_at=from_text(row["registered_at"]),
        place=row["place"],
        subject=row["subject"],
        text=row["body"][:cut],
        quoted=row["body"][cut:] if cut is not None else "",
        own=tuple(row[name] for name in ("name", "phone", "email") if row[name]),
        confirmed=tuple(confirmed.get(opinion_id, ())),
        suggested=tuple(suggested.get(opinion_id, ())),
        said=tuple(said.get(opinion_id, ())),
        files=files.get(opinion_id, 0),
    )
