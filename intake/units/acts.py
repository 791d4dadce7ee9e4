"""What a unit does with an opinion it was given: sign, speak with the citizen, ask for time, give it back, reply.

Done by the unit's own people, or entered by staff for a unit that works on paper. What is written stands in the
history of the opinion.
"""

from datetime import datetime
from typing import Any

from intake import accounts
from intake.accounts import Permission
from intake.clock import to_text
from intake.db import Connection, transaction
from intake.duty import Handover, HandoverState, Limit, Stage
from intake.errors import Invalid, Refused
from intake.model import Outcome, Staff, Status
from intake.store import events, handovers, opinions, workdays
from intake.triage.handing_over import tell
from intake.triage.looking import words
from intake.units.access import held

NOTE = 2_000  # characters
REPLY = 10_000
MOST_DAYS = 60  # that may be asked for at once


def sign(conn: Connection, handover_id: int, by: Staff, now: datetime, unit_id: int | None = None) -> None:
    """A unit has received it (签收); staff say which, the lead if none is named."""
    handover = _open(conn, handover_id, by)
    unit_id = by.unit_id or unit_id or handover.lead_id
    with transaction(conn):
        if not handovers.sign(conn, handover.id, unit_id, now):
            raise Invalid("这个单位已经签收，或者不是承办单位")
        _note(conn, handover, "signed", by, now, unit=unit_id)


def contact(
    conn: Connection, handover_id: int, version: int, reached: bool, note: str, by: Staff, now: datetime
) -> None:
    """Somebody tried to speak with the citizen before anything else (先行联系); the note says who and how."""
    handover = _led(conn, handover_id, by)
    note = words(note, NOTE)
    if not note:
        raise Invalid("请写明由谁联系、联系情况")
    with transaction(conn):
        first = {} if handover.contacted_at else {"contacted_at": to_text(now)}
        handovers.change(conn, handover.id, version, reached=int(reached or handover.reached), **first)
        _note(conn, handover, "contacted", by, now, note, reached=reached)


def ask_time(
    conn: Connection, handover_id: int, version: int, days: int, reason: str, by: Staff, now: datetime
) -> None:
    """Ask for more days, of the kind the limit has (申请延期)."""
    handover = _led(conn, handover_id, by)
    reason = words(reason, NOTE)
    if handover.due_on is None:
        raise Invalid("这件交办件没有时限，不需要延期")
    if not 1 <= days <= MOST_DAYS:
        raise Invalid(f"延期天数请填写 1 至 {MOST_DAYS}")
    if not reason:
        raise Invalid("请填写申请延期的理由")
    with transaction(conn):
        handovers.change(conn, handover.id, version, asked_days=days)
        _move(conn, handover, {})
        _note(conn, handover, "time_asked", by, now, reason, days=days)


def decide_time(
    conn: Connection, handover_id: int, version: int, granted: bool, note: str, by: Staff, now: datetime
) -> None:
    """Grant what a unit asked for, or refuse it; granted days follow the due date there was."""
    accounts.demand(by, Permission.GRANT_TIME)
    handover = held(conn, handover_id, by)
    note = words(note, NOTE)
    if handover.asked_days is None or handover.due_on is None:
        raise Invalid("这件交办件没有待批的延期申请")
    days, due_on = handover.asked_days, handover.due_on
    with transaction(conn):
        if granted:
            due_on = workdays.calendar(conn).due(due_on, Limit(days, handover.limit.kind))
        changed = {"due_on": due_on.isoformat(), "reminded": Stage.AHEAD} if granted else {}
        handovers.change(conn, handover.id, version, asked_days=None, **changed)
        kind = "time_granted" if granted else "time_refused"
        _note(conn, handover, kind, by, now, note, days=days, due=due_on.isoformat())
        tell(conn, "handover", handover.opinion_id, [handover.lead_id], now, now)


def give_back(conn: Connection, handover_id: int, version: int, reason: str, by: Staff, now: datetime) -> None:
    """Not this unit's business (退回): it waits for the office again."""
    handover = _led(conn, handover_id, by)
    reason = words(reason, NOTE)
    if not reason:
        raise Invalid("请填写退回的理由")
    with transaction(conn):
        handovers.change(
            conn, handover.id, version, state=HandoverState.RETURNED, asked_days=None, settled_at=to_text(now)
        )
        _move(conn, handover, {"status": Status.WAITING, "unit_id": None, "disposal": None})
        _note(conn, handover, "given_back", by, now, reason)


def reply(
    conn: Connection, handover_id: int, version: int, outcome: Outcome, text: str, by: Staff, now: datetime
) -> None:
    """Say what came of it (回复); the office looks at it, answers the citizen and closes."""
    handover = _led(conn, handover_id, by)
    text = words(text, REPLY)
    if not text:
        raise Invalid("请填写办理情况")
    with transaction(conn):
        handovers.change(
            conn,
            handover.id,
            version,
            state=HandoverState.REPLIED,
            outcome=outcome,
            asked_days=None,
            settled_at=to_text(now),
        )
        _move(conn, handover, {})
        _note(conn, handover, "unit_replied", by, now, text, outcome=outcome)


def advise(conn: Connection, handover_id: int, text: str, by: Staff, now: datetime, unit_id: int | None = None) -> None:
    """What a helping unit has to say (协办意见), for the one in the lead."""
    handover = _open(conn, handover_id, by)
    unit_id, text = by.unit_id or unit_id, words(text, REPLY)
    if unit_id not in handover.helper_ids:
        raise Invalid("请选择协办单位")
    if not text:
        raise Invalid("请填写协办意见")
    with transaction(conn):
        _note(conn, handover, "unit_advised", by, now, text, unit=unit_id)


def _open(conn: Connection, handover_id: int, by: Staff) -> Handover:
    handover = held(conn, handover_id, by)
    if handover.state != HandoverState.OPEN:
        raise Invalid("这件交办件现在不在承办单位办理")
    return handover


def _led(conn: Connection, handover_id: int, by: Staff) -> Handover:
    """One that the person's unit has the lead in, or that staff enter for it."""
    handover = _open(conn, handover_id, by)
    if by.unit_id not in (None, handover.lead_id):
        raise Refused("这一步由主办单位办理；协办单位请填写协办意见")
    return handover


def _move(conn: Connection, handover: Handover, changed: dict[str, Any]) -> None:
    """Change the opinion, or only its version, so that who has it open at the office sees that something happened."""
    opinion = opinions.by_id(conn, handover.opinion_id)
    opinions.change(conn, opinion.id, opinion.version, **{"status": opinion.status, **changed})


def _note(
    conn: Connection, handover: Handover, kind: str, by: Staff, now: datetime, text: str = "", **data: Any
) -> None:
    said = {"unit": by.unit_id or handover.lead_id, **data, "handover": handover.id}
    events.append(conn, handover.opinion_id, kind, now, staff_id=by.id, data=said, words=text)
