"""Reminds units before and after a due date, once at each stage; at the last one the office's overseers, too."""

from datetime import datetime

from intake.config import Config
from intake.db import Connection, transaction
from intake.duty import Handover, Stage
from intake.store import events, handovers, outbox, workdays
from intake.triage.handing_over import tell

BATCH = 50


def work(conn: Connection, config: Config, now: datetime) -> bool:
    """Remind whoever has to be reminded, at most some fifty; whether there may be more."""
    calendar, today = workdays.calendar(conn), now.astimezone(conn.zone).date()
    due = handovers.pressing(
        conn,
        soon=calendar.after(today, config.remind_days),
        today=today,
        red=calendar.red_before(today, config.red_days),
        limit=BATCH,
    )
    for handover in due:
        stage = calendar.stage(handover.due_on, today, soon=config.remind_days, red=config.red_days)
        with transaction(conn):
            if handovers.remind(conn, handover, stage):
                _tell(conn, config, handover, stage, now)
    return len(due) == BATCH


def _tell(conn: Connection, config: Config, handover: Handover, stage: Stage, now: datetime) -> None:
    told = tell(conn, "remind", handover.opinion_id, [part.unit_id for part in handover.parts], now, now)
    if stage == Stage.RED:
        for address in filter(None, (one.strip() for one in config.overdue_mail.split(","))):
            outbox.add(conn, "remind", address, now, opinion_id=handover.opinion_id)
    data = {"handover": handover.id, "unit": handover.lead_id, "stage": stage, "told": told}
    events.append(conn, handover.opinion_id, "reminded", now, data=data)
