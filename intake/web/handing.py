"""Handing over as the opinion's page sends it: to which units, by when, with what of the sender."""

import re
from datetime import timedelta

from flask import request

from intake import triage
from intake.accounts import Permission, may
from intake.duty import Limit, LimitKind
from intake.errors import Invalid
from intake.model import Opinion
from intake.store import handovers
from intake.store import staff as accounts_store
from intake.triage import Terms
from intake.web import typed
from intake.web.acts import act
from intake.web.filters import day
from intake.web.support import db, moment, services, staff

_BETWEEN = re.compile(r"[、,，;；\n]+")


@act(Permission.HAND_OVER, onward=True)
def hand_over(opinion: Opinion, version: int) -> str:
    name, note, agreed = typed.name("unit"), typed.words("note"), terms()
    unit_id, delay = unit_id_of(name), timedelta(seconds=services().config.send_delay)
    given = triage.hand_over(db(), opinion.id, version, unit_id, note, staff(), moment(), agreed, delay=delay)
    due_on = handovers.by_id(db(), given).due_on
    return f"已交{name}办理" + (f"，{day(due_on)}到期" if due_on else "")


@act(Permission.CONFIRM)
def accuse(opinion: Opinion, version: int) -> str:
    names = typed.words("accused")
    triage.accuse(db(), opinion.id, version, names, staff(), moment())
    return "的被反映单位已记录，不得交其办理" if names.strip() else "已记录没有被反映单位"


@act(Permission.READ, onward=True)
def recuse(opinion: Opinion, version: int) -> str:
    person, reason = typed.number("person", "请选择需要回避的人员"), typed.words("reason")
    away = triage.recuse(db(), opinion.id, version, person, reason, staff(), moment())
    return f"已由{away.name}回避"


@act(Permission.RECUSE)
def end_recusal(opinion: Opinion, version: int) -> str:
    person, reason = typed.number("person", "请选择人员"), typed.words("reason")
    triage.end_recusal(db(), opinion.id, version, person, reason, staff(), moment())
    return "的回避已解除"


@act(Permission.CONFIRM)
def propose(opinion: Opinion, version: int) -> str:
    name, unit_id = typed.name("unit"), unit_id_of(typed.name("unit"))
    triage.propose(db(), opinion.id, version, unit_id, typed.words("note"), staff(), moment(), terms())
    return f"已拟交{name}办理，待批办"


@act(Permission.HAND_OVER)
def recall(opinion: Opinion, version: int) -> str:
    triage.recall(db(), opinion.id, version, typed.words("note"), staff(), moment())
    return "已收回，由本办继续办理"


def terms() -> Terms:
    """The terms that a form asks for."""
    config = services().config
    kind = request.form.get("kind", "")
    return Terms(
        Limit(
            _number("days", config.handover_days, "办理时限请填写天数"),
            LimitKind(kind if kind in list(LimitKind) else config.handover_kind),
        ),
        _number("contact_days", config.contact_days, "先行联系时限请填写天数，不要求的填 0"),
        tuple(unit_id_of(name) for name in _names(typed.words("helpers"))),
        "contacts" in request.form,
        "files" in request.form,
    )


def unit_id_of(name: str) -> int:
    """The unit of this name; a new one only from whoever may hand over, so that a slip of the pen makes none."""
    known = name in {unit.name for unit in accounts_store.units(db())}
    if name and not known and not may(staff(), Permission.HAND_OVER):
        raise Invalid(f"没有“{name}”这个承办单位，请从列出的单位中选择")
    return triage.unit(db(), name, staff(), moment())


def _names(text: str) -> list[str]:
    return [name for piece in _BETWEEN.split(text) if (name := " ".join(piece.split()))]


def _number(field: str, usual: int, problem: str) -> int:
    return typed.number(field, problem, digits=4) if typed.words(field).strip() else usual
