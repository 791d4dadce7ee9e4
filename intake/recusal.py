"""Keeps an opinion from whom it may complain of, as soon as it comes in; who must remain to decide on it.

What is proposed here counts at once: until somebody else has looked, the person named does not know of it.
"""

from collections.abc import Iterable
from datetime import datetime

from intake import accounts
from intake.accounts import Permission
from intake.db import Connection
from intake.model import Opinion, Seal, Staff
from intake.store import events, recusals, staff
from intake.text import complained


def propose(conn: Connection, opinion_id: int, text: str, now: datetime, *, secret: bool) -> None:
    """Keep an opinion from accounts whose names stand in its words like those of whom one complains.

    Inside the caller's transaction; `secret`: only few may see it. Whoever alone could decide on it is not kept from
    it: it would be lost.
    """
    if not complained.complains(text):  # most do not, and the door must be quick
        return
    people = staff.every(conn)
    named = set(complained.complained_of(text, {person.name for person in people}))
    if not named:
        return
    known = {recusal.staff_id for recusal in recusals.of_opinion(conn, opinion_id)}
    new = {person.id for person in people if person.name in named} - known
    if not _remaining(people, known | new, secret=secret):
        new -= {person.id for person in people if accounts.may(person, Permission.RECUSE)}
    if new:
        recusals.propose(conn, opinion_id, sorted(new), now)
        events.append(conn, opinion_id, "recusal_proposed", now, data={"staff": sorted(new)})


def deciders(conn: Connection, opinion: Opinion) -> set[int]:
    """The accounts that may see an opinion and decide who stays away from it."""
    away = {recusal.staff_id for recusal in recusals.of_opinion(conn, opinion.id)}
    return _remaining(staff.every(conn), away, secret=opinion.seal != Seal.NONE)


def _remaining(people: Iterable[Staff], away: set[int], *, secret: bool) -> set[int]:
    needed = (Permission.RECUSE, *((Permission.SEE_SEALED,) if secret else ()))
    return {
        person.id
        for person in people
        if not person.disabled and person.id not in away and all(accounts.may(person, each) for each in needed)
    }
