"""Who may work at what was handed over, and the copy that a unit gets of an opinion.

A unit's people know of nothing but what their unit has a part in, and of that no more than was shared with it. What
is sealed or isolated later is out of their sight at once. Staff enter for a unit that works on paper.
"""

from dataclasses import dataclass
from datetime import datetime

from intake import accounts, triage
from intake.accounts import Permission
from intake.db import Connection, transaction
from intake.duty import Handover, HandoverState
from intake.errors import NotFound
from intake.model import Attachment, Channel, LinkState, Opinion, Seal, Staff
from intake.store import circulars, events, handovers, links, messages, opinions, recusals, redactions
from intake.text.redact import redacted

SEEN = (HandoverState.OPEN, HandoverState.REPLIED, HandoverState.DONE)  # by the people of a unit
_SHARED = ("attachment", "scan")  # the raw mail names its sender and is never shared


@dataclass(frozen=True, slots=True)
class Copy:
    """What a unit sees of an opinion; `contacts` only where they were shared and asked for."""

    number: str
    channel: Channel
    received_at: datetime
    subject: str
    body: str
    place: str
    additions: tuple[tuple[datetime, str], ...]
    issues: tuple[str, ...]
    files: tuple[Attachment, ...]
    contacts: tuple[tuple[str, str], ...] = ()


def held(conn: Connection, handover_id: int, by: Staff) -> Handover:
    """A handing over that this person may work at.  Raises NotFound, also where they must not know of it."""
    handover = handovers.by_id(conn, handover_id)
    if by.unit_id is None:
        accounts.demand(by, Permission.ENTER)
        triage.look(conn, handover.opinion_id, by)
        return handover
    accounts.demand(by, Permission.WORK_FOR_UNIT)
    opinion = opinions.by_id(conn, handover.opinion_id)
    secret = opinion.seal != Seal.NONE or opinion.isolated or opinion.id in recusals.of_staff(conn, by.id)
    if handover.part_of(by.unit_id) is None or handover.state not in SEEN or secret:
        raise NotFound("没有这件交办件，或者您无权查看")
    return handover


def copy(conn: Connection, handover: Handover) -> Copy:
    """What a unit sees of an opinion: without private data unless contacts are shared, without quoted older mail."""
    opinion = opinions.by_id(conn, handover.opinion_id)
    own = (opinion.name, opinion.phone, opinion.email)

    def shown(text: str, cut: int | None = None) -> str:
        return text[:cut] if handover.shares_contacts else redacted(text[:cut], own)

    said = [message for message in messages.of_opinion(conn, opinion.id) if message.direction == "in"]
    hidden = redactions.whole(conn, opinion.id)
    files = opinions.attachments(conn, opinion.id) if handover.shares_files and not hidden else []
    return Copy(
        opinion.number,
        opinion.channel,
        opinion.received_at,
        shown(opinion.subject),
        shown(opinion.body, opinion.cut),
        shown(opinion.place),
        tuple((message.at, shown(message.body, message.cut)) for message in said),
        _issues(conn, opinion),
        tuple(file for file in files if file.role in _SHARED),
        _contacts(opinion) if handover.shares_contacts and not hidden else (),
    )


def reveal(conn: Connection, handover_id: int, by: Staff, now: datetime) -> Copy:
    """The copy with the contacts that were shared; the look stands in the history."""
    handover = held(conn, handover_id, by)
    if not handover.shares_contacts:
        raise NotFound("这件交办件没有转告联系方式")
    with transaction(conn):
        data = {"handover": handover.id}
        events.append(conn, handover.opinion_id, "contacts_seen", now, staff_id=by.id, data=data)
    return copy(conn, handover)


def _contacts(opinion: Opinion) -> tuple[tuple[str, str], ...]:
    known = (("姓名", opinion.name), ("电话", opinion.phone), ("邮箱", opinion.email))
    return tuple((words, value) for words, value in known if value.strip())


def _issues(conn: Connection, opinion: Opinion) -> tuple[str, ...]:
    found = []
    for link in links.of_opinion(conn, opinion.id):
        if link.state == LinkState.CONFIRMED:
            found.append(circulars.issue(conn, link.issue_id).title)
    return tuple(found)
