"""What the database says of its own health."""

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
