"""What was said to and by a citizen after the opinion itself."""

from datetime import datetime

from intake.clock import from_text, to_text
from intake.db import Connection, Row
from intake.ids import new_id
from intake.model import Message

_COLUMNS = "id, opinion_id, direction, state, body, at, staff_id, cut, sender"


def add(
    conn: Connection,
    opinion_id: int,
    direction: str,
    state: str,
    body: str,
    now: datetime,
    staff_id: int | None = None,
    *,
    cut: int | None = None,
    sender: str = "",
) -> int:
    """A new message; its id."""
    message_id = new_id(now)
    conn.execute(
        """INSERT INTO message (id, opinion_id, direction, state, body, at, staff_id, cut, sender)
        VALUES (:id, :opinion, :direction, :state, :body, :at, :staff, :cut, :sender)""",
        {
            "id": message_id,
            "opinion": opinion_id,
            "direction": direction,
            "state": state,
            "body": body,
            "at": to_text(now),
            "staff": staff_id,
            "cut": cut,
            "sender": sender,
        },
    )
    return message_id


def of_opinion(conn: Connection, opinion_id: int) -> list[Message]:
    """The conversation, oldest first, drafts included."""
    rows = conn.execute(
        f"SELECT {_COLUMNS} FROM message WHERE opinion_id = :id ORDER BY id",
        {"id": opinion_id},
    )
    return [_message(row) for row in rows]


def release(conn: Connection, message_id: int, now: datetime) -> None:
    """A draft is said to the citizen, now."""
    conn.execute(
        "UPDATE message SET state = 'released', at = :at WHERE id = :id AND state = 'draft'",
        {"id": message_id, "at": to_text(now)},
    )


def take_back(conn: Connection, message_id: int) -> None:
    """A released message becomes a draft again, which no citizen sees."""
    conn.execute("UPDATE message SET state = 'draft' WHERE id = :id AND state = 'released'", {"id": message_id})


def forget_sender(conn: Connection, opinion_id: int) -> None:
    """Nobody knows any more from which addresses messages came."""
    conn.execute("UPDATE message SET sender = '' WHERE opinion_id = :id", {"id": opinion_id})


def by_id(conn: Connection, message_id: int) -> Message | None:
    """One message."""
    row = conn.execute(f"SELECT {_COLUMNS} FROM message WHERE id = :id", {"id": message_id}).fetchone()
    return _message(row) if row else None


def _message(row: Row) -> Message:
    return Message(
        row["id"],
        row["opinion_id"],
        row["direction"],
        row["state"],
        row["body"],
        from_text(row["at"]),
        row["staff_id"],
        row["cut"],
        row["sender"],
    )
