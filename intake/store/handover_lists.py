"""The lists of what was handed over, for the office and for one unit, and how many there are of each kind.

What units have in hand goes by its due date, what they no longer have by the newest. Pages are cut by place, as in
the queue.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from intake import receipts
from intake.clock import from_text
from intake.db import Connection, Row
from intake.duty import Handover
from intake.store import handovers
from intake.store.digests import SHOWN
from intake.store.recusals import KEPT

EXCERPT = 400  # characters read of a text; what is shown of it is redacted first, and shorter
VIEWS: Mapping[str, str] = {
    "open": "h.state = 'open'",
    "overdue": "h.state = 'open' AND h.due_on < :today",
    "soon": "h.state = 'open' AND h.due_on >= :today AND h.due_on <= :soon",
    "unsigned": "h.state = 'open' AND EXISTS (SELECT 1 FROM handover_unit s WHERE s.handover_id = h.id "
    "AND s.lead = 1 AND s.signed_at IS NULL)",
    "silent": "h.state = 'open' AND h.contact_on < :today AND h.contacted_at IS NULL",
    "asked": "h.state = 'open' AND h.asked_days IS NOT NULL",
    "replied": "h.state = 'replied'",
    "proposed": "h.state = 'proposed'",
    "done": "h.state = 'done'",
    "settled": "h.state IN ('returned', 'recalled', 'done')",
}
_OVER = ("done", "settled")
_NEVER = "'9999'"  # behind every due date


@dataclass(frozen=True, slots=True)
class Wanted:
    """A list: one of VIEWS at a day, of one unit (in the lead or not) or of all.

    `sealed`: the reader may see sealed items.
    """

    view: str
    today: date
    soon: date
    unit_id: int | None = None
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A handing over in a list, with the beginning of its opinion; `own` are the sender's name and contacts."""

    handover: Handover
    number: str
    subject: str
    body: str
    own: tuple[str, ...]
    received_at: datetime


def page(conn: Connection, wanted: Wanted, *, after: int | None = None, limit: int = 50) -> list[Line]:
    """Up to `limit` lines of a list behind the one with the id `after`."""
    scope, params = _scope(wanted)
    place = f"COALESCE(h.due_on, {_NEVER}), h.id"
    rest, order = f"({place}) > (SELECT {place} FROM handover h WHERE h.id = :after)", place
    if wanted.view in _OVER:
        rest, order = "h.id < :after", "h.id DESC"
    where = f"{VIEWS[wanted.view]} AND {scope}" + (f" AND {rest}" if after is not None else "")
    rows = conn.execute(
        f"""SELECT h.id, o.received_at, o.name, o.phone, o.email, r.year, r.number,
            substr(o.subject, 1, :excerpt) AS subject, substr(o.body, 1, :excerpt) AS body
        FROM handover h JOIN opinion o ON o.id = h.opinion_id JOIN register r ON r.opinion_id = o.id
        WHERE {where} ORDER BY {order} LIMIT :limit""",
        {**params, "after": after, "limit": limit, "excerpt": EXCERPT},
    ).fetchall()
    found = handovers.by_ids(conn, [row["id"] for row in rows])
    return [_line(row, found[row["id"]]) for row in rows]


def counts(conn: Connection, wanted: Wanted) -> dict[str, int]:
    """How many each view of what is still live has."""
    live = [name for name in VIEWS if name not in _OVER]
    sums = ", ".join(f"COALESCE(SUM(CASE WHEN {VIEWS[name]} THEN 1 ELSE 0 END), 0) AS {name}" for name in live)
    scope, params = _scope(wanted)
    row = conn.execute(
        f"""SELECT {sums} FROM handover h JOIN opinion o ON o.id = h.opinion_id
        WHERE h.state IN ('proposed', 'open', 'replied') AND {scope}""",
        params,
    ).fetchone()
    assert row is not None
    return {name: int(row[name]) for name in live}


def overdue(conn: Connection, today: date, *, sealed: bool) -> int:
    """How many are with their units longer than they should be."""
    scope = "o.isolated = 0" if sealed else SHOWN
    row = conn.execute(
        f"""SELECT COUNT(*) AS n FROM handover h CROSS JOIN opinion o
        WHERE h.state = 'open' AND h.due_on < :today AND o.id = h.opinion_id AND {scope} AND {KEPT}""",
        {"today": today.isoformat()},
    ).fetchone()
    assert row is not None
    return int(row["n"])


def _scope(wanted: Wanted) -> tuple[str, dict[str, Any]]:
    pieces = ["o.isolated = 0" if wanted.sealed else SHOWN, KEPT]
    params: dict[str, Any] = {"today": wanted.today.isoformat(), "soon": wanted.soon.isoformat()}
    if wanted.unit_id is not None:
        pieces.append("EXISTS (SELECT 1 FROM handover_unit u WHERE u.handover_id = h.id AND u.unit_id = :unit)")
        params["unit"] = wanted.unit_id
    return " AND ".join(pieces), params


def _line(row: Row, handover: Handover) -> Line:
    return Line(
        handover,
        receipts.register_number(row["year"], row["number"]),
        row["subject"],
        row["body"],
        (row["name"], row["phone"], row["email"]),
        from_text(row["received_at"]),
    )
