"""The ledger of the mailboxes: one row for every message of them, whatever became of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from intake.clock import from_text, to_text
from intake.db import Connection, Row

_COLUMNS = "mailbox, uidvalidity, uid, state, kind, reason, content, message_id, blob, opinion_id, received_at"


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one message; `state` is taken, duplicate, kept (no opinion) or failed.

    `reason` says why: the rule by which it is kept, or what failed. `blob` is the raw message.
    """

    mailbox: str
    uidvalidity: int
    uid: int
    state: str
    content: str
    received_at: datetime
    kind: str | None = None
    reason: str | None = None
    message_id: str | None = None
    blob: str | None = None
    opinion_id: int | None = None

    @property
    def key(self) -> str:
        """What people name the message by."""
        return f"{self.mailbox}#{self.uidvalidity}:{self.uid}"


def put(conn: Connection, entry: Entry, now: datetime) -> None:
    """Write a message down; the same UID again changes nothing, unless it had failed or was only kept."""
    conn.execute(
        f"""INSERT INTO mail ({_COLUMNS}, at)
        VALUES (:mailbox, :uidvalidity, :uid, :state, :kind, :reason, :content, :message_id, :blob, :opinion_id,
            :received_at, :at)
        ON CONFLICT (mailbox, uidvalidity, uid) DO UPDATE SET state = excluded.state, kind = excluded.kind,
            reason = excluded.reason, content = excluded.content, message_id = excluded.message_id,
            blob = excluded.blob, opinion_id = excluded.opinion_id, at = excluded.at
        WHERE mail.state IN ('failed', 'kept')""",
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
            "received_at": to_text(entry.received_at),
            "at": to_text(now),
        },
    )


def last_uid(conn: Connection, mailbox: str, uidvalidity: int) -> int:
    """The highest UID in the ledger, 0 for a mailbox that is new. Messages are written down in the order of UIDs."""
    row = conn.execute(
        "SELECT MAX(uid) AS last FROM mail WHERE mailbox = :mailbox AND uidvalidity = :validity",
        {"mailbox": mailbox, "validity": uidvalidity},
    ).fetchone()
    return int(row["last"] or 0) if row else 0


def known_uids(conn: Connection, mailbox: str, uidvalidity: int) -> set[int]:
    """The UIDs of a mailbox that are in the ledger."""
    rows = conn.execute(
        "SELECT uid FROM mail WHERE mailbox = :mailbox AND uidvalidity = :validity",
        {"mailbox": mailbox, "validity": uidvalidity},
    )
    return {row["uid"] for row in rows}


def in_state(conn: Connection, state: str, limit: int = 1000, offset: int = 0) -> Iterator[Entry]:
    """The messages in a state, those that were dealt with last first."""
    rows = conn.execute(
        f"SELECT {_COLUMNS} FROM mail WHERE state = :state ORDER BY at DESC, uid DESC LIMIT :limit OFFSET :offset",
        {"state": state, "limit": limit, "offset": offset},
    )
    return (_entry(row) for row in rows.fetchall())


def by_uid(conn: Connection, mailbox: str, uidvalidity: int, uid: int) -> Entry | None:
    """What became of one message."""
    row = conn.execute(
        f"SELECT {_COLUMNS} FROM mail WHERE mailbox = :mailbox AND uidvalidity = :validity AND uid = :uid",
        {"mailbox": mailbox, "validity": uidvalidity, "uid": uid},
    ).fetchone()
    return _entry(row) if row else None


def forget_raw(conn: Connection, opinion_id: int) -> list[str]:
    """Take the whole mails of an opinion away, itself and what was answered; their hashes."""
    rows = conn.execute(
        """SELECT blob FROM mail WHERE opinion_id = :id AND blob IS NOT NULL
        UNION SELECT blob FROM attachment WHERE opinion_id = :id AND role = 'raw'""",
        {"id": opinion_id},
    )
    found = [row["blob"] for row in rows]
    conn.execute("UPDATE mail SET blob = NULL WHERE opinion_id = :id", {"id": opinion_id})
    conn.execute("DELETE FROM attachment WHERE opinion_id = :id AND role = 'raw'", {"id": opinion_id})
    return found


def by_key(conn: Connection, key: str) -> Entry | None:
    """The message that people name so."""
    named = re.fullmatch(r"(.{1,500})#([0-9]{1,19}):([0-9]{1,19})", key)
    if named is None or max(int(named[2]), int(named[3])) >= 1 << 63:
        return None
    return by_uid(conn, named[1], int(named[2]), int(named[3]))


def counts(conn: Connection) -> dict[str, int]:
    """How many messages by what became of them."""
    rows = conn.execute("SELECT state, COUNT(*) AS n FROM mail GROUP BY state")
    return {row["state"]: row["n"] for row in rows}


def failures(conn: Connection) -> int:
    """How many messages could not be taken and wait for a person."""
    row = conn.execute("SELECT COUNT(*) AS n FROM mail WHERE state = 'failed'").fetchone()
    assert row is not None
    return int(row["n"])


def _entry(row: Row) -> Entry:
    return Entry(
        row["mailbox"],
        row["uidvalidity"],
        row["uid"],
        row["state"],
        row["content"],
        from_text(row["received_at"]),
        row["kind"],
        row["reason"],
        row["message_id"],
        row["blob"],
        row["opinion_id"],
    )
