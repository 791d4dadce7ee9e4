"""The ledger of a circular as a whole: a line for each entry, what they add up to, and the lists as tables."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from intake import labels
from intake.circular import proposals, record
from intake.db import Connection
from intake.digest.table import Row, Table, table
from intake.duty import LedgerEntry, LedgerState, Measure, Rule, RuleKind
from intake.ledger.acts import issues_of
from intake.ledger.looking_back import due
from intake.model import Issue
from intake.store import ledger
from intake.store.ledger import Spoken


@dataclass(frozen=True, slots=True)
class Line:
    """An entry of the circular with all the ledger holds of it."""

    issue: Issue
    entry: LedgerEntry
    measures: tuple[Measure, ...]
    rules: tuple[Rule, ...]
    spoken: Spoken

    @property
    def struck_measures(self) -> int:
        return sum(measure.state == LedgerState.STRUCK for measure in self.measures)

    def to_look_back(self, today: date) -> bool:
        """Whether it is to be looked back on."""
        return due(self.entry, self.spoken, today)


@dataclass(frozen=True, slots=True)
class Sums:
    """What the ledger counts: entries and measures, by their state; rules, by their kind."""

    entries: int
    measures: int
    entry_states: Mapping[LedgerState, int]
    measure_states: Mapping[LedgerState, int]
    rules: Mapping[RuleKind, int]


@dataclass(frozen=True, slots=True)
class Printed:
    """What the text of the circular itself lists, whatever it says of its totals."""

    entries: int
    measures: int
    rules: Mapping[RuleKind, int]


def lines(conn: Connection, circular_id: int) -> list[Line]:
    """A circular's entries in its order; what a new version lost only where something was written on it."""
    entries, spoken = ledger.entries(conn, circular_id), ledger.spoken(conn, circular_id)
    measures, rules = ledger.measures(conn, circular_id), ledger.rules(conn, circular_id)
    return [
        Line(
            issue,
            entries.get(issue.id, LedgerEntry(issue.id)),
            tuple(measures.get(issue.id, ())),
            tuple(rules.get(issue.id, ())),
            spoken.get(issue.id, Spoken()),
        )
        for issue in issues_of(conn, circular_id)
        if issue.id in entries or not record.gone(issue)
    ]


def sums(found: Sequence[Line]) -> Sums:
    """What lines add up to. Pure."""
    measures = [measure.state for line in found for measure in line.measures]
    rules = Counter(rule.kind for line in found for rule in line.rules)
    return Sums(len(found), len(measures), Counter(line.entry.state for line in found), Counter(measures), rules)


def printed(found: Iterable[Line]) -> Printed:
    """What the entries list in their text, as far as they still stand in the circular. Pure."""
    texts = [line.issue.text for line in found if not record.gone(line.issue)]
    rules = Counter(RuleKind(rule.kind) for text in texts for rule in proposals.rules(text))
    return Printed(len(texts), sum(len(proposals.measures(text)) for text in texts), rules)


def tables(found: Sequence[Line], units: Mapping[int, str], *, responsible: bool) -> list[Table]:
    """The lists of problems, of tasks, of rules, and of who answers for what, where that is wanted. Pure."""
    every = [_problems(found), _tasks(found), _rules(found)]
    return [*every, _duties(found, units)] if responsible else every


def _problems(found: Iterable[Line]) -> Table:
    columns = ("编号", "整改事项", "状态", "状态变更", "举措", "已销号举措", "制度", "办结时限", "意见", "下次回头看")
    rows: list[Row] = [
        (
            line.issue.code,
            line.issue.title,
            labels.label(line.entry.state),
            line.entry.state_at.date() if line.entry.state_at else "",
            len(line.measures),
            line.struck_measures,
            len(line.rules),
            line.entry.due_on or "",
            line.spoken.total,
            line.entry.look_back_on or "",
        )
        for line in found
    ]
    note = "状态由本办在台账中注明；未注明的不表示已完成或未完成。"
    return table("problems", "问题清单", columns, rows, (9, 40, 10, 12, 8, 12, 8, 12, 8, 12), note, wide=True)


def _tasks(found: Iterable[Line]) -> Table:
    rows: list[Row] = [
        (line.issue.code, line.issue.title, measure.text, labels.label(measure.state), _source(measure.printed))
        for line in found
        for measure in line.measures
    ]
    return table(
        "tasks", "任务清单", ("编号", "整改事项", "举措", "状态", "来源"), rows, (9, 30, 60, 10, 10), wide=True
    )


def _rules(found: Iterable[Line]) -> Table:
    rows: list[Row] = [
        (line.issue.code, line.issue.title, rule.title, labels.label(rule.kind), _source(rule.printed))
        for line in found
        for rule in line.rules
    ]
    return table(
        "rules", "制度清单", ("编号", "整改事项", "制度", "类别", "来源"), rows, (9, 30, 60, 10, 10), wide=True
    )


def _duties(found: Iterable[Line], units: Mapping[int, str]) -> Table:
    columns = ("编号", "整改事项", "责任单位", "责任人", "办结时限")
    rows: list[Row] = [
        (
            line.issue.code,
            line.issue.title,
            units.get(line.entry.unit_id or 0, ""),
            line.entry.person,
            line.entry.due_on or "",
        )
        for line in found
    ]
    note = "内部掌握，不对外公布。"
    return table("duties", "责任清单", columns, rows, (9, 40, 28, 14, 12), note, wide=True)


def _source(printed: bool) -> str:
    return "通报" if printed else "本办"
