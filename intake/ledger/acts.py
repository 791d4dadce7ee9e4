"""Who answers for an entry, its measures and rules, how far it is, and striking it off by two persons."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from intake import accounts
from intake.accounts import Permission
from intake.circular import proposals
from intake.clock import to_text
from intake.db import Connection, transaction
from intake.duty import LedgerEntry, LedgerState, Measure, Rule, RuleKind
from intake.errors import Invalid
from intake.model import Issue, Staff
from intake.store import circulars, events, ledger
from intake.triage.looking import words

REASON = 2_000  # characters
PERSON = 40
TEXT = 500  # of a measure or a rule's title
MOST = 200  # measures or rules of one entry


@dataclass(frozen=True, slots=True)
class Facts:
    """Who answers for an entry, by when, and when it is looked back on next; for the office only."""

    unit_id: int | None
    person: str
    due_on: date | None
    look_back_on: date | None


def begin(conn: Connection, circular_id: int, by: Staff, now: datetime) -> int:
    """Take over what the circular lists for every entry that nobody wrote on yet; for how many."""
    accounts.demand(by, Permission.KEEP_LEDGER)
    with transaction(conn):
        written = ledger.entries(conn, circular_id)
        fresh = [issue for issue in issues_of(conn, circular_id) if issue.id not in written]
        for issue in fresh:
            found = [Measure(text, printed=True) for text in proposals.measures(issue.text)]
            named = [Rule(rule.title, RuleKind(rule.kind), printed=True) for rule in proposals.rules(issue.text)]
            ledger.change(conn, issue.id, 0)
            ledger.put_measures(conn, issue.id, found)
            ledger.put_rules(conn, issue.id, named)
            _note(conn, issue.id, "ledger_begun", by, now, measures=len(found), rules=len(named))
    return len(fresh)


def issues_of(conn: Connection, circular_id: int) -> list[Issue]:
    """The entries of a circular that the ledger is kept of, in their order."""
    return [issue for issue in circulars.issues(conn, circular_id) if issue.leaf and issue.kind == "issue"]


def set_facts(conn: Connection, issue_id: int, version: int, facts: Facts, by: Staff, now: datetime) -> None:
    """Say who answers for an entry and by when."""
    _kept_by(conn, issue_id, by)
    person = " ".join(facts.person.split())
    if len(person) > PERSON:
        raise Invalid(f"责任人请不要超过 {PERSON} 个字")
    due_on, look_back_on = (day.isoformat() if day else None for day in (facts.due_on, facts.look_back_on))
    with transaction(conn):
        ledger.change(
            conn, issue_id, version, unit_id=facts.unit_id, person=person, due_on=due_on, look_back_on=look_back_on
        )
        data = {"unit": facts.unit_id, "due": due_on, "look_back": look_back_on}
        _note(conn, issue_id, "ledger_facts", by, now, person, **data)


def set_measures(
    conn: Connection, issue_id: int, version: int, kept: Sequence[Measure], by: Staff, now: datetime
) -> None:
    """The measures of an entry from now on, in this order."""
    _kept_by(conn, issue_id, by)
    _check([measure.text for measure in kept], "举措")
    with transaction(conn):
        former = ledger.measures(conn, circulars.issue(conn, issue_id).circular_id).get(issue_id, [])
        ledger.change(conn, issue_id, version)
        ledger.put_measures(conn, issue_id, kept)
        states = dict(Counter(measure.state for measure in kept))
        said = _difference(former, kept)
        _note(conn, issue_id, "measures_set", by, now, said, before=len(former), after=len(kept), states=states)


def set_rules(conn: Connection, issue_id: int, version: int, kept: Sequence[Rule], by: Staff, now: datetime) -> None:
    """The rules of an entry from now on, in this order."""
    _kept_by(conn, issue_id, by)
    _check([rule.title for rule in kept], "制度")
    with transaction(conn):
        ledger.change(conn, issue_id, version)
        ledger.put_rules(conn, issue_id, kept)
        _note(conn, issue_id, "rules_set", by, now, rules=len(kept))


def set_state(
    conn: Connection,
    issue_id: int,
    version: int,
    state: LedgerState,
    reason: str,
    by: Staff,
    now: datetime,
    *,
    look_back: timedelta,
    two: bool,
) -> None:
    """Say how far an entry is, and why. Where it takes `two` to strike off, this only asks for it.

    `look_back`: after how long an entry that was struck off is looked back on.
    """
    _kept_by(conn, issue_id, by)
    reason = words(reason, REASON)
    if not reason:
        raise Invalid("请填写理由或依据")
    entry = ledger.entry(conn, issue_id)
    if state == entry.state:
        raise Invalid("状态没有变化")
    with transaction(conn):
        if state == LedgerState.STRUCK:
            _demand_done(conn, issue_id)
            if two:
                _ask_strike(conn, entry, version, reason, by, now)
                return
            accounts.demand(by, Permission.STRIKE_OFF)
        _move(conn, entry, version, state, reason, by, now, look_back)


def decide_strike(
    conn: Connection,
    issue_id: int,
    version: int,
    agreed: bool,
    note: str,
    by: Staff,
    now: datetime,
    *,
    look_back: timedelta,
) -> None:
    """Strike an entry off as somebody else asked for, or leave it as it is."""
    accounts.demand(by, Permission.STRIKE_OFF)
    note = words(note, REASON)
    entry = ledger.entry(conn, issue_id)
    if entry.asked_by is None:
        raise Invalid("没有待复核的销号申请")
    if entry.asked_by == by.id:
        raise Invalid("提请销号的人不能自己复核，请由另一人复核")
    with transaction(conn):
        if agreed:
            _move(conn, entry, version, LedgerState.STRUCK, note, by, now, look_back)
        else:
            ledger.change(conn, issue_id, version, asked_by=None, asked_at=None)
            _note(conn, issue_id, "strike_refused", by, now, note)


def _kept_by(conn: Connection, issue_id: int, by: Staff) -> None:
    accounts.demand(by, Permission.KEEP_LEDGER)
    issue = circulars.issue(conn, issue_id)
    if not issue.leaf or issue.kind != "issue":
        raise Invalid("只有整改事项才有台账")


def _demand_done(conn: Connection, issue_id: int) -> None:
    measures = ledger.measures(conn, circulars.issue(conn, issue_id).circular_id).get(issue_id, [])
    left = sum(measure.state == LedgerState.OPEN for measure in measures)
    if left:
        raise Invalid(f"还有 {left} 条举措未完成，不能销号")


def _ask_strike(conn: Connection, entry: LedgerEntry, version: int, reason: str, by: Staff, now: datetime) -> None:
    if entry.asked_by is not None:
        raise Invalid("已经提请销号，等待另一人复核")
    ledger.change(conn, entry.issue_id, version, asked_by=by.id, asked_at=to_text(now))
    _note(conn, entry.issue_id, "strike_asked", by, now, reason)


def _move(
    conn: Connection,
    entry: LedgerEntry,
    version: int,
    state: LedgerState,
    reason: str,
    by: Staff,
    now: datetime,
    look_back: timedelta,
) -> None:
    changed: dict[str, Any] = {"state": state, "state_at": to_text(now), "state_by": by.id}
    if state == LedgerState.STRUCK:
        changed["look_back_on"] = (now + look_back).astimezone(conn.zone).date().isoformat()
    ledger.change(conn, entry.issue_id, version, asked_by=None, asked_at=None, **changed)
    data = {"from": entry.state, "to": state, "asked_by": entry.asked_by}
    _note(conn, entry.issue_id, "ledger_state", by, now, reason, **data)


def _check(texts: Sequence[str], name: str) -> None:
    if len(texts) > MOST:
        raise Invalid(f"一个事项最多 {MOST} 条{name}")
    if any(not text.strip() for text in texts):
        raise Invalid(f"{name}内容不能为空；不要的请勾选删除")
    if any(len(text) > TEXT for text in texts):
        raise Invalid(f"一条{name}请不要超过 {TEXT} 个字")


def _difference(former: Sequence[Measure], kept: Sequence[Measure]) -> str:
    """What was taken out, for whoever asks later; what is there can be read anyway."""
    texts = {measure.text for measure in kept}
    gone = [measure.text for measure in former if measure.text not in texts]
    return f"原为：{'；'.join(gone)}" if gone else ""


def _note(conn: Connection, issue_id: int, kind: str, by: Staff, now: datetime, said: str = "", **data: Any) -> None:
    events.append(conn, issue_id, kind, now, staff_id=by.id, data=data, words=said)
