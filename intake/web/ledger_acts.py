"""What staff write on the ledger, as forms send it; what goes wrong is said on the page, with all that was typed."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intake import ledger, triage
from intake.accounts import Permission
from intake.duty import LedgerState, Measure, Rule, RuleKind
from intake.errors import Conflict, Invalid
from intake.ledger import Facts
from intake.store import circulars
from intake.web import typed
from intake.web.auth import needs
from intake.web.ledger_page import Failed, measures_typed, page, rules_typed
from intake.web.support import db, moment, services, staff

Act = Callable[[int, int], str]
T = TypeVar("T")


def facts(issue_id: int, version: int) -> str:
    name = typed.name("unit")
    unit_id = triage.unit(db(), name, staff(), moment()) if name else None
    due_on = typed.day_or_none("due_on", "办结时限的日期不正确")
    look_back_on = typed.day_or_none("look_back_on", "下次回头看的日期不正确")
    found = Facts(unit_id, typed.name("person"), due_on, look_back_on)
    ledger.set_facts(db(), issue_id, version, found, staff(), moment())
    return "已保存责任单位和时限"


def measures(issue_id: int, version: int) -> str:
    kept = [*_kept(measures_typed(), "measure"), *(Measure(text) for text in typed.lines("fresh"))]
    ledger.set_measures(db(), issue_id, version, kept, staff(), moment())
    return "已保存举措"


def rules(issue_id: int, version: int) -> str:
    kept = [*_kept(rules_typed(), "rule"), *(Rule(title, RuleKind.NEW) for title in typed.lines("fresh"))]
    ledger.set_rules(db(), issue_id, version, kept, staff(), moment())
    return "已保存制度"


def state(issue_id: int, version: int) -> str:
    config, chosen = services().config, request.form.get("state", "")
    if chosen not in list(LedgerState):
        raise Invalid("请选择状态")
    two = config.strike_off == "two"
    ledger.set_state(
        db(),
        issue_id,
        version,
        LedgerState(chosen),
        typed.words("reason"),
        staff(),
        moment(),
        look_back=timedelta(days=config.look_back_days),
        two=two,
    )
    return "已提请销号，待另一人复核" if two and chosen == LedgerState.STRUCK else "已更改状态"


def decide(issue_id: int, version: int) -> str:
    agreed, look_back = request.form.get("agreed") == "yes", timedelta(days=services().config.look_back_days)
    ledger.decide_strike(db(), issue_id, version, agreed, typed.words("note"), staff(), moment(), look_back=look_back)
    return "已同意销号" if agreed else "没有同意销号"


def look_back(issue_id: int, version: int) -> str:
    found, next_on = request.form.get("kept", ""), typed.day_or_none("next_on", "下次回头看的日期不正确")
    if found not in ("yes", "no"):
        raise Invalid("请选择回头看的结论")
    ledger.look_back(db(), issue_id, version, found == "yes", typed.words("finding"), next_on, staff(), moment())
    return "已记录回头看" if found == "yes" else "已记录回头看，并重新列为未完成"


ACTS: dict[Act, Permission] = {
    facts: Permission.KEEP_LEDGER,
    measures: Permission.KEEP_LEDGER,
    rules: Permission.KEEP_LEDGER,
    state: Permission.KEEP_LEDGER,
    decide: Permission.STRIKE_OFF,
    look_back: Permission.KEEP_LEDGER,
}


def view(do: Act, permission: Permission) -> Callable[..., Any]:
    """An act on an entry and the version that a page showed."""

    @needs(permission)
    @wraps(do)
    def act(issue_id: int) -> ResponseReturnValue:
        issue = circulars.issue(db(), issue_id)
        try:
            words = do(issue_id, typed.number("version", digits=9))
        except (Invalid, Conflict) as error:
            status = 409 if isinstance(error, Conflict) else 422
            return page(issue, Failed(do.__name__, str(error))), status
        flash(f"{words}。", "good")
        return redirect(url_for(".show", issue_id=issue_id), 303)

    return act


def _kept(rows: Sequence[T], prefix: str) -> list[T]:
    """The rows that were not ticked to be dropped."""
    dropped = set(request.form.getlist(f"{prefix}-drop"))
    return [row for n, row in enumerate(rows) if str(n) not in dropped]
