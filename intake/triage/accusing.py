"""Who an opinion complains of (被反映单位): it is never given to them."""

import json
from datetime import datetime

from intake import accounts
from intake.accounts import Permission
from intake.db import Connection, transaction
from intake.errors import Invalid
from intake.model import Opinion, Staff
from intake.store import events, opinions
from intake.text import naming
from intake.triage.looking import look, words

LONGEST = 200  # characters
_KEY = "accused"


def accused(opinion: Opinion) -> list[str]:
    """The names of those an opinion complains of."""
    return naming.names(str(opinion.details.get(_KEY, "")))


def accuse(conn: Connection, opinion_id: int, version: int, names: str, by: Staff, now: datetime) -> None:
    """Say whom an opinion complains of, nobody where `names` is empty.  Raises Invalid, Conflict, NotFound, Refused."""
    accounts.demand(by, Permission.CONFIRM)
    opinion, names = look(conn, opinion_id, by), words(" ".join(names.split()), LONGEST)
    details = {name: value for name, value in opinion.details.items() if name != _KEY}
    details |= {_KEY: names} if names else {}
    with transaction(conn):
        opinions.change(conn, opinion_id, version, details=json.dumps(details, ensure_ascii=False))
        events.append(conn, opinion_id, "accused_named", now, staff_id=by.id, words=names)


def demand_not_accused(opinion: Opinion, name: str) -> None:
    """Raises Invalid where an opinion complains of the one it would be given to, by its full name or a part of it."""
    for found in accused(opinion):
        if found in name or name in found:
            raise Invalid(f"“{name}”是被反映单位（{found}），不得交其办理")
