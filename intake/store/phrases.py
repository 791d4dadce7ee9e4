"""Words that answers are put together from."""

from dataclasses import dataclass
from datetime import datetime

from intake.db import Connection, Row
from intake.ids import new_id


@dataclass(frozen=True, slots=True)
class Phrase:
    """Some words under a name."""

    id: int
    name: str
    text: str
    version: int


def every(conn: Connection) -> list[Phrase]:
    """All of them, oldest first."""
    return [_phrase(row) for row in conn.execute("SELECT * FROM phrase ORDER BY id")]


def add(conn: Connection, name: str, text: str, now: datetime) -> int | None:
    """New ones; their id, None where the name is taken."""
    row = conn.execute(
        "INSERT INTO phrase (id, name, text) VALUES (:id, :name, :text) ON CONFLICT DO NOTHING RETURNING id",
        {"id": new_id(now), "name": name, "text": text},
    ).fetchone()
    return int(row["id"]) if row else None


def change(conn: Connection, phrase_id: int, version: int, text: str) -> bool:
    """Other words under the same name; False where somebody else changed them, or took them away."""
    result = conn.execute(
        "UPDATE phrase SET text = :text, version = version + 1 WHERE id = :id AND version = :version",
        {"id": phrase_id, "version": version, "text": text},
    )
    return result.rowcount == 1


def delete(conn: Connection, phrase_id: int) -> bool:
    """Take them away; False where they are not there."""
    return conn.execute("DELETE FROM phrase WHERE id = :id", {"id": phrase_id}).rowcount == 1


def _phrase(row: Row) -> Phrase:
    return Phrase(row["id"], row["name"], row["text"], row["version"])
