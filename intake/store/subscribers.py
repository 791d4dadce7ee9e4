"""Whom issued digests are mailed to."""

from dataclasses import dataclass
from datetime import datetime

from intake.clock import from_text, to_text
from intake.db import Connection
from intake.ids import new_id
from intake.store.offices import OFFICE_ID


@dataclass(frozen=True, slots=True)
class Subscriber:
    """One of them; `attached`: the papers themselves are in the mail, else where to read them."""

    id: int
    address: str
    name: str
    attached: bool
    added_at: datetime


def every(conn: Connection) -> list[Subscriber]:
    """All of them, the first one first."""
    rows = conn.execute(
        "SELECT id, address, name, attached, added_at FROM subscriber WHERE office_id = :office ORDER BY id",
        {"office": OFFICE_ID},
    )
    return [
        Subscriber(row["id"], row["address"], row["name"], bool(row["attached"]), from_text(row["added_at"]))
        for row in rows
    ]


def add(conn: Connection, address: str, name: str, staff_id: int, now: datetime, *, attached: bool) -> bool:
    """Another one; False where the address is there already."""
    made = conn.execute(
        """INSERT INTO subscriber (id, office_id, address, name, attached, added_by, added_at)
        VALUES (:id, :office, :address, :name, :attached, :by, :at) ON CONFLICT DO NOTHING RETURNING id""",
        {
            "id": new_id(now),
            "office": OFFICE_ID,
            "address": address,
            "name": name,
            "attached": int(attached),
            "by": staff_id,
            "at": to_text(now),
        },
    ).fetchone()
    return made is not None


def remove(conn: Connection, subscriber_id: int) -> str | None:
    """Take one off the list; its address, None where it was not there."""
    row = conn.execute(
        "DELETE FROM subscriber WHERE id = :id AND office_id = :office RETURNING address",
        {"id": subscriber_id, "office": OFFICE_ID},
    ).fetchone()
    return str(row["address"]) if row else None
