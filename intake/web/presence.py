"""Who else has an opinion open: said when a page is loaded, and renewed by the page while somebody is at it."""

from flask.typing import ResponseReturnValue

from intake import triage
from intake.accounts import Permission
from intake.units import access
from intake.web.auth import needs
from intake.web.support import db, moment, staff


def arrived(opinion_id: int) -> str:
    """Who else looks at an opinion that this person opens now; empty where nobody does."""
    triage.arrive(db(), opinion_id, staff(), moment())
    return _others(opinion_id)


@needs(Permission.READ)
def presence(opinion_id: int) -> ResponseReturnValue:
    """The page of an opinion is still open."""
    return _stayed(triage.look(db(), opinion_id, staff()).id)


@needs(Permission.WORK_FOR_UNIT)
def unit_presence(handover_id: int) -> ResponseReturnValue:
    """The page of what a unit has in hand is still open."""
    return _stayed(access.held(db(), handover_id, staff()).opinion_id)


def _stayed(opinion_id: int) -> ResponseReturnValue:
    triage.stay(db(), opinion_id, staff(), moment())
    return {"words": _others(opinion_id)}


def _others(opinion_id: int) -> str:
    names = triage.beside(db(), opinion_id, staff(), moment())
    return f"{'、'.join(names)}也正在看这件" if names else ""
