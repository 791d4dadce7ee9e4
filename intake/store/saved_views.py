"""Lists of the queue that staff come back to, under a name."""

from dataclasses import dataclass
from datetime import datetime

from intake.db import Connection, Row
from intake.errors import NotFound
from intake.ids import new_id


@dataclass(frozen=True, slots=True)
class SavedView:
    """A list under a name; `query` is that of its address, a shared one is everybody's to open."""

    id: int
    staff_id: int
    name: str
    query: str
    shared: bool


def add(conn: Connection, staff_id: int, name: str, query: str, now: datetime, *, shared: bool) -> int:
    """A new one; its id."""
    view_id = new_id(now)
    conn.execute(
        """INSERT INTO saved_view (id, staff_id, name, query, shared)
        VALUES (:id, :staff, :name, :query, :shared)""",
        {"id": view_id, "staff": staff_id, "name": name, "query": query, "shared": int(shared)},
    )
    return view_id


def by_id(conn: Connection, view_id: int) -> SavedView:
    """One of them.  Raises NotFound."""
    row = conn.execute("SELECT * FROM saved_view WHERE id = :id", {"id": view_id}).fetchone()
    if row is None:
        raise NotFound("没有这个常用列表")
    return _view(row)


def seen_by(conn: Connection, staff_id: int) -> list[SavedView]:
    """A person's own ones, then those that others share, each oldest first."""
    rows = conn.execute(
        """SELECT * FROM saved_view WHERE staff_id = :staff OR shared = 1
        ORDER BY CASE WHEN staff_id = :staff THEN 0 ELSE 1 END, id""",
        {"staff": staff_id},
    )
    return [_view(row) for row in rows]


def delete(conn: Connection, view_id: int) -> bool:
    """Take one away; False where it is not there."""
    return conn.execute("DELETE FROM saved_view WHERE id = :id", {"id": view_id}).rowcount == 1


def _view(row: Row) -> SavedView:
    return SavedView(row["id"], row["staff_id"], row["name"], row["query"], bool(row["shared"]))
