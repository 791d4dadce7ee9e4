"""What pages say of due dates and of what units have in hand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import g

from intake.duty import Handover, HandoverState, Limit, LimitKind, Stage
from intake.model import Event, Opinion
from intake.store import handovers, instructions, workdays
from intake.store import staff as accounts_store
from intake.web.support import db, moment, services
from intake.workdays import Calendar

_TAGS = {Stage.AHEAD: "", Stage.SOON: "warn", Stage.YELLOW: "warn", Stage.RED: "bad"}


@dataclass(frozen=True, slots=True)
class Standing:
    """How something that is due stands, as a tag shows it."""

    stage: Stage
    words: str

    @property
    def tag(self) -> str:
        return _TAGS[self.stage]


def calendar() -> Calendar:
    """The office's calendar, read once a request."""
    if "calendar" not in g:
        g.calendar = workdays.calendar(db())
    found: Calendar = g.calendar
    return found


def today() -> date:
    """The office's day."""
    return moment().astimezone(db().zone).date()


def standing(handover: Handover) -> Standing | None:
    """How a handing over stands that its unit has in hand; None where nothing is due."""
    return due_standing(handover.due_on) if handover.state == HandoverState.OPEN else None


def due_standing(due_on: date | None) -> Standing | None:
    """How a due date stands today; None without one."""
    if due_on is None:
        return None
    config = services().config
    stage = calendar().stage(due_on, today(), soon=config.remind_days, red=config.red_days)
    if stage in (Stage.YELLOW, Stage.RED):
        name = config.yellow_card if stage == Stage.YELLOW else config.red_card
        return Standing(stage, f"{name}，逾期 {calendar().overdue(due_on, today())} 个工作日")
    if stage == Stage.SOON:
        return Standing(stage, "今天到期" if due_on == today() else "即将到期")
    return Standing(stage, "期限内")


def beside(opinion: Opinion, past: Iterable[Event]) -> dict[str, Any]:
    """What an opinion's page says of its unit: the newest handing over, what was replied, and the usual terms."""
    newest = next(iter(handovers.of_opinion(db(), opinion.id)), None)
    replied = [e for e in past if e.kind == "unit_replied" and newest and e.data["handover"] == newest.id]
    config = services().config
    usual = Limit(config.handover_days, LimitKind(config.handover_kind))
    return {
        "handover": newest,
        "unit_reply": replied[-1] if replied else None,
        "usual": usual,
        "usual_due": calendar().due(today(), usual),
        "usual_contact": config.contact_days,
        "limit_kinds": tuple(LimitKind),
        "instructions": instructions.of_opinion(db(), opinion.id),
        "unit_of": {unit.id: unit.name for unit in accounts_store.units(db())},
    }


def uncertain(day: date | None) -> bool:
    """Whether a day was reckoned without knowing the days off of its year."""
    return day is not None and not calendar().certain(day.year)


SPOKEN = {"standing": standing, "due_standing": due_standing, "uncertain": uncertain}  # by templates
