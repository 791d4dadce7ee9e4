"""The ledger of the mailbox: one row for every message of it, whatever became of it."""

from dataclasses import dataclass
from datetime import datetime

from intake.clock import to_text
from intake.db import Connection


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one message; `state` is taken, duplicate, kept (no opinion) or failed."""

    mailbox: str
    uidvalidity: int
    uid: int
    state: str
    content: str
    kind: str | None = None
    reason: str | None = None
    message_id: str | None = None
    blob: str | None = None
    opinion_id: int | None = None


def add(conn: Connection, entry: Entry, now: datetime) -> None:
    """Write a message down; the same UID twice stays as it was."""
    conn.execute(
        """INSERT INTO mail (mailbox, uidvalidity, uid, state, kind, reason, content, message_id, blob,
            opinion_id, at)
        VALUES (:mailbox, :uidvalidity, :uid, :state, :kind, :reason, :content, :message_id, :blob,
            :opinion_id, :at) ON CONFLICT (mailbox, uidvalidity, uid) DO NOTHING""",
        {
            "mailbox": entry.mailbox,
            "uidvalidity": entry.uidvalidity,
            "uid": entry.uid,
            "state": entry.state,
            "kind": entry.kind,
            "reason": entry.reason,
            "content": entry.content,
            "message_id": entry.message_id,
            "blob": entry.blob,
            "opinion_id": entry.opinion_id,
            "at": to_text(now),
        },
    )


def known_uids(conn: Connection, mailbox: str, uidvalidity: int) -> set[int]:
    """The UIDs of a mailbox that are in the ledger."""
    rows = conn.execute(
        "SELECT uid FROM mail WHERE mailbox = :mailbox AND uidvalidity = :validity",
        {"mailbox": mailbox, "validity": uidvalidity},
    )
    return {row["uid"] for row in rows}


def by_content(conn: Connection, content: str) -> Entry | None:
    """The first message with these bytes, wherever it lay."""
    row = conn.execute(
        """SELECT mailbox, uidvalidity, uid, state, content, kind, reason, message_id, blob, opinion_id
        FROM mail WHERE content = :content ORDER BY at, uid LIMIT 1""",
        {"content": content},
    ).fetchone()
    return Entry(**{name: row[name] for name in row.keys()}) if row else None  # noqa: SIM118 - sqlite3.Row


def counts(conn: Connection) -> dict[str, int]:
    """How many messages by what became of them."""
    rows = conn.execute("SELECT state, COUNT(*) AS n FROM mail GROUP BY state")
    return {row["state"]: row["n"] for row in rows}
