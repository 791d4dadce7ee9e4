"""What must be cleared away or sealed regularly: staged uploads, bytes nobody refers to, counters, past days."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from intake.clock import to_text
from intake.db import Connection, transaction
from intake.store import attempts, blobs, drafts, events, presence, undo, uploads

STAGED_FOR = timedelta(days=1)
COUNTED_FOR = timedelta(days=2)
DRAFTS_FOR = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Cleared:
    """How many of each kind went, or would go."""

    uploads: int
    blobs: int
    attempts: int
    drafts: int


def clear(conn: Connection, now: datetime) -> Cleared:
    """Delete what is only kept for a while; opinions and their files are never touched."""
    with transaction(conn):
        staged = uploads.sweep(conn, now - STAGED_FOR)
        counted = attempts.sweep(conn, now - COUNTED_FOR)
        begun = drafts.sweep(conn, now - DRAFTS_FOR)
        presence.sweep(conn, now - STAGED_FOR)
        undo.sweep(conn, now - STAGED_FOR)
    with transaction(conn):
        unreferenced = blobs.sweep(conn, now - STAGED_FOR)
    return Cleared(staged, unreferenced, counted, begun)


def due(conn: Connection, now: datetime) -> Cleared:
    """What `clear` would delete."""
    before = now - STAGED_FOR
    return Cleared(
        uploads.stale(conn, before),
        blobs.stale(conn, before),
        attempts.stale(conn, now - COUNTED_FOR),
        drafts.stale(conn, now - DRAFTS_FOR),
    )


def seal(conn: Connection, now: datetime) -> int:
    """Seal the histories of every past day that is not sealed yet; how many days."""
    days = events.unsealed_days(conn, to_text(now)[:10])
    for day in days:
        with transaction(conn):
            events.seal_day(conn, day)
    return len(days)
