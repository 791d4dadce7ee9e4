"""What staff write on the ledger, as forms send it; what goes wrong is said on the page, with all that was typed."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
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
from intake.web.auth import needs
from intake.web.ledger_page import Failed, measures_typed, page, rules_typed
from intake.web.support import db, moment, services, staff

Act = Callable[[int, int], str]
T = TypeVar("T")


def facts(issue_id: int, version: int) -> str:
    name = " ".join(_words("unit").split())
    unit_id = triage.unit(db(), name, staff(), moment()) if name else None
    found = Facts(unit_id, _words("person"), _day("due_on", "办结时限"), _day("look_back_on", "下次回头看"))
    ledger.set_facts(db(), issue_id, version, found, staff(), moment())
    return "已保存责任单位和时限"


def measures(issue_id: int, version: int) -> str:
    kept = [*_kept(measures_typed(), "measure"), *(Measure(text) for text in _lines("fresh"))]
    ledger.set_measures(db(), issue_id, version, kept, staff(), moment())
    return "已保存举措"


def rules(issue_id: int, version: int) -> str:
    kept = [*_kept(rules_typed(), "rule"), *(Rule(title, RuleKind.NEW) for title in _lines("fresh"))]
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
        _words("reason"),
        staff(),
        moment(),
        look_back=timedelta(days=config.look_back_days),
        two=two,
    )
    return "已提请销号，待另一人复核" if two and chosen == LedgerState.STRUCK else "已更改状态"


def decide(issue_id: int, version: int) -> str:
    agreed, look_back = request.form.get("agreed") == "yes", timedelta(days=services().config.look_back_days)
    ledger.decide_strike(db(), issue_id, version, agreed, _words("note"), staff(), moment(), look_back=look_back)
    return "已同意销号" if agreed else "没有同意销号"


def look_back(issue_id: int, version: int) -> str:
    found = request.form.get("kept", "")
    if found not in ("yes", "no"):
        raise Invalid("请选择回头看的结论")
    ledger.look_back(
        db(), issue_id, version, found == "yes", _words("finding"), _day("next_on", "下次回头看"), staff(), moment()
    )
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
            words = do(issue_id, _version())
        except (Invalid, Conflict) as error:
            status = 409 if isinstance(error, Conflict) else 422
            return page(issue, Failed(do.__name__, str(error))), status
        flash(f"{words}。", "good")
        return redirect(url_for(".show", issue_id=issue_id), 303)

    return act


def _version() -> int:
    typed = request.form.get("version", "")
    if not typed.isascii() or not typed.isdigit() or len(typed) > 9:
        raise Invalid("页面不完整，请刷新后重试")
    return int(typed)


def _kept(rows: Sequence[T], prefix: str) -> list[T]:
    """The rows that were not ticked to be dropped."""
    dropped = set(request.form.getlist(f"{prefix}-drop"))
    return [row for n, row in enumerate(rows) if str(n) not in dropped]


def _lines(name: str) -> list[str]:
    return [line for typed in _words(name).split("\n") if (line := " ".join(typed.split()))]


def _day(name: str, words: str) -> date | None:
    typed = request.form.get(name, "").strip()
    if not typed:
        return None
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        raise Invalid(f"{words}的日期不正确") from None
    return found


def _words(name: str) -> str:
    return request.form.get(name, "").replace("\r\n", "\n").replace("\0", "")
