"""Who stays away from an opinion, as its page shows it."""

from typing import Any

from intake.accounts import Permission, may
from intake.model import Opinion, Staff
from intake.store import recusals
from intake.store import staff as accounts_store
from intake.web.support import db, staff


def beside(opinion: Opinion) -> dict[str, Any]:
    """Who stays away, and who else could; whoever decides on it sees everybody, others only themselves."""
    away = recusals.of_opinion(db(), opinion.id)
    gone = {recusal.staff_id for recusal in away}
    people = accounts_store.every(db()) if may(staff(), Permission.RECUSE) else [staff()]
    return {
        "away": away,
        "own_id": staff().id,
        "could_stay_away": [p for p in people if not p.disabled and p.id not in gone and _reads(p)],
    }


def _reads(person: Staff) -> bool:
    return may(person, Permission.READ) or may(person, Permission.WORK_FOR_UNIT)
