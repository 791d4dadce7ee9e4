"""Exports that staff asked for: what is wanted, how far the worker is, where the bytes are."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from intake.clock import from_text, to_text
from intake.db import Connection, Row
from intake.errors import NotFound
from intake.ids import new_id
from intake.store.exports import Wanted

LEASE = timedelta(minutes=5)  # from the last sign of life of who makes it
_SELECT = """SELECT id, form, wanted, state, total, done, attempts, blob, size_bytes, made_at, ordered_by, ordered_at
    FROM export_order"""


@dataclass(frozen=True, slots=True)
class Order:
    """One of them; `state` is waiting, ready or failed, `blob` is there when it is ready.

    `done` of `total` opinions were read so far, `made_at` is the moment as of which.
    """

    id: int
    form: str
    wanted: Wanted
    state: str
    total: int
    done: int
    attempts: int
    blob: str | None
    size_bytes: int
    made_at: datetime | None
    ordered_by: int
    ordered_at: datetime


def add(conn: Connection, form: str, wanted: Wanted, total: int, staff_id: int, now: datetime) -> int:
    """A new one; its id."""
    order_id = new_id(now)
    said = {
        "since": to_text(wanted.since) if wanted.since else None,
        "until": to_text(wanted.until) if wanted.until else None,
        "channel": wanted.channel,
        "status": wanted.status,
        "circular_id": wanted.circular_id,
    }
    conn.execute(
        """INSERT INTO export_order (id, form, wanted, state, total, due_at, ordered_by, ordered_at)
        VALUES (:id, :form, :wanted, 'waiting', :total, :now, :by, :now)""",
        {
            "id": order_id,
            "form": form,
            "wanted": json.dumps(said),
            "total": total,
            "by": staff_id,
            "now": to_text(now),
        },
    )
    return order_id


def lease(conn: Connection, now: datetime) -> Order | None:
    """The oldest one that nobody is making, leased to the caller."""
    skip = " FOR UPDATE SKIP LOCKED" if conn.dialect == "postgres" else ""
    row = conn.execute(
        f"""UPDATE export_order SET due_at = :until, attempts = attempts + 1, done = 0
        WHERE id = (SELECT id FROM export_order WHERE state = 'waiting' AND due_at <= :now ORDER BY id LIMIT 1{skip})
        RETURNING id""",
        {"now": to_text(now), "until": to_text(now + LEASE)},
    ).fetchone()
    return by_id(conn, row["id"]) if row else None


def progress(conn: Connection, order: Order, done: int, now: datetime) -> None:
    """So many were read; the lease goes on."""
    conn.execute(
        "UPDATE export_order SET done = :done, due_at = :until WHERE id = :id AND attempts = :attempts",
        {"id": order.id, "attempts": order.attempts, "done": done, "until": to_text(now + LEASE)},
    )


def ready(conn: Connection, order: Order, rows: int, blob: str, size: int, now: datetime) -> None:
    """Its bytes, read as of `now`, are stored, unless somebody else has taken it over meanwhile."""
    conn.execute(
        """UPDATE export_order SET state = 'ready', done = :rows, total = :rows, blob = :blob, size_bytes = :size,
            made_at = :at WHERE id = :id AND attempts = :attempts""",
        {"id": order.id, "attempts": order.attempts, "rows": rows, "blob": blob, "size": size, "at": to_text(now)},
    )


def failed(conn: Connection, order_id: int) -> None:
    """It cannot be made."""
    conn.execute("UPDATE export_order SET state = 'failed' WHERE id = :id", {"id": order_id})


def by_id(conn: Connection, order_id: int) -> Order:
    """One of them.  Raises NotFound."""
    row = conn.execute(f"{_SELECT} WHERE id = :id", {"id": order_id}).fetchone()
    if row is None:
        raise NotFound("没有这份导出，或者已经过期")
    return _order(row)


def of_staff(conn: Connection, staff_id: int, limit: int = 20) -> list[Order]:
    """What somebody asked for, the latest first."""
    rows = conn.execute(
        f"{_SELECT} WHERE ordered_by = :by ORDER BY id DESC LIMIT :limit", {"by": staff_id, "limit": limit}
    )
    return [_order(row) for row in rows]


def sweep(conn: Connection, before: datetime) -> int:
    """Delete what was asked for before then; how many.  Their bytes go when nothing refers to them."""
    return conn.execute("DELETE FROM export_order WHERE ordered_at < :before", {"before": to_text(before)}).rowcount


def withdraw(conn: Connection, since: datetime) -> list[str]:
    """Take back what is ready and was made since then; the hashes of the bytes."""
    rows = conn.execute(
        "SELECT blob FROM export_order WHERE blob IS NOT NULL AND made_at >= :since", {"since": to_text(since)}
    )
    found = [row["blob"] for row in rows]
    conn.execute(
        "UPDATE export_order SET state = 'failed', blob = NULL WHERE blob IS NOT NULL AND made_at >= :since",
        {"since": to_text(since)},
    )
    return found


def hidden_since(conn: Connection, at: datetime) -> bool:
    """Whether anything was sealed, isolated or redacted since then: an older export may hold what nobody may see."""
    row = conn.execute(
        """SELECT 1 AS found FROM event e WHERE e.at >= :at AND (e.kind IN ('sealed', 'isolated', 'redacted')
            OR e.kind = 'added' AND EXISTS (SELECT 1 FROM opinion o WHERE o.id = e.subject_id AND o.seal = 'proposed'))
        LIMIT 1""",
        {"at": to_text(at)},
    ).fetchone()
    return row is not None


def downloaded(conn: Connection, order: Order) -> bool:
    """Whether an event tells that who asked for it has fetched it."""
    rows = conn.execute(
        "SELECT data FROM event WHERE subject_id = :by AND kind = 'export_downloaded' AND at >= :since",
        {"by": order.ordered_by, "since": to_text(order.ordered_at)},
    )
    return any(json.loads(row["data"])["order"] == order.id for row in rows)


def _order(row: Row) -> Order:
    said: dict[str, Any] = json.loads(row["wanted"])
    since, until = (from_text(said[name]) if said[name] else None for name in ("since", "until"))
    return Order(
        id=row["id"],
        form=row["form"],
        wanted=Wanted(since, until, said["channel"], said["status"], said["circular_id"]),
        state=row["state"],
        total=row["total"],
        done=row["done"],
        attempts=row["attempts"],
        blob=row["blob"],
        size_bytes=row["size_bytes"] or 0,
        made_at=from_text(row["made_at"]) if row["made_at"] else None,
        ordered_by=row["ordered_by"],
        ordered_at=from_text(row["ordered_at"]),
    )
