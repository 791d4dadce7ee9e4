"""The register as a book (登记簿): what was entered from day to day, by channel, in the order of its numbers."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from intake import receipts
from intake.clock import from_text, to_text
from intake.db import Connection, Row
from intake.model import Channel, Origin, Status
from intake.store.recusals import KEPT

MOST = 2_000  # lines of one print-out
_EXCERPT = 400  # characters; the whole text is in the system


@dataclass(frozen=True, slots=True)
class Entry:
    """One line; `secret`: sealed, proposed, isolated or kept from its reader, of which a book says only the number."""

    number: str
    channel: Channel
    origin: Origin
    status: Status
    received_at: datetime
    registered_at: datetime
    name: str
    phone: str
    address: str
    place: str
    body: str
    details: dict[str, Any]
    wants_answer: bool
    issue_id: int | None
    entered_by: int | None
    scans: int
    secret: bool


def entries(conn: Connection, start: datetime, end: datetime, channels: Sequence[Channel]) -> list[Entry]:
    """What was registered from `start` until before `end`, at most two thousand and one."""
    named = {f"c{n}": channel for n, channel in enumerate(channels)}
    rows = conn.execute(
        f"""SELECT r.year, r.number, o.channel, o.origin, o.status, o.received_at, o.registered_at, o.name, o.phone,
            o.address, o.place, substr(o.body, 1, {_EXCERPT}) AS body, o.details, o.wants_answer, o.entered_by,
            CASE WHEN o.seal <> 'none' OR o.isolated = 1 OR NOT ({KEPT}) THEN 1 ELSE 0 END AS secret,
            (SELECT MIN(l.issue_id) FROM link l
                WHERE l.opinion_id = o.id AND l.state = 'confirmed' AND l.main = 1) AS issue_id,
            (SELECT COUNT(*) FROM attachment a WHERE a.opinion_id = o.id AND a.role = 'scan') AS scans
        FROM opinion o JOIN register r ON r.opinion_id = o.id
        WHERE o.registered_at >= :start AND o.registered_at < :end
            AND o.channel IN ({", ".join(f":{name}" for name in named)})
        ORDER BY r.year, r.number LIMIT {MOST + 1}""",
        {"start": to_text(start), "end": to_text(end), **named},
    )
    return [_entry(row) for row in rows]


def _entry(row: Row) -> Entry:
    return Entry(
        receipts.register_number(row["year"], row["number"]),
        Channel(row["channel"]),
        Origin(row["origin"]),
        Status(row["status"]),
        from_text(row["received_at"]),
        from_text(row["registered_at"]),
        row["name"],
        row["phone"],
        row["address"],
        row["place"],
        row["body"],
        json.loads(row["details"]),
        bool(row["wants_answer"]),
        row["issue_id"],
        row["entered_by"],
        row["scans"],
        bool(row["secret"]),
    )
