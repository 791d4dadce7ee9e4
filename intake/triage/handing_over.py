"""Giving an opinion to a unit (拟办、交办、收回): who deals with it, who helps, by when, and what they get to see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from intake import accounts
from intake.accounts import Permission
from intake.db import Connection, transaction
from intake.duty import HandoverState, Limit, LimitKind
from intake.errors import Invalid
from intake.model import Disposal, Opinion, Seal, Staff, Status
from intake.store import claims, events, handovers, opinions, outbox, staff, workdays
from intake.triage.accusing import demand_not_accused
from intake.triage.looking import demand_open, look, release_hold, words

NOTE = 2_000  # characters
UNIT = 60
LONGEST = 365  # days of a time limit
HELPERS = 10


@dataclass(frozen=True, slots=True)
class Terms:
    """What a unit is given an opinion with: its limit, who helps, and what is shared beyond the redacted text.

    `contact_days` working days are for the first word with the citizen; 0: none is asked for.
    """

    limit: Limit = Limit(10, LimitKind.WORKING)
    contact_days: int = 0
    helpers: tuple[int, ...] = ()
    contacts: bool = False
    files: bool = False


def propose(
    conn: Connection, opinion_id: int, version: int, unit_id: int, note: str, by: Staff, now: datetime, terms: Terms
) -> None:
    """Say which unit should get an opinion, for somebody who may hand over to decide."""
    accounts.demand(by, Permission.CONFIRM)
    opinion = _fit(conn, opinion_id, unit_id, terms, by)
    if opinion.status == Status.HANDED_OVER:
        raise Invalid("这件意见已经交办，需要改派的请由有交办权限的人员办理")
    note = words(note, NOTE)
    with transaction(conn):
        opinions.change(conn, opinion_id, version)
        handovers.drop_proposal(conn, opinion_id)
        handovers.add(
            conn, opinion_id, HandoverState.PROPOSED, terms.limit, (unit_id, *terms.helpers), now, handed_by=by.id
        )
        data = {"unit": unit_id, "helpers": terms.helpers}
        events.append(conn, opinion_id, "handover_proposed", now, staff_id=by.id, data=data, words=note)


def hand_over(
    conn: Connection,
    opinion_id: int,
    version: int,
    unit_id: int,
    note: str,
    by: Staff,
    now: datetime,
    terms: Terms = Terms(),
    *,
    delay: timedelta = timedelta(0),
) -> int:
    """Give an opinion to a unit to deal with, in place of the one that had it; the id of the handing over.

    Units with an address are told by a mail that waits for `delay`.  Raises Invalid, Conflict, NotFound, Refused.
    """
    accounts.demand(by, Permission.HAND_OVER)
    if terms.contacts:
        accounts.demand(by, Permission.SEE_CONTACTS)
    opinion = _fit(conn, opinion_id, unit_id, terms, by)
    note = words(note, NOTE)
    changed = {"status": Status.HANDED_OVER, "unit_id": unit_id, "disposal": Disposal.ASSIGNED, "held": None}
    with transaction(conn):
        opinions.change(conn, opinion_id, version, **changed)
        handovers.finish(conn, opinion_id, now)
        claims.leave(conn, opinion_id)
        handover_id = _give(conn, opinion_id, unit_id, note, by, now, terms)
        tell(conn, "handover", opinion_id, (unit_id, *terms.helpers), now + delay, now)
        release_hold(conn, opinion, by, now)
    return handover_id


def recall(conn: Connection, opinion_id: int, version: int, note: str, by: Staff, now: datetime) -> None:
    """Take an opinion back from its unit, or leave a proposal; the office goes on with it."""
    accounts.demand(by, Permission.HAND_OVER)
    opinion = look(conn, opinion_id, by)
    note = words(note, NOTE)
    with transaction(conn):
        former = handovers.live(conn, opinion_id)
        if former is None:
            raise Invalid("这件意见现在没有交承办单位办理")
        proposed = former.state == HandoverState.PROPOSED
        back = {"status": Status.CONFIRMED, "unit_id": None, "disposal": None}
        opinions.change(conn, opinion_id, version, **({"status": opinion.status} if proposed else back))
        handovers.finish(conn, opinion_id, now)
        kind, data = "proposal_left" if proposed else "recalled", {"unit": former.lead_id}
        events.append(conn, opinion_id, kind, now, staff_id=by.id, data=data, words=note)


def unit(conn: Connection, name: str, by: Staff, now: datetime) -> int:
    """The unit of this name; its id.  A new one is made for whoever may hand over, others are refused."""
    name = words(" ".join(name.split()), UNIT)
    if not name:
        raise Invalid("请填写承办单位")
    known = next((unit.id for unit in staff.units(conn) if unit.name == name), None)
    if known is not None:
        return known
    accounts.demand(by, Permission.HAND_OVER)
    with transaction(conn):
        return staff.add_unit(conn, name, now)


def tell(conn: Connection, kind: str, opinion_id: int, units: Iterable[int], due: datetime, now: datetime) -> int:
    """Ask for a mail about an opinion to each of these units that has an address; how many, inside a transaction."""
    addresses = [unit.email for unit in staff.units(conn) if unit.id in set(units) and unit.email]
    for address in addresses:
        outbox.add(conn, kind, address, now, opinion_id=opinion_id, due=due)
    return len(addresses)


def _fit(conn: Connection, opinion_id: int, unit_id: int, terms: Terms, by: Staff) -> Opinion:
    """The opinion, if it may go to a unit on these terms."""
    opinion = look(conn, opinion_id, by)
    demand_open(opinion)
    if opinion.seal != Seal.NONE:
        raise Invalid("密件不得交承办单位办理，请先由负责人处理")
    if not 1 <= terms.limit.days <= LONGEST:
        raise Invalid(f"办理时限请填写 1 至 {LONGEST} 天")
    if not 0 <= terms.contact_days <= LONGEST:
        raise Invalid(f"先行联系时限请填写 0 至 {LONGEST} 天")
    if len(terms.helpers) > HELPERS:
        raise Invalid(f"协办单位最多 {HELPERS} 个")
    if len({unit_id, *terms.helpers}) != 1 + len(terms.helpers):
        raise Invalid("协办单位不能重复，也不能与主办单位相同")
    for unit in staff.units(conn):
        if unit.id in (unit_id, *terms.helpers):
            demand_not_accused(opinion, unit.name)
    return opinion


def _give(conn: Connection, opinion_id: int, unit_id: int, note: str, by: Staff, now: datetime, terms: Terms) -> int:
    calendar, today = workdays.calendar(conn), now.astimezone(conn.zone).date()
    due_on = calendar.due(today, terms.limit).isoformat()
    handover_id = handovers.add(
        conn,
        opinion_id,
        HandoverState.OPEN,
        terms.limit,
        (unit_id, *terms.helpers),
        now,
        due_on=due_on,
        contact_on=calendar.after(today, terms.contact_days).isoformat() if terms.contact_days else None,
        handed_by=by.id,
        shares_contacts=int(terms.contacts),
        shares_files=int(terms.files),
    )
    given = {"helpers": terms.helpers, "due": due_on, "contacts": terms.contacts, "files": terms.files}
    data = {"unit": unit_id, "handover": handover_id, **given}
    events.append(conn, opinion_id, "handed_over", now, staff_id=by.id, data=data, words=note)
    return handover_id
