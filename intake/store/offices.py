"""The office that this installation serves; one row today, more when a city joins."""

from intake.db import Connection
from intake.errors import DatabaseError

OFFICE_ID = 1


def ensure(conn: Connection, name: str) -> None:
    """Make the office's row, or check that this secret key is the one its receipts were made with.

    Raises DatabaseError for another key: receipts already given could not be looked up any more.
    """
    conn.execute(
        "INSERT INTO office (id, name, key_fingerprint) VALUES (:id, :name, :fingerprint) ON CONFLICT (id) DO NOTHING",
        {"id": OFFICE_ID, "name": name, "fingerprint": conn.keys.fingerprint},
    )
    row = conn.execute("SELECT key_fingerprint FROM office WHERE id = :id", {"id": OFFICE_ID}).fetchone()
    assert row is not None
    if row["key_fingerprint"] != conn.keys.fingerprint:
        raise DatabaseError("the secret key is not the one this database was made with")
    if name:
        conn.execute("UPDATE office SET name = :name WHERE id = :id", {"id": OFFICE_ID, "name": name})


def name(conn: Connection) -> str:
    """The office's name; empty where neither a setting nor a circular gave one."""
    row = conn.execute("SELECT name FROM office WHERE id = :id", {"id": OFFICE_ID}).fetchone()
    return row["name"] if row else ""
