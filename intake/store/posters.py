"""Posters: where each hangs, for which entry of the circular, and how many opinions came through its code."""

from dataclasses import dataclass
from datetime import datetime

from intake.clock import to_text
from intake.db import Connection, Row
from intake.ids import new_id

_COLUMNS = "p.id, p.code, p.place, p.issue_id, p.state"


@dataclass(frozen=True, slots=True)
class Poster:
    """`state` is proposed, approved (may be printed) or retired; `code` stands in the QR code's address."""

    id: int
    code: str
    place: str
    issue_id: int | None
    state: str
    opinions: int = 0


def add(conn: Connection, code: str, place: str, issue_id: int | None, now: datetime) -> int | None:
    """A new poster, proposed; its id, None where one with this code is there already."""
    row = conn.execute(
        """INSERT INTO poster (id, code, place, issue_id, made_at) VALUES (:id, :code, :place, :issue, :at)
        ON CONFLICT (code) DO NOTHING RETURNING id""",
        {"id": new_id(now), "code": code, "place": place, "issue": issue_id, "at": to_text(now)},
    ).fetchone()
    return int(row["id"]) if row else None


def every(conn: Connection) -> list[Poster]:
    """All of them by place, each with how many opinions came through it."""
    rows = conn.execute(
        f"""SELECT {_COLUMNS}, COUNT(o.opinion_id) AS opinions FROM poster p
        LEFT JOIN poster_opinion o ON o.poster_id = p.id GROUP BY {_COLUMNS} ORDER BY p.place, p.id"""
    )
    return [_poster(row) for row in rows]


def by_code(conn: Connection, code: str) -> Poster | None:
    """The poster whose code a visitor's address has."""
    row = conn.execute(
        f"SELECT {_COLUMNS}, 0 AS opinions FROM poster p WHERE p.code = :code", {"code": code}
    ).fetchone()
    return _poster(row) if row else None


def decide(conn: Connection, poster_id: int, state: str, staff_id: int, now: datetime) -> bool:
    """Approve or retire one; False where it is so already or is not there."""
    result = conn.execute(
        "UPDATE poster SET state = :state, decided_at = :at, decided_by = :by WHERE id = :id AND state <> :state",
        {"id": poster_id, "state": state, "by": staff_id, "at": to_text(now)},
    )
    return int(result.rowcount) == 1


def came_through(conn: Connection, poster_id: int, opinion_id: int) -> None:
    """Note that an opinion came through a poster's code."""
    conn.execute(
        "INSERT INTO poster_opinion (opinion_id, poster_id) VALUES (:opinion, :poster)",
        {"opinion": opinion_id, "poster": poster_id},
    )


def _poster(row: Row) -> Poster:
    return Poster(row["id"], row["code"], row["place"], row["issue_id"], row["state"], row["opinions"])
