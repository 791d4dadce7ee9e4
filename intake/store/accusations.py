"""Whom opinions complain of (被反映单位), reports included: for those only who may know of reports."""

import json
from dataclasses import dataclass
from datetime import datetime

from intake import receipts
from intake.clock import from_text, to_text
from intake.db import Connection
from intake.store.digests import SCOPE, SHOWN
from intake.store.offices import OFFICE_ID
from intake.store.recusals import KEPT
from intake.store.traits import ACCUSED
from intake.text import naming


@dataclass(frozen=True, slots=True)
class Accusation:
    """A valid opinion that complains of somebody; `secret`: sealed, or taken for a report. `joined` is the text that a
    person has joined it to."""

    id: int
    number: str
    names: tuple[str, ...]
    registered_at: datetime
    secret: bool
    joined: int | None


def registered(conn: Connection, start: datetime, end: datetime, circular_id: int) -> list[Accusation]:
    """Those registered from `start` until before `end`, in the register's order; a `circular_id` of 0 stands for all.

    Isolated ones never are among them, nor what the reader stays away from.
    """
    rows = conn.execute(
        f"""SELECT o.id, o.details, o.registered_at, o.seal, r.year, r.number,
            CASE WHEN {SHOWN} THEN v.text_id END AS text_id
        FROM opinion o JOIN register r ON r.opinion_id = o.id LEFT JOIN voice v ON v.opinion_id = o.id
        WHERE {SCOPE} AND o.registered_at >= :start AND o.registered_at < :end AND o.details LIKE '{ACCUSED}'
            AND {KEPT} AND o.isolated = 0 AND (o.disposal IS NULL OR o.disposal <> 'void')
        ORDER BY r.year, r.number""",
        {"office": OFFICE_ID, "circular": circular_id, "start": to_text(start), "end": to_text(end)},
    )
    return [
        Accusation(
            row["id"],
            receipts.register_number(row["year"], row["number"]),
            tuple(naming.names(json.loads(row["details"]).get("accused", ""))),
            from_text(row["registered_at"]),
            row["seal"] != "none",
            row["text_id"],
        )
        for row in rows
    ]
