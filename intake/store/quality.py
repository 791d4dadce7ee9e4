"""How good the machine's suggestions were, by what people decided one by one."""

from datetime import datetime
from typing import NamedTuple

from intake.clock import from_text, to_text
from intake.db import Connection
from intake.model import Channel, LinkOrigin

_HITS = """COUNT(*) AS decided,
    SUM(CASE WHEN l.probability IS NOT NULL AND l.rank <= 1 THEN 1 ELSE 0 END) AS first,
    SUM(CASE WHEN l.probability IS NOT NULL AND l.rank <= 3 THEN 1 ELSE 0 END) AS three"""
_DECIDED = """FROM link l JOIN opinion o ON o.id = l.opinion_id
    WHERE l.state = 'confirmed' AND l.main = 1 AND l.linked_at >= :since AND o.seal = 'none' AND o.isolated = 0"""
# bulk repeats the machine's own word; an import was decided elsewhere, before the machine said anything
_ONE_BY_ONE = "AND l.origin NOT IN ('bulk', 'import')"


class Tally(NamedTuple):
    """Opinions that a person linked, and for how many the machine had that entry first, or among the first three."""

    decided: int = 0
    first: int = 0
    first_three: int = 0

    def plus(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(*(own + more for own, more in zip(self, other, strict=True)))


class Hour(NamedTuple):
    """What was decided in one hour (UTC) of what came by one channel."""

    at: datetime
    channel: Channel
    tally: Tally


def by_hour(conn: Connection, since: datetime) -> list[Hour]:
    """What was decided since a moment, one by one; hours and channels without any are left out."""
    rows = conn.execute(
        f"""SELECT substr(l.linked_at, 1, 13) AS hour, o.channel, {_HITS} {_DECIDED} {_ONE_BY_ONE}
        GROUP BY substr(l.linked_at, 1, 13), o.channel ORDER BY hour""",
        {"since": to_text(since)},
    )
    return [
        Hour(from_text(f"{r['hour']}:00:00.000Z"), Channel(r["channel"]), Tally(r["decided"], r["first"], r["three"]))
        for r in rows
    ]


def by_issue(conn: Connection, since: datetime) -> dict[int, Tally]:
    """The same by the entry that people chose."""
    rows = conn.execute(
        f"SELECT l.issue_id, {_HITS} {_DECIDED} {_ONE_BY_ONE} GROUP BY l.issue_id", {"since": to_text(since)}
    )
    return {row["issue_id"]: Tally(row["decided"], row["first"], row["three"]) for row in rows}


def by_origin(conn: Connection, since: datetime) -> dict[LinkOrigin, int]:
    """How the main links of that time came about."""
    rows = conn.execute(f"SELECT l.origin, COUNT(*) AS n {_DECIDED} GROUP BY l.origin", {"since": to_text(since)})
    return {LinkOrigin(row["origin"]): row["n"] for row in rows}
