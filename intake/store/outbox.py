"""Mail that waits to be sent: what to say to whom, not the text itself, which is rendered when it goes out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from intake import receipts
from intake.clock import from_text, to_text
from intake.db import Connection, Row
from intake.ids import new_id

LEASE = timedelta(minutes=10)
_COLUMNS = "id, kind, opinion_id, message_id, digest_id, recipient, attempts, created_at"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A mail to be sent. `kind` is ack, answer, digest, alarm (an emergency), poll_late, poll_back or
    digest_late; to units handover (something was handed over, or is due at another day now) or remind.

    Its id gives the Message-ID and the reply token, the same at every attempt.
    """

    id: int
    kind: str
    opinion_id: int | None
    message_id: int | None
    digest_id: int | None
    recipient: str
    attempts: int
    created_at: datetime


def add(
    conn: Connection,
    kind: str,
    recipient: str,
    now: datetime,
    *,
    opinion_id: int | None = None,
    message_id: int | None = None,
    digest_id: int | None = None,
    due: datetime | None = None,
) -> int:
    """Ask for a mail; its id."""
    outgoing_id = new_id(now)
    conn.execute(
        """INSERT INTO outbox (id, kind, opinion_id, message_id, digest_id, recipient, recipient_hash, token_hash,
            state, due_at, created_at)
        VALUES (:id, :kind, :opinion, :message, :digest, :recipient, :hash, :token, 'waiting', :due, :now)""",
        {
            "id": outgoing_id,
            "kind": kind,
            "opinion": opinion_id,
            "message": message_id,
            "digest": digest_id,
            "recipient": recipient,
            "hash": receipts.contact_hash(conn.keys, recipient.lower()),
            "token": receipts.lookup_hash(conn.keys, receipts.reply_token(conn.keys, outgoing_id)),
            "due": to_text(due or now),
            "now": to_text(now),
        },
    )
    return outgoing_id


def next_ack(conn: Connection, recipient: str, now: datetime) -> datetime:
    """When this recipient may get the next acknowledgement: now, or together with others a day after the last."""
    row = conn.execute(
        """SELECT MAX(CASE WHEN state = 'waiting' THEN due_at ELSE sent_at END) AS last FROM outbox
        WHERE recipient_hash = :hash AND kind = 'ack' AND created_at > :since""",
        {
            "hash": receipts.contact_hash(conn.keys, recipient.lower()),
            "since": to_text(now - timedelta(days=7)),
        },
    ).fetchone()
    if row is None or row["last"] is None:
        return now
    last = from_text(row["last"])
    return last if last > now else max(now, last + timedelta(days=1))


def mailed(conn: Connection, digest_id: int) -> set[str]:
    """Whom a digest was sent to, or is about to be; lower case."""
    rows = conn.execute("SELECT recipient FROM outbox WHERE kind = 'digest' AND digest_id = :id", {"id": digest_id})
    return {row["recipient"].lower() for row in rows}


def lease(conn: Connection, now: datetime, limit: int = 20) -> list[Outgoing]:
    """Mails that are due, leased to the caller for ten minutes, oldest first.

    More than `limit` only where somebody has several acknowledgements: they come together.
    """
    skip = " FOR UPDATE SKIP LOCKED" if conn.dialect == "postgres" else ""
    due = f"SELECT id FROM outbox WHERE state = 'waiting' AND due_at <= :now ORDER BY due_at, id LIMIT :limit{skip}"
    take = f"""UPDATE outbox SET due_at = :until, attempts = attempts + 1
        WHERE state = 'waiting' AND due_at <= :now AND %s RETURNING {_COLUMNS}, recipient_hash"""
    times = {"now": to_text(now), "until": to_text(now + LEASE)}
    rows = conn.execute(take % f"id IN ({due})", {**times, "limit": limit}).fetchall()
    for recipient in {row["recipient_hash"] for row in rows if row["kind"] == "ack"}:
        more = conn.execute(take % "kind = 'ack' AND recipient_hash = :hash", {**times, "hash": recipient})
        rows += more.fetchall()
    return sorted((_outgoing(row) for row in rows), key=lambda o: o.id)


def by_token(conn: Connection, token: str) -> Outgoing | None:
    """The mail that carried a reply token."""
    row = conn.execute(
        f"SELECT {_COLUMNS} FROM outbox WHERE token_hash = :hash",
        {"hash": receipts.lookup_hash(conn.keys, token)},
    ).fetchone()
    return _outgoing(row) if row else None


def carried(conn: Connection, outgoing_id: int) -> list[Outgoing]:
    """The mails that left together as one, the one that carried the others included."""
    rows = conn.execute(
        f"SELECT {_COLUMNS} FROM outbox WHERE id = :id OR carried_by = :id ORDER BY id", {"id": outgoing_id}
    )
    return [_outgoing(row) for row in rows]


def sent(conn: Connection, outgoing_id: int, now: datetime, *, carried_by: int | None = None) -> None:
    """The server took it, on its own or as part of another mail."""
    conn.execute(
        "UPDATE outbox SET state = 'sent', sent_at = :at, carried_by = :carrier, error = NULL WHERE id = :id",
        {"id": outgoing_id, "at": to_text(now), "carrier": carried_by},
    )


def returned(conn: Connection, outgoing_id: int, error: str) -> bool:
    """A mail that was sent came back; False where that is known already."""
    result = conn.execute(
        "UPDATE outbox SET state = 'failed', error = :error WHERE id = :id AND state = 'sent'",
        {"id": outgoing_id, "error": error},
    )
    return result.rowcount == 1


def drop(conn: Connection, outgoing_id: int, reason: str) -> None:
    """There is nothing to say any more."""
    conn.execute(
        "UPDATE outbox SET state = 'withdrawn', error = :reason WHERE id = :id AND state = 'waiting'",
        {"id": outgoing_id, "reason": reason},
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


def forget_sender(conn: Connection, opinion_id: int) -> None:
    """Nothing is sent to an opinion's sender any more, and nobody knows where it was."""
    conn.execute(
        """UPDATE outbox SET recipient = '', error = NULL, state = CASE state WHEN 'waiting' THEN 'withdrawn'
            ELSE state END WHERE opinion_id = :id AND kind IN ('ack', 'answer')""",
        {"id": opinion_id},
    )


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
        row["digest_id"],
        row["recipient"],
        row["attempts"],
        from_text(row["created_at"]),
    )
