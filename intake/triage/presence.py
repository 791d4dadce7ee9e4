"""Who else looks at an opinion now. It leaves no event: it is over in a minute, and an act says more.

Whether a person may see the opinion is asked before.
"""

from datetime import datetime, timedelta

from intake.db import Connection, transaction
from intake.model import Staff
from intake.store import presence

COUNTS = timedelta(seconds=70)
_RENEWED = timedelta(seconds=20)  # within which another look writes nothing


def arrive(conn: Connection, opinion_id: int, by: Staff, now: datetime) -> None:
    """This person opened an opinion, and has left any other."""
    if presence.fresh(conn, opinion_id, by.id, now - _RENEWED):
        return
    with transaction(conn):
        presence.gone(conn, by.id)
        presence.seen(conn, opinion_id, by.id, now)


def stay(conn: Connection, opinion_id: int, by: Staff, now: datetime) -> None:
    """This person still has an opinion open, perhaps beside others."""
    with transaction(conn):
        presence.seen(conn, opinion_id, by.id, now)


def beside(conn: Connection, opinion_id: int, by: Staff, now: datetime) -> list[str]:
    """Who else has it open, by name: colleagues of the same unit, or of the office."""
    return presence.others(conn, opinion_id, by.id, by.unit_id, now - COUNTS)
