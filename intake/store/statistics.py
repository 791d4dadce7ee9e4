"""What the public may count: opinions by where they came in, how far they are, what they are about.

Reports, isolated opinions and those that a person has not looked at yet are in no figure.
"""

from datetime import datetime

from intake.clock import to_text
from intake.db import Connection
from intake.store.digests import SHOWN

_COUNTED = f"{SHOWN} AND o.held IS NULL AND o.registered_at < :before"


def by_channel(conn: Connection, before: datetime) -> dict[str, int]:
    """How many came in by each channel."""
    return _counts(conn, f"SELECT o.channel AS name, COUNT(*) AS n FROM opinion o WHERE {_COUNTED} GROUP BY 1", before)


def by_status(conn: Connection, before: datetime) -> dict[str, int]:
    """How many stand where in the office's work."""
    return _counts(conn, f"SELECT o.status AS name, COUNT(*) AS n FROM opinion o WHERE {_COUNTED} GROUP BY 1", before)


def by_issue(conn: Connection, before: datetime) -> dict[int, int]:
    """How many are confirmed to be mainly about each issue."""
    sql = f"""SELECT l.issue_id AS name, COUNT(*) AS n FROM opinion o
        JOIN link l ON l.opinion_id = o.id AND l.state = 'confirmed' AND l.main = 1
        WHERE {_COUNTED} GROUP BY 1"""
    return {int(name): count for name, count in _counts(conn, sql, before).items()}


def _counts(conn: Connection, sql: str, before: datetime) -> dict[str, int]:
    return {row["name"]: row["n"] for row in conn.execute(sql, {"before": to_text(before)})}
