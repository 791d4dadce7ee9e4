"""What an opinion is about, what it is, and whether it is one at all: a person confirms, one by one or in bulk."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from intake import accounts
from intake.accounts import Permission
from intake.db import Connection, transaction
from intake.errors import Conflict, Invalid, NotFound
from intake.model import LinkOrigin, Nature, Seal, Staff, Stance, Status
from intake.store import circulars, events, links, opinions, queue
from intake.triage.looking import look, release_hold
from intake.triage.undoing import remember

SAMPLE = 10  # one in so many of the sure band is always looked at singly: bulk repeats the machine's own errors


class Picked(NamedTuple):
    """A line of a list that a person ticked, as it was shown."""

    opinion_id: int
    version: int
    issue_id: int


def confirm(
    conn: Connection,
    opinion_id: int,
    version: int,
    issue_ids: list[int],
    by: Staff,
    now: datetime,
    *,
    origin: LinkOrigin = LinkOrigin.SINGLE,
) -> None:
    """Say what an opinion is about: the first issue is the main one; an empty list says none of the circular.

    What the machine had suggested otherwise is rejected. Also how a link is changed later.
    Raises Conflict, Refused, NotFound.
    """
    accounts.demand(by, Permission.CONFIRM)
    opinion = look(conn, opinion_id, by)
    kept = list(dict.fromkeys(issue_ids))
    for issue_id in kept:
        circulars.issue(conn, issue_id)  # raises NotFound
    relinked = opinion.status != Status.WAITING
    with transaction(conn):
        status = opinion.status if relinked else Status.CONFIRMED
        kind = "relinked" if relinked else "confirmed"
        remember(conn, opinion, kind, by, now)
        opinions.change(conn, opinion_id, version, status=status, held=None)
        links.decide(conn, opinion_id, kept, origin, by.id, now)
        data = {"issues": kept, "origin": origin}
        events.append(conn, opinion_id, kind, now, staff_id=by.id, data=data)
        release_hold(conn, opinion, by, now)


def fit_for_bulk(line: queue.Line) -> bool:
    """Whether a list may offer to confirm this opinion's first suggestion together with others.

    Only the machine's own word in its sure band; never what is urgent, held, withdrawn or a report, nor the sample.
    """
    open_question = line.urgent or line.held or line.withdrawn or line.seal != Seal.NONE
    sure = line.status == Status.WAITING and line.band == "sure" and line.probability is not None
    return bool(sure and not open_question and not line.confirmed and line.id % SAMPLE)


def confirm_all(conn: Connection, picked: Sequence[Picked], by: Staff, now: datetime) -> list[int]:
    """Confirm suggestions that were seen in a list, each by itself; the opinions left as they were.

    Left is what somebody else changed meanwhile, and what is not fit for bulk.
    """
    left = []
    for opinion_id, version, issue_id in picked:
        line = queue.line(conn, opinion_id)
        try:
            if line is None or not fit_for_bulk(line) or line.issue_id != issue_id:
                raise Conflict(f"{opinion_id} is no longer what the list showed")
            confirm(conn, opinion_id, version, [issue_id], by, now, origin=LinkOrigin.BULK)
        except (Conflict, NotFound):
            left.append(opinion_id)
    return left


def classify(
    conn: Connection,
    opinion_id: int,
    version: int,
    by: Staff,
    now: datetime,
    *,
    nature: Nature | None = None,
    stance: Stance | None = None,
) -> None:
    """Say what an opinion is and how it stands to the rectification; None leaves as it is."""
    accounts.demand(by, Permission.CONFIRM)
    opinion = look(conn, opinion_id, by)
    nature, stance = nature or opinion.nature, stance or opinion.stance
    with transaction(conn):
        remember(conn, opinion, "classified", by, now)
        opinions.change(conn, opinion_id, version, nature=nature, stance=stance)
        data = {"nature": nature, "stance": stance}
        events.append(conn, opinion_id, "classified", now, staff_id=by.id, data=data)


def release(conn: Connection, opinion_id: int, version: int, by: Staff, now: datetime) -> None:
    """Say that a held opinion is a real one; it stays in the queue."""
    accounts.demand(by, Permission.CONFIRM)
    opinion = look(conn, opinion_id, by)
    if not opinion.held:
        raise Invalid("这件意见不在待核之列")
    with transaction(conn):
        opinions.change(conn, opinion_id, version, held=None)
        release_hold(conn, opinion, by, now)
