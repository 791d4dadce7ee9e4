"""Mail that waits to be sent: what to say to whom, not the text itself, which is rendered when it goes out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from intake import receipts
from intake.clock import to_text
from intake.db import Connection, Row
from intake.ids import new_id

LEASE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A mail to be sent; `kind` is ack, answer or alarm. Its id gives the Message-ID, the same at every attempt."""

    id: int
    kind: str
    opinion_id: int | None
    message_id: int | None
    recipient: str
    attempts: int


def add(
    conn: Connection,
    kind: str,
    recipient: str,
    now: datetime,
    *,
    opinion_id: int | None = None,
    message_id: int | None = None,
    due: datetime | None = None,
) -> int:
    """Ask for a mail; its id."""
    outgoing_id = new_id(now)
    conn.execute(
        """INSERT INTO outbox (id, kind, opinion_id, message_id, recipient, recipient_hash, state,
            due_at, created_at)
        VALUES (:id, :kind, :opinion, :message, :recipient, :hash, 'waiting', :due, :now)""",
        {
            "id": outgoing_id,
            "kind": kind,
            "opinion": opinion_id,
            "message": message_id,
            "recipient": recipient,
            "hash": receipts.contact_hash(conn.keys, recipient.lower()),
            "due": to_text(due or now),
            "now": to_text(now),
        },
    )
    return outgoing_id


def count_since(conn: Connection, kind: str, recipient: str, since: datetime) -> int:
    """How many mails of a kind this recipient was given since then."""
    row = conn.execute(
        "SELECT COUNT(*) AS n FROM outbox WHERE recipient_hash = :hash AND created_at >= :since AND kind = :kind",
        {
            "hash": receipts.contact_hash(conn.keys, recipient.lower()),
            "since": to_text(since),
            "kind": kind,
        },
    ).fetchone()
    assert row is not None
    return int(row["n"])


def lease(conn: Connection, now: datetime, limit: int = 20) -> list[Outgoing]:
    """Mails that are due, leased to the caller for ten minutes, oldest first."""
    skip = " FOR UPDATE SKIP LOCKED" if conn.dialect == "postgres" else ""
    rows = conn.execute(
        "UPDATE outbox SET due_at = :until, attempts = attempts + 1 "
        "WHERE id IN (SELECT id FROM outbox WHERE state = 'waiting' AND due_at <= :now "
        f"ORDER BY due_at, id LIMIT :limit{skip}) "
        "RETURNING id, kind, opinion_id, message_id, recipient, attempts",
        {"now": to_text(now), "until": to_text(now + LEASE), "limit": limit},
    )
    return sorted((_outgoing(row) for row in rows.fetchall()), key=lambda o: o.id)


def sent(conn: Connection, outgoing_id: int, now: datetime) -> None:
    """The server took it."""
    conn.execute(
        "UPDATE outbox SET state = 'sent', sent_at = :at, error = NULL WHERE id = :id",
        {"id": outgoing_id, "at": to_text(now)},
    )


def postponed(conn: Connection, outgoing_id: int, due: datetime, error: str) -> None:
    """Not this time; try again at `due`."""
    conn.execute(
        "UPDATE outbox SET due_at = :due, error = :error WHERE id = :id AND state = 'waiting'",
        {"id": outgoing_id, "due": to_text(due), "error": error},
    )


def failed(conn: Connection, outgoing_id: int, error: str) -> None:
    """Not at all; staff see why."""
    conn.execute(
        "UPDATE outbox SET state = 'failed', error = :error WHERE id = :id",
        {"id": outgoing_id, "error": error},
    )


def withdraw(conn: Connection, message_id: int) -> int:
    """Take back the mail of a message that has not left yet; how many were stopped."""
    return conn.execute(
        "UPDATE outbox SET state = 'withdrawn' WHERE message_id = :id AND state = 'waiting' AND attempts = 0",
        {"id": message_id},
    ).rowcount


def failures(conn: Connection) -> int:
    """How many mails could not be sent at all."""
    row = conn.execute("SELECT COUNT(*) AS n FROM outbox WHERE state = 'failed'").fetchone()
    assert row is not None
    return int(row["n"])


def _outgoing(row: Row) -> Outgoing:
    return Outgoing(
        row["id"],
        row["kind"],
        row["opinion_id"],
        row["message_id"],
        row["recipient"],
        row["attempts"],
    )
