"""What the slip of a handing over says: the copy its unit may see, the office's words, how late it is."""

from datetime import datetime

from intake import labels
from intake.config import Config
from intake.db import Connection, transaction
from intake.duty import Handover, HandoverState, Stage
from intake.model import Staff
from intake.papers.slip import Slip
from intake.store import events, offices, staff, workdays
from intake.units.access import copy, held


def slip(conn: Connection, config: Config, handover_id: int, by: Staff, now: datetime) -> Slip:
    """The slip of a handing over; that it was made stands in the history, as it may hold contacts."""
    handover = held(conn, handover_id, by)
    with transaction(conn):
        data = {"handover": handover.id, "unit": handover.lead_id, "contacts": handover.shares_contacts}
        events.append(conn, handover.opinion_id, "slip_made", now, staff_id=by.id, data=data)
    seen = copy(conn, handover)
    units = {unit.id: unit.name for unit in staff.units(conn)}
    proposed, note = _words(conn, handover)
    return Slip(
        office=config.office or offices.name(conn),
        number=seen.number,
        unit=units[handover.lead_id],
        helpers=tuple(units[helper] for helper in handover.helper_ids),
        handed_on=handover.handed_at.astimezone(conn.zone).date(),
        due_on=handover.due_on,
        limit=f"（{labels.label(handover.limit.kind)}）" if handover.due_on and handover.limit.days else "",
        contact_on=None if handover.contacted_at else handover.contact_on,
        received_on=seen.received_at.astimezone(conn.zone).date(),
        channel=labels.label(seen.channel),
        issues=seen.issues,
        place=seen.place,
        text="\n".join(filter(None, [seen.subject, seen.body, *(f"补充：{text}" for _, text in seen.additions)])),
        files=tuple(file.filename or f"附件{file.position}" for file in seen.files),
        contacts=seen.contacts,
        proposed=proposed,
        note=note,
        card=_card(conn, config, handover, now),
        made_at=now.astimezone(conn.zone),
    )


def _words(conn: Connection, handover: Handover) -> tuple[str, str]:
    """What was proposed for it, if anything, and what the office says with it."""
    proposed = ""
    for event in events.history(conn, handover.opinion_id):
        if event.kind == "handover_proposed":
            proposed = event.words or ""
        elif event.kind == "handed_over" and event.data.get("handover") == handover.id:
            return proposed, event.words or ""
        elif event.kind in ("handed_over", "proposal_left"):
            proposed = ""
    return proposed, ""


def _card(conn: Connection, config: Config, handover: Handover, now: datetime) -> str:
    """The name of the overdue level, where it is overdue."""
    today = now.astimezone(conn.zone).date()
    stage = workdays.calendar(conn).stage(handover.due_on, today, soon=config.remind_days, red=config.red_days)
    cards = {Stage.YELLOW: config.yellow_card, Stage.RED: config.red_card}
    return cards.get(stage, "") if handover.state == HandoverState.OPEN else ""
