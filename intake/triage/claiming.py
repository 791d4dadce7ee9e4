"""Taking an opinion in hand (领办), so that two do not read the same one. It binds nobody."""

from datetime import datetime, timedelta

from intake import accounts
from intake.accounts import Permission
from intake.db import Connection, transaction
from intake.errors import Conflict, Invalid
from intake.model import Staff
from intake.store import claims, events
from intake.triage.looking import demand_open, look

HELD = timedelta(hours=4)


def claim(conn: Connection, opinion_id: int, by: Staff, now: datetime) -> None:
    """Take an opinion in hand for four hours, or until the work on it ends.  Raises Conflict where another has it."""
    accounts.demand(by, Permission.CONFIRM)
    demand_open(look(conn, opinion_id, by))
    with transaction(conn):
        if not claims.take(conn, opinion_id, by.id, now, now - HELD):
            raise Conflict("这件意见刚由别人领办")
        events.append(conn, opinion_id, "claimed", now, staff_id=by.id)


def unclaim(conn: Connection, opinion_id: int, by: Staff, now: datetime) -> None:
    """Leave an opinion to others; also one that somebody who is away has in hand."""
    accounts.demand(by, Permission.CONFIRM)
    look(conn, opinion_id, by)
    with transaction(conn):
        if not claims.leave(conn, opinion_id):
            raise Invalid("这件意见现在没有人领办")
        events.append(conn, opinion_id, "unclaimed", now, staff_id=by.id)
