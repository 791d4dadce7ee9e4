"""Keeps the full-text index as opinions are: whatever leaves an event asks for it, the worker does it soon after.

What must not be found any more is taken out at once, by the act itself (`documents.forget`). Words that were taken out
are gone from the index's bytes only after `scrub`.
"""

import logging
from collections.abc import Sequence
from datetime import datetime

from intake.db import Connection, transaction
from intake.store import documents, jobs
from intake.store.jobs import INDEX, SCRUB

log = logging.getLogger(__name__)
BATCH = 20  # documents in one transaction: 20 ms in which no other can begin on SQLite


def work(conn: Connection, now: datetime) -> int:
    """Index the opinions that are due, at most twenty; how many were taken up.  Those changed last come first."""
    with transaction(conn):
        due = jobs.lease_latest(conn, INDEX, now, BATCH)
    if not due:
        return 0
    try:
        left = _index(conn, due, now)
    except Exception:  # one of them: each by itself, so that the others are found
        log.exception("indexing %d opinions failed", len(due))
        left = [opinion_id for one in due for opinion_id in _alone(conn, one, now)]
    for opinion_id in left:
        with transaction(conn):
            jobs.again(conn, opinion_id, INDEX, now)
    return len(due)


def scrub(conn: Connection, now: datetime) -> bool:
    """Take the bytes of words that were taken out of the index, if there are any, in many short transactions.

    False where that has to be tried again.
    """
    if not jobs.due(conn, SCRUB, now):
        return True
    if conn.dialect == "sqlite":
        pages = -documents.MERGED
        while _merge(conn, pages):
            pages = documents.MERGED
    if not documents.sweep(conn):
        return False
    with transaction(conn):
        jobs.all_done(conn, SCRUB, now)
    return True


def _index(conn: Connection, opinion_ids: Sequence[int], now: datetime) -> list[int]:
    """Index opinions in one transaction; those left that somebody was just changing."""
    with transaction(conn):
        held = documents.lock(conn, opinion_ids)
        asked = jobs.take(conn, INDEX, held)
        found = documents.documents(conn, asked)
        for opinion_id in asked:
            if opinion_id in found:
                documents.put(conn, found[opinion_id], now)
            else:
                documents.forget(conn, opinion_id, now)
    return [opinion_id for opinion_id in opinion_ids if opinion_id not in held]


def _alone(conn: Connection, opinion_id: int, now: datetime) -> list[int]:
    try:
        return _index(conn, [opinion_id], now)
    except Exception as error:  # whatever a text does, the opinion stands and is found by its number
        log.exception("indexing opinion %s failed", opinion_id)
        with transaction(conn):
            jobs.failed(conn, opinion_id, INDEX, type(error).__name__, now)
        return []


def _merge(conn: Connection, pages: int) -> bool:
    with transaction(conn):
        return documents.merge(conn, pages)
