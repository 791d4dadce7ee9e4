"""Letters with an address to write to: which of their senders were told on paper that the letter has come in."""

from dataclasses import dataclass
from datetime import datetime

from intake import receipts
from intake.clock import from_text, to_text
from intake.db import Connection
from intake.store.recusals import SEEN


@dataclass(frozen=True, slots=True)
class Addressed:
    """A letter whose sender can be told; `printed_at` is when the notice was last printed."""

    opinion_id: int
    number: str
    circular_id: int | None
    name: str
    address: str
    received_at: datetime
    printed_at: datetime | None


def addressed(conn: Connection, since: datetime, *, sealed: bool, limit: int = 300) -> list[Addressed]:
    """Letters since then that say where to write to, newest first; `sealed`: the reader may see sealed items."""
    rows = conn.execute(
        f"""SELECT o.id, o.circular_id, o.name, o.address, o.received_at, r.year, r.number, n.printed_at
        FROM opinion o JOIN register r ON r.opinion_id = o.id LEFT JOIN notice n ON n.opinion_id = o.id
        WHERE o.address <> '' AND o.registered_at >= :since AND o.withdrawn_at IS NULL AND {SEEN}
        ORDER BY o.registered_at DESC, o.id DESC LIMIT :limit""",
        {"since": to_text(since), "sealed": int(sealed), "limit": limit},
    )
    return [
        Addressed(
            row["id"],
            receipts.register_number(row["year"], row["number"]),
            row["circular_id"],
            row["name"],
            row["address"],
            from_text(row["received_at"]),
            from_text(row["printed_at"]) if row["printed_at"] else None,
        )
        for row in rows
    ]


def mark(conn: Connection, opinion_ids: list[int], staff_id: int, now: datetime) -> None:
    """Note that notices were printed."""
    conn.executemany(
        """INSERT INTO notice (opinion_id, printed_at, printed_by) VALUES (:id, :at, :by)
        ON CONFLICT (opinion_id) DO UPDATE SET printed_at = excluded.printed_at, printed_by = excluded.printed_by""",
        [{"id": opinion_id, "at": to_text(now), "by": staff_id} for opinion_id in opinion_ids],
    )
