"""What is done with a handing over, by the unit's people on their pages or by staff on the office's.

What goes wrong is said on the same page, with all that was typed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intake.accounts import Permission
from intake.duty import Handover
from intake.errors import Conflict, Invalid, NotFound
from intake.model import Outcome
from intake.store import events, opinions
from intake.store import staff as accounts_store
from intake.units import access, acts
from intake.web import duties, history, typed
from intake.web.auth import needs
from intake.web.narrowing import LARGEST
from intake.web.support import db, moment, staff

Act = Callable[[Handover], str]
ID = f"int(max={LARGEST})"


@dataclass(frozen=True, slots=True)
class Failed:
    """An act that was not done, and why."""

    act: str
    words: str


def sign(handover: Handover) -> str:
    unit_id = typed.number("unit") if request.form.get("unit") else None
    acts.sign(db(), handover.id, staff(), moment(), unit_id)
    return "已签收"


def contact(handover: Handover) -> str:
    reached = request.form.get("reached", "")
    if reached not in ("yes", "no"):
        raise Invalid("请选择是否联系上")
    acts.contact(db(), handover.id, typed.number("version"), reached == "yes", typed.words("note"), staff(), moment())
    return "已记录先行联系情况"


def ask_time(handover: Handover) -> str:
    version, days = typed.number("version"), typed.number("days", "请填写延期天数", digits=4)
    acts.ask_time(db(), handover.id, version, days, typed.words("note"), staff(), moment())
    return "已提出延期申请"


def decide_time(handover: Handover) -> str:
    granted = request.form.get("granted") == "yes"
    acts.decide_time(db(), handover.id, typed.number("version"), granted, typed.words("note"), staff(), moment())
    return "已同意延期" if granted else "已答复不同意延期"


def give_back(handover: Handover) -> str:
    acts.give_back(db(), handover.id, typed.number("version"), typed.words("note"), staff(), moment())
    return "已退回"


def reply(handover: Handover) -> str:
    outcome = request.form.get("outcome", "")
    if outcome not in list(Outcome):
        raise Invalid("请选择办理结果")
    acts.reply(db(), handover.id, typed.number("version"), Outcome(outcome), typed.words("text"), staff(), moment())
    return "已回复，等待交办单位审核办结"


def advise(handover: Handover) -> str:
    unit_id = typed.number("unit") if request.form.get("unit") else None
    acts.advise(db(), handover.id, typed.words("text"), staff(), moment(), unit_id)
    return "已提交协办意见"


UNIT_ACTS: tuple[Act, ...] = (sign, contact, ask_time, give_back, reply, advise)


def register(bp: Blueprint, permission: Permission, page: Callable[[Handover, Failed | None], str]) -> None:
    """The acts as views of a blueprint whose pages need this permission."""
    for do in UNIT_ACTS:
        bp.add_url_rule(f"/<{ID}:handover_id>/{do.__name__}", do.__name__, view(do, permission, page), methods=["POST"])


def view(do: Act, permission: Permission, page: Callable[[Handover, Failed | None], str]) -> Callable[..., Any]:
    """An act on a handing over, on a blueprint with the pages `show` and `index`."""

    @needs(permission)
    @wraps(do)
    def act(handover_id: int) -> ResponseReturnValue:
        handover = access.held(db(), handover_id, staff())
        try:
            words = do(handover)
        except Invalid as error:
            return page(handover, Failed(do.__name__, str(error))), 422
        except Conflict as error:
            return page(access.held(db(), handover_id, staff()), Failed(do.__name__, str(error))), 409
        return redirect(_onward(handover, words), 303)

    return act


def known(handover: Handover, failed: Failed | None) -> dict[str, Any]:
    """What every page of a handing over shows."""
    past = [e for e in events.history(db(), handover.opinion_id) if e.data.get("handover") == handover.id]
    units = {unit.id: unit.name for unit in accounts_store.units(db())}
    return {
        "handover": handover,
        "unit_of": units,
        "steps": history.steps(past, history.Names(accounts_store.names(db()), {}, units)),
        "outcomes": tuple(Outcome),
        "today": duties.today(),
        "failed": failed,
        "typed": request.form if failed else {},
    }


def _onward(handover: Handover, words: str) -> str:
    number = opinions.by_id(db(), handover.opinion_id).number
    flash(f"{number} {words}。", "good")
    try:
        access.held(db(), handover.id, staff())
    except NotFound:  # given back: no longer theirs to see
        return url_for(".index")
    return url_for(".show", handover_id=handover.id)
