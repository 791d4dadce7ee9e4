"""Failed log-ins and look-ups, counted to slow down guessing; subjects are keyed hashes, never addresses."""

from datetime import datetime

from intake import receipts
from intake.clock import to_text
from intake.db import Connection


def add(conn: Connection, subject: str, now: datetime) -> None:
    """Count one failure of `subject`, such as `login:clerk`."""
    conn.execute(
        "INSERT INTO attempt (subject, at) VALUES (:subject, :at)",
        {"subject": receipts.contact_hash(conn.keys, subject), "at": to_text(now)},
    )


def count(conn: Connection, subject: str, since: datetime) -> int:
    """Failures of a subject since then."""
    row = conn.execute(
        "SELECT COUNT(*) AS n FROM attempt WHERE subject = :subject AND at >= :since",
        {"subject": receipts.contact_hash(conn.keys, subject), "since": to_text(since)},
    ).fetchone()
    assert row is not None
    return int(row["n"])


def clear(conn: Connection, subject: str) -> None:
    """Forget the failures of a subject."""
    conn.execute(
        "DELETE FROM attempt WHERE subject = :subject",
        {"subject": receipts.contact_hash(conn.keys, subject)},
    )


def sweep(conn: Connection, before: datetime) -> int:
    """Forget what is older; how many."""
    return conn.execute("DELETE FROM attempt WHERE at < :before", {"before": to_text(before)}).rowcount


def stale(conn: Connection, before: datetime) -> int:
    """How many `sweep` would forget."""
    row = conn.execute("SELECT COUNT(*) AS n FROM attempt WHERE at < :before", {"before": to_text(before)}).fetchone()
    assert row is not None
    return int(row["n"])
