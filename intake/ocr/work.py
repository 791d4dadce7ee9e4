"""Reads the scans that the desk has asked for, one at a time; what is read waits beside the scan."""

import logging
from datetime import datetime

from intake.db import Connection, transaction
from intake.errors import Unreadable
from intake.ocr import programs
from intake.store import blobs, readings

log = logging.getLogger(__name__)
LONGEST = 100_000  # characters kept of one scan


def work(conn: Connection, now: datetime) -> bool:
    """Read the next scan that is wanted; whether there was one."""
    with transaction(conn):
        wanted = readings.lease(conn, now)
    if wanted is None:
        return False
    try:
        text = programs.text(blobs.get(conn, wanted.blob), wanted.media_type)
    except Unreadable as error:
        log.info("reading a scan failed: %s", type(error.__cause__).__name__)
        text = ""
    with transaction(conn):
        readings.finish(conn, wanted.token, "done" if text else "failed", text[:LONGEST])
    return True
