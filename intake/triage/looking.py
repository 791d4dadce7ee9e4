"""What every act begins with: may this person see the opinion, is there still work on it, are the words fit to keep."""

from datetime import datetime

from intake import accounts
from intake.accounts import Permission
from intake.db import Connection
from intake.errors import Invalid, NotFound
from intake.model import OPEN, Opinion, Seal, Staff
from intake.receive import acknowledge
from intake.store import events, opinions, recusals


def look(conn: Connection, opinion_id: int, by: Staff) -> Opinion:
    """An opinion for somebody to read.  Raises NotFound, also where this person must not know of it."""
    accounts.demand(by, Permission.READ)
    opinion = opinions.by_id(conn, opinion_id)
    hidden = opinion.seal != Seal.NONE and not accounts.may(by, Permission.SEE_SEALED)
    if opinion.isolated or hidden or opinion_id in recusals.of_staff(conn, by.id):
        raise NotFound("没有这件意见，或者您无权查看")
    return opinion


def demand_open(opinion: Opinion) -> None:
    """Raises Invalid where the work on an opinion is over."""
    if opinion.status not in OPEN:
        raise Invalid("这件意见已经办结，请先重新办理")


def words(text: str, longest: int) -> str:
    """What somebody typed, trimmed.  Raises Invalid where it is too long."""
    text = text.strip()
    if len(text) > longest:
        raise Invalid(f"有 {len(text):,} 个字，最多 {longest:,} 个字")
    return text


def release_hold(conn: Connection, opinion: Opinion, by: Staff, now: datetime) -> None:
    """A held item that a person takes up is a real one: its sender gets the acknowledgement now."""
    if opinion.held:
        acknowledge(conn, opinion.id, opinion.email, None, now)
        events.append(conn, opinion.id, "released", now, staff_id=by.id)
