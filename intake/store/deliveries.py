"""What became of the mails to an opinion's sender."""

from dataclasses import dataclass
from datetime import datetime

from intake.clock import from_text
from intake.db import Connection


@dataclass(frozen=True, slots=True)
class Delivery:
    """The mail of one message; `state` is waiting, sent, failed or withdrawn. `recallable`: nobody tried to send it."""

    state: str
    due_at: datetime
    sent_at: datetime | None
    recallable: bool


def of_opinion(conn: Connection, opinion_id: int) -> dict[int, Delivery]:
    """The mails by the message that they carry."""
    rows = conn.execute(
        "SELECT message_id, state, due_at, sent_at, attempts FROM outbox "
        "WHERE message_id IN (SELECT id FROM message WHERE opinion_id = :id) ORDER BY id",
        {"id": opinion_id},
    )
    return {
        row["message_id"]: Delivery(
            row["state"],
            from_text(row["due_at"]),
            from_text(row["sent_at"]) if row["sent_at"] else None,
            row["state"] == "waiting" and row["attempts"] == 0,
        )
        for row in rows
    }
