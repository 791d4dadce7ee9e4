"""Versions of what the linker learned: which opinions each learns from, how it stood the test, which one is live."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from intake.clock import from_text, to_text
from intake.db import Connection, Row


@dataclass(frozen=True, slots=True)
class Model:
    """One version; `decided` links were there when it was made.

    Of `held` opinions that were held back so many had the right entry first, and among the first three; `former_…`
    is what the version got right that was live before.
    """

    version: int
    made_at: datetime
    decided: int
    lessons: int
    held: int
    first: int
    first_three: int
    former_first: int
    former_first_three: int
    live: bool


class Mark(NamedTuple):
    """Changes whenever what the live version learns from changes."""

    version: int
    lessons: int


NONE = Mark(0, 0)


def live(conn: Connection) -> Mark:
    """The version that suggestions come from: the newest that stood the test."""
    row = conn.execute("SELECT version, lessons FROM model WHERE live = 1 ORDER BY version DESC LIMIT 1").fetchone()
    return Mark(row["version"], row["lessons"]) if row else NONE


def latest(conn: Connection) -> Model | None:
    """The newest version, live or not."""
    found = every(conn, 1)
    return found[0] if found else None


def every(conn: Connection, limit: int) -> list[Model]:
    """The newest versions, newest first."""
    rows = conn.execute(
        """SELECT version, made_at, decided, lessons, held, first, first_three, former_first, former_first_three, live
        FROM model ORDER BY version DESC LIMIT :limit""",
        {"limit": limit},
    )
    return [_model(row) for row in rows]


def add(conn: Connection, model: Model, opinion_ids: Iterable[int]) -> int:
    """Keep a version with the opinions it learns from; its number, one more than the newest."""
    row = conn.execute(
        """INSERT INTO model (version, made_at, decided, lessons, held, first, first_three, former_first,
            former_first_three, live)
        SELECT COALESCE(MAX(version), 0) + 1, :at, :decided, :lessons, :held, :first, :three, :former_first,
            :former_three, :live FROM model RETURNING version""",
        {
            "at": to_text(model.made_at),
            "decided": model.decided,
            "lessons": model.lessons,
            "held": model.held,
            "first": model.first,
            "three": model.first_three,
            "former_first": model.former_first,
            "former_three": model.former_first_three,
            "live": int(model.live),
        },
    ).fetchone()
    assert row is not None
    for opinion_id in opinion_ids:
        conn.execute(
            "INSERT INTO lesson (version, opinion_id) VALUES (:version, :id)",
            {"version": row["version"], "id": opinion_id},
        )
    return int(row["version"])


def lessons(conn: Connection, version: int) -> list[int]:
    """The opinions a version learns from."""
    rows = conn.execute(
        "SELECT opinion_id FROM lesson WHERE version = :version ORDER BY opinion_id", {"version": version}
    )
    return [row["opinion_id"] for row in rows]


def drop_lessons(conn: Connection, keep: int) -> None:
    """Forget what versions learned from that are neither live nor among the newest; their figures stay."""
    conn.execute(
        "DELETE FROM lesson WHERE version <> :live AND version <= (SELECT MAX(version) FROM model) - :keep",
        {"live": live(conn).version, "keep": keep},
    )


def forget(conn: Connection, opinion_id: int) -> None:
    """Nobody learns from this opinion any more."""
    conn.execute(
        "UPDATE model SET lessons = lessons - 1 WHERE version IN (SELECT version FROM lesson WHERE opinion_id = :id)",
        {"id": opinion_id},
    )
    conn.execute("DELETE FROM lesson WHERE opinion_id = :id", {"id": opinion_id})


def _model(row: Row) -> Model:
    return Model(
        row["version"],
        from_text(row["made_at"]),
        row["decided"],
        row["lessons"],
        row["held"],
        row["first"],
        row["first_three"],
        row["former_first"],
        row["former_first_three"],
        bool(row["live"]),
    )
