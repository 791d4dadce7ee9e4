"""When each standing task last succeeded, and what stopped it since."""

from datetime import datetime

from intake.clock import from_text, to_text
from intake.db import Connection

DIGEST_ALARM = "digest_alarm"  # its error names the digest that somebody was told of
RECONCILED = "reconcile"  # with the mailbox's name behind a colon


def beat(conn: Connection, name: str, now: datetime) -> None:
    """The task just succeeded."""
    conn.execute(
        "INSERT INTO heartbeat (name, at) VALUES (:name, :at) "
        "ON CONFLICT (name) DO UPDATE SET at = excluded.at, error = NULL",
        {"name": name, "at": to_text(now)},
    )


def missed(conn: Connection, name: str, error: str, now: datetime) -> None:
    """The task failed; the time of its last success stays."""
    conn.execute(
        "INSERT INTO heartbeat (name, at, error) VALUES (:name, :at, :error) "
        "ON CONFLICT (name) DO UPDATE SET error = excluded.error",
        {"name": name, "at": to_text(now), "error": error},
    )


def every(conn: Connection) -> dict[str, tuple[datetime, str | None]]:
    """Last success and present error of each task."""
    rows = conn.execute("SELECT name, at, error FROM heartbeat")
    return {row["name"]: (from_text(row["at"]), row["error"]) for row in rows}
