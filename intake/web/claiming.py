"""Taking an opinion in hand, and leaving it to others."""

from intake import triage
from intake.accounts import Permission
from intake.model import Opinion
from intake.web.acts import act
from intake.web.support import db, moment, staff


@act(Permission.CONFIRM)
def claim(opinion: Opinion, _version: int) -> str:
    triage.claim(db(), opinion.id, staff(), moment())
    return "已领办"


@act(Permission.CONFIRM)
def unclaim(opinion: Opinion, _version: int) -> str:
    triage.unclaim(db(), opinion.id, staff(), moment())
    return "已取消领办"
