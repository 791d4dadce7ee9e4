"""Taking the last act back (撤销): linking, classifying, setting aside, closing; other acts have their own reverse.

What an act changed is kept in its own transaction; that it was taken back stands in the history like the act itself.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from intake import accounts
from intake.accounts import Permission
from intake.db import Connection, transaction
from intake.errors import Conflict, Invalid, NotFound
from intake.model import Opinion, Staff
from intake.store import events, handovers, links, opinions, undo
from intake.store.undo import Step
from intake.triage.looking import look

KEPT_FOR = timedelta(minutes=10)
_CLASSES = ("nature", "stance")
_WORK = ("status", "aside_reason", "disposal", "outcome", "held")


class Undone(NamedTuple):
    """The opinions that are as before, and those that others have changed since."""

    done: list[int]
    left: list[int]


def remember(conn: Connection, opinion: Opinion, kind: str, by: Staff, now: datetime) -> None:
    """Keep what an act will change, inside its transaction; what the same person did before can be undone no more."""
    undo.drop_before(conn, by.id, now)
    if kind == "classified":
        before = {name: getattr(opinion, name) for name in _CLASSES}
    elif kind in ("confirmed", "relinked"):  # that a person looked at it, and told its sender so, stays
        before = {"status": opinion.status, "links": links.decisions(conn, opinion.id)}
    elif handovers.live(conn, opinion.id) is not None:
        return  # the unit's part has ended, and would not come back
    else:
        before = {name: getattr(opinion, name) for name in _WORK}
    undo.put(conn, by.id, opinion.id, opinion.version + 1, kind, before, now)


def undoable(conn: Connection, by: Staff, now: datetime) -> list[Step]:
    """What this person's last act changed, while it can be taken back."""
    return undo.steps(conn, by.id, now - KEPT_FOR)


def passed(conn: Connection, by: Staff, now: datetime) -> None:
    """This person did something now: what they did before is not their last act any more."""
    if undo.any_before(conn, by.id, now):
        with transaction(conn):
            undo.drop_before(conn, by.id, now)


def take_back(conn: Connection, by: Staff, now: datetime) -> Undone:
    """Take this person's last act back, in each opinion that nobody has changed since.  Raises Invalid, Refused."""
    accounts.demand(by, Permission.CONFIRM)
    steps = undoable(conn, by, now)
    if not steps:
        raise Invalid("没有可以撤销的操作")
    done, left = list[int](), list[int]()
    for step in steps:
        try:
            _restore(conn, step, by, now)
            done.append(step.opinion_id)
        except (Conflict, NotFound):
            left.append(step.opinion_id)
    return Undone(done, left)


def _restore(conn: Connection, step: Step, by: Staff, now: datetime) -> None:
    look(conn, step.opinion_id, by)
    columns = {name: value for name, value in step.before.items() if name != "links"}
    with transaction(conn):
        undo.drop(conn, by.id, step.opinion_id)
        opinions.change(conn, step.opinion_id, step.version, **columns)
        if "links" in step.before:
            links.restore(conn, step.opinion_id, step.before["links"])
        events.append(conn, step.opinion_id, "undone", now, staff_id=by.id, data={"kind": step.kind})
