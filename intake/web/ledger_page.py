"""One entry of the ledger as staff see it: its text, measures, rules, who spoke of it over time, its history."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import render_template, request

from intake import labels
from intake.circular import proposals
from intake.duty import LedgerEntry, LedgerState, Measure, Rule, RuleKind
from intake.ledger import due
from intake.model import Event, Issue
from intake.store import circulars, events, ledger
from intake.store import staff as accounts_store
from intake.store.ledger import Spoken
from intake.web import duties
from intake.web.support import db

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Failed:
    """An act that was not done, and why."""

    act: str
    words: str


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an entry's history."""

    at: datetime
    who: str
    did: str
    words: str


def named(views: Mapping[str, str]) -> dict[str, str]:
    """The lists there are, those of a state by its name."""
    return {name: words or labels.label(LedgerState(name)) for name, words in views.items()}


def page(issue: Issue, failed: Failed | None = None) -> str:
    """An entry in whole."""
    entry, spoken = ledger.entry(db(), issue.id), ledger.spoken(db(), issue.circular_id).get(issue.id, Spoken())
    units, names = {unit.id: unit.name for unit in accounts_store.units(db())}, accounts_store.names(db())
    return render_template(
        "ledger/show.html",
        issue=issue,
        circular=circulars.by_id(db(), issue.circular_id),
        entry=entry,
        measures=_measures(issue, entry, failed),
        rules=_rules(issue, entry, failed),
        spoken=spoken,
        to_look_back=due(entry, spoken, duties.today()),
        months=_months(issue.id),
        steps=[_step(event, names, units) for event in events.history(db(), issue.id)],
        unit_of=units,
        names=names,
        states=tuple(LedgerState),
        kinds=tuple(RuleKind),
        failed=failed,
        typed=request.form if failed else {},
        today=duties.today(),
    )


def typed_rows(prefix: str, *columns: str) -> list[tuple[str, ...]]:
    """The rows of a form whose fields are named `{prefix}-{column}`, each as long as what is needed of all columns."""
    texts = [request.form.getlist(f"{prefix}-{column}") for column in columns]
    return [tuple(" ".join(cell.replace("\0", "").split()) for cell in row) for row in zip(*texts, strict=False)]


def measures_typed() -> list[Measure]:
    """The measures that a form holds, those ticked to be dropped too."""
    rows = typed_rows("measure", "text", "state", "printed")
    return [
        Measure(text, LedgerState(state if state in list(LedgerState) else LedgerState.UNSTATED), printed == "1")
        for text, state, printed in rows
    ]


def rules_typed() -> list[Rule]:
    """The rules that a form holds, those ticked to be dropped too."""
    rows = typed_rows("rule", "title", "kind", "printed")
    return [
        Rule(title, RuleKind(kind if kind in list(RuleKind) else RuleKind.NAMED), printed == "1")
        for title, kind, printed in rows
    ]


def _measures(issue: Issue, entry: LedgerEntry, failed: Failed | None) -> list[Measure]:
    """What was typed where that could not be saved, else what is written, else what the circular lists."""
    if failed and failed.act == "measures":
        return measures_typed()
    if entry.version == 0:
        return [Measure(text, printed=True) for text in proposals.measures(issue.text)]
    return ledger.measures(db(), issue.circular_id).get(issue.id, [])


def _rules(issue: Issue, entry: LedgerEntry, failed: Failed | None) -> list[Rule]:
    if failed and failed.act == "rules":
        return rules_typed()
    if entry.version == 0:
        return [Rule(rule.title, RuleKind(rule.kind), printed=True) for rule in proposals.rules(issue.text)]
    return ledger.rules(db(), issue.circular_id).get(issue.id, [])


def _months(issue_id: int) -> list[tuple[str, int]]:
    """How many opinions each of the last months had, the office's months, the oldest first."""
    first = duties.today().replace(day=1)
    months = [first]
    while len(months) < MONTHS:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    start = datetime(months[-1].year, months[-1].month, 1, tzinfo=db().zone)
    counted: Counter[date] = Counter()
    for hour, count in ledger.hours(db(), issue_id, start):
        counted[hour.astimezone(db().zone).date().replace(day=1)] += count
    return [(f"{month.year}-{month.month:02d}", counted[month]) for month in reversed(months)]


def _step(event: Event, names: Mapping[int, str], units: Mapping[int, str]) -> Step:
    return Step(event.at, names.get(event.staff_id or 0, "系统"), _did(event, names, units), event.words or "")


def _did(event: Event, names: Mapping[int, str], units: Mapping[int, str]) -> str:
    data = event.data
    if event.kind == "ledger_state":
        former, now = (labels.label(LedgerState(data[name])) for name in ("from", "to"))
        asked = f"（{names.get(data['asked_by'], '')}提请）" if data.get("asked_by") else ""
        return f"{former}改为{now}{asked}"
    if event.kind == "ledger_facts":
        unit = units.get(data["unit"] or 0, "未定")
        return f"责任单位：{unit}，办结时限：{data['due'] or '未定'}，下次回头看：{data['look_back'] or '未定'}；责任人"
    if event.kind == "looked_back":
        return f"回头看：{'继续销号，下次 ' + data['next'] if data['kept'] else '重新列为未完成'}"
    if event.kind == "measures_set":
        return f"举措由 {data['before']} 条改为 {data['after']} 条，已销号 {data['states'].get('struck', 0)} 条"
    return {
        "ledger_begun": "按通报建立台账",
        "rules_set": "修改制度",
        "strike_asked": "提请销号",
        "strike_refused": "不同意销号",
    }.get(event.kind, event.kind)
