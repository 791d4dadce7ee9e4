"""What the database says of its own health."""

from datetime import datetime

from intake.clock import from_text, to_text
from intake.db import Connection


def size_bytes(conn: Connection) -> int:
    """How large the database is on disk, attachments and mails included."""
    if conn.dialect == "postgres":
        sql = "SELECT pg_database_size(current_database()) AS n"
    else:
        sql = "SELECT c.page_count * s.page_size AS n FROM pragma_page_count() c, pragma_page_size() s"
    row = conn.execute(sql).fetchone()
    assert row is not None
    return int(row["n"])


def isolated(conn: Connection) -> int:
    """How many opinions were taken out of every view."""
    row = conn.execute("SELECT COUNT(*) AS n FROM opinion WHERE isolated = 1").fetchone()
    assert row is not None
    return int(row["n"])


def first_looks(conn: Connection, since: datetime, most: int = 1000) -> list[float]:
    """Seconds between coming in and a person's first act, of the newest `most` opinions that had one."""
    rows = conn.execute(
        """SELECT o.registered_at, MIN(e.at) AS looked_at
        FROM (SELECT id, registered_at FROM opinion
            WHERE registered_at >= :since AND seal = 'none' AND isolated = 0
            ORDER BY registered_at DESC LIMIT :most) o
        JOIN event e ON e.subject_id = o.id
        WHERE e.kind IN ('confirmed', 'handed_over', 'answered', 'closed', 'set_aside')
        GROUP BY o.id, o.registered_at""",
        {"since": to_text(since), "most": most},
    )
    return [(from_text(row["looked_at"]) - from_text(row["registered_at"])).total_seconds() for row in rows]
