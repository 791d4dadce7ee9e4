"""Words that the office added to what the linker knows of public life."""

from dataclasses import dataclass
from datetime import datetime

from intake.clock import from_text, to_text
from intake.db import Connection


@dataclass(frozen=True, slots=True)
class OwnWords:
    """A phrase that speaks for a concept of the thesaurus; `sure`: it leaves no doubt."""

    id: int
    concept: str
    words: str
    sure: bool
    added_at: datetime
    added_by: int


def every(conn: Connection) -> list[OwnWords]:
    """All of them, by concept, oldest first."""
    rows = conn.execute("SELECT id, concept, words, sure, added_at, added_by FROM own_words ORDER BY concept, id")
    return [
        OwnWords(r["id"], r["concept"], r["words"], bool(r["sure"]), from_text(r["added_at"]), r["added_by"])
        for r in rows
    ]


def stamp(conn: Connection) -> str:
    """Changes whenever they change."""
    rows = conn.execute("SELECT id FROM own_words ORDER BY id")
    return " ".join(str(row["id"]) for row in rows)


def add(conn: Connection, own: OwnWords) -> bool:
    """Add a phrase; False where it is there already."""
    result = conn.execute(
        """INSERT INTO own_words (id, concept, words, sure, added_at, added_by)
        VALUES (:id, :concept, :words, :sure, :at, :by) ON CONFLICT (concept, words) DO NOTHING""",
        {
            "id": own.id,
            "concept": own.concept,
            "words": own.words,
            "sure": int(own.sure),
            "at": to_text(own.added_at),
            "by": own.added_by,
        },
    )
    return result.rowcount > 0


def remove(conn: Connection, words_id: int) -> OwnWords | None:
    """Take a phrase out again; what it was, None where it is gone already."""
    found = next((own for own in every(conn) if own.id == words_id), None)
    conn.execute("DELETE FROM own_words WHERE id = :id", {"id": words_id})
    return found
