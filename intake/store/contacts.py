"""What came before, in one line each: by id, or from the same person by the keyed hash of a contact."""

from dataclasses import dataclass
from datetime import datetime

from intake import receipts
from intake.clock import from_text
from intake.db import Connection, Row
from intake.model import Channel, Status
from intake.store.digests import SHOWN
from intake.store.recusals import KEPT
from intake.text import contact

EXCERPT = 80
_COLUMNS = f"o.id, o.channel, o.status, o.received_at, substr(o.body, 1, {EXCERPT}) AS body, r.year, r.number"


@dataclass(frozen=True, slots=True)
class Earlier:
    """An opinion that came before, in one line."""

    id: int
    number: str
    channel: Channel
    status: Status
    received_at: datetime
    excerpt: str


def earlier(
    conn: Connection, *, phone: str = "", email: str = "", sealed: bool = False, limit: int = 5
) -> list[Earlier]:
    """What came from this telephone or this address, newest first; `sealed`: the reader may see sealed items."""
    number, address = contact.phone(phone), contact.email(email)
    if not number and not address:
        return []
    rows = conn.execute(
        f"""SELECT {_COLUMNS} FROM opinion o JOIN register r ON r.opinion_id = o.id
        WHERE (o.phone_hash = :phone OR o.email_hash = :email) AND o.isolated = 0
            AND (o.seal = 'none' OR :sealed = 1) AND {KEPT}
        ORDER BY o.received_at DESC, o.id DESC LIMIT :limit""",
        {
            # an empty string is no hash: it matches nothing
            "phone": receipts.contact_hash(conn.keys, number) if number else "",
            "email": receipts.contact_hash(conn.keys, address) if address else "",
            "sealed": int(sealed),
            "limit": limit,
        },
    )
    return [_earlier(row) for row in rows]


def lines(conn: Connection, opinion_ids: list[int]) -> list[Earlier]:
    """These opinions, in their order; of sealed and isolated ones nothing."""
    found = {}
    for opinion_id in opinion_ids:
        row = conn.execute(
            f"""SELECT {_COLUMNS} FROM opinion o JOIN register r ON r.opinion_id = o.id
            WHERE o.id = :id AND {SHOWN} AND {KEPT}""",
            {"id": opinion_id},
        ).fetchone()
        if row is not None:
            found[opinion_id] = _earlier(row)
    return list(found.values())


def _earlier(row: Row) -> Earlier:
    return Earlier(
        row["id"],
        receipts.register_number(row["year"], row["number"]),
        Channel(row["channel"]),
        Status(row["status"]),
        from_text(row["received_at"]),
        " ".join(row["body"].split()),
    )
