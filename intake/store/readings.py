"""What a program is to read in scans at the desk: asked for, leased, read; it goes with the staged scan."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from intake.clock import to_text
from intake.db import Connection

LEASE = timedelta(minutes=10)
TRIES = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """The state of one: waiting, done or failed; `text` is what was read."""

    token: str
    state: str
    text: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A scan to read."""

    token: str
    blob: str
    media_type: str


def ask(conn: Connection, token: str, now: datetime) -> None:
    """Ask for a staged scan to be read, again where it had failed."""
    conn.execute(
        """INSERT INTO reading (token, due_at, state) SELECT token, :at, 'waiting' FROM staged_upload
        WHERE token = :token
        ON CONFLICT (token) DO UPDATE SET state = 'waiting', due_at = excluded.due_at, attempts = 0
        WHERE reading.state = 'failed'""",
        {"token": token, "at": to_text(now)},
    )


def forget(conn: Connection, tokens: list[str]) -> None:
    """Forget what was read in these scans, or was to be: an item that turned out to be secret is not read."""
    for token in tokens:
        conn.execute("DELETE FROM reading WHERE token = :token", {"token": token})


def by_token(conn: Connection, token: str) -> Reading | None:
    """How far the reading of a scan is."""
    row = conn.execute("SELECT token, state, text FROM reading WHERE token = :token", {"token": token}).fetchone()
    return Reading(row["token"], row["state"], row["text"]) if row else None


def lease(conn: Connection, now: datetime) -> Wanted | None:
    """The next scan to read, leased for ten minutes; what was leased three times in vain has failed."""
    conn.execute(
        "UPDATE reading SET state = 'failed' WHERE state = 'waiting' AND attempts >= :tries AND due_at <= :now",
        {"tries": TRIES, "now": to_text(now)},
    )
    skip = " FOR UPDATE SKIP LOCKED" if conn.dialect == "postgres" else ""
    row = conn.execute(
        f"""UPDATE reading SET due_at = :until, attempts = attempts + 1
        WHERE token = (SELECT token FROM reading WHERE state = 'waiting' AND due_at <= :now
            ORDER BY due_at LIMIT 1{skip}) RETURNING token""",
        {"now": to_text(now), "until": to_text(now + LEASE)},
    ).fetchone()
    if row is None:
        return None
    scan = conn.execute(
        "SELECT token, blob, media_type FROM staged_upload WHERE token = :token", {"token": row["token"]}
    ).fetchone()
    assert scan is not None
    return Wanted(scan["token"], scan["blob"], scan["media_type"])


def finish(conn: Connection, token: str, state: str, text: str = "") -> None:
    """Write down what was read, or that nothing could be."""
    conn.execute(
        "UPDATE reading SET state = :state, text = :text WHERE token = :token",
        {"token": token, "state": state, "text": text},
    )
