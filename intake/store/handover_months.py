"""What a month's table of units counts: each handing over of the month or due in it, and whether it came again."""

from dataclasses import dataclass
from datetime import date, datetime

from intake.clock import from_text, to_text
from intake.db import Connection
from intake.duty import HandoverState
from intake.store.digests import SHOWN


@dataclass(frozen=True, slots=True)
class Given:
    """A handing over as its leading unit is measured by it.

    `again`: the unit had the same opinion before. `repeated`: it had another one of the same person or text before.
    """

    unit_id: int
    state: HandoverState
    handed_at: datetime
    due_on: date | None
    settled_at: datetime | None
    again: bool
    repeated: bool


# what this unit had in hand before, of the opinion `p`
_BEFORE = """SELECT 1 FROM handover f JOIN handover_unit g ON g.handover_id = f.id
    WHERE f.opinion_id = p.id AND f.id < h.id AND f.state <> 'proposed' AND g.unit_id = u.unit_id AND g.lead = 1"""


def given(conn: Connection, start: datetime, end: datetime, first: date, last: date) -> list[Given]:
    """Whatever was handed over from `start` until before `end`, or was due from `first` to `last`."""
    rows = conn.execute(
        f"""SELECT u.unit_id, h.state, h.handed_at, h.due_on, h.settled_at,
            CASE WHEN EXISTS ({_BEFORE.replace("p.id", "o.id")}) THEN 1 ELSE 0 END AS again,
            CASE WHEN EXISTS (SELECT 1 FROM opinion p WHERE p.phone_hash = o.phone_hash AND p.id <> o.id
                    AND EXISTS ({_BEFORE}))
                OR EXISTS (SELECT 1 FROM opinion p WHERE p.email_hash = o.email_hash AND p.id <> o.id
                    AND EXISTS ({_BEFORE}))
                OR EXISTS (SELECT 1 FROM voice v JOIN voice w ON w.text_id = v.text_id
                    JOIN opinion p ON p.id = w.opinion_id
                    WHERE v.opinion_id = o.id AND p.id <> o.id AND EXISTS ({_BEFORE}))
                THEN 1 ELSE 0 END AS repeated
        FROM handover h JOIN handover_unit u ON u.handover_id = h.id AND u.lead = 1
        JOIN opinion o ON o.id = h.opinion_id
        WHERE h.state <> 'proposed' AND {SHOWN}
            AND ((h.handed_at >= :start AND h.handed_at < :end) OR (h.due_on >= :first AND h.due_on <= :last))
        ORDER BY h.id""",
        {"start": to_text(start), "end": to_text(end), "first": first.isoformat(), "last": last.isoformat()},
    )
    return [
        Given(
            row["unit_id"],
            HandoverState(row["state"]),
            from_text(row["handed_at"]),
            date.fromisoformat(row["due_on"]) if row["due_on"] else None,
            from_text(row["settled_at"]) if row["settled_at"] else None,
            bool(row["again"]),
            bool(row["repeated"]),
        )
        for row in rows
    ]
