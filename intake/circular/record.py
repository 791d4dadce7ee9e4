"""A parsed circular against the entries stored of the version before, and as the rows and facts of the next. Pure.

What a version no longer has stays in it as a row without a place: links of opinions point to it.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from intake.circular.diff import compare
from intake.circular.types import Parsed, ParsedIssue
from intake.model import Issue

_GONE = "第"


@dataclass(frozen=True, slots=True)
class Changes:
    """A new version against the one before; `pairs` leads from kind and code of an entry to its old self."""

    added: tuple[ParsedIssue, ...]
    changed: tuple[tuple[Issue, ParsedIssue], ...]
    removed: tuple[Issue, ...]
    pairs: Mapping[tuple[str, str], Issue]

    @property
    def returned(self) -> tuple[Issue, ...]:
        """Entries that an earlier version had lost and this one has again."""
        return tuple(issue for issue in self.pairs.values() if gone(issue))

    @property
    def counts(self) -> dict[str, int]:
        """How many entries were added, changed, removed and carried over (changed ones too)."""
        return {
            "added": len(self.added),
            "changed": len(self.changed),
            "removed": len(self.removed),
            "carried": len(self.pairs),
        }


def changes(old: list[Issue], parsed: Parsed) -> Changes:
    """Find each entry's old self; `old` are the rows of the version before, with the titles it printed."""
    pairs: dict[tuple[str, str], Issue] = {}
    changed: set[tuple[str, str]] = set()
    for kind in ("issue", "section"):
        before = {issue.code: issue for issue in old if issue.kind == kind}
        found = compare(list(before.values()), [entry for its, entry in entries(parsed) if its == kind])
        pairs |= {(kind, pair.new): before[pair.old] for pair in found.carried}
        changed |= {(kind, pair.new) for pair in found.changed}
    kept = {issue.id for issue in pairs.values()}
    return Changes(
        tuple(entry for kind, entry in entries(parsed) if (kind, entry.code) not in pairs),
        tuple((pairs[kind, entry.code], entry) for kind, entry in entries(parsed) if (kind, entry.code) in changed),
        tuple(issue for issue in old if issue.id not in kept and issue.leaf),
        pairs,
    )


def issues(circular_id: int, version: int, parsed: Parsed, found: Changes, fresh_id: Callable[[], int]) -> list[Issue]:
    """The rows of a version: its entries under their old ids or new ones, then what it no longer has."""
    rows = []
    for kind, entry in entries(parsed):
        former = found.pairs.get((kind, entry.code))
        rows.append(_issue(former.id if former else fresh_id(), circular_id, kind, entry))
    for issue in found.removed:
        code = issue.code if gone(issue) else f"{_GONE}{version - 1}版 {issue.code}"
        rows.append(replace(issue, code=code, parent=None, level=1, start=0, end=0, hidden=True))
    return rows


def gone(issue: Issue) -> bool:
    """Whether the current version holds an entry only for the links of opinions to it."""
    return issue.code.startswith(_GONE)


def entries(parsed: Parsed) -> list[tuple[str, ParsedIssue]]:
    """Issues, then sections, each with its kind."""
    return [("issue", entry) for entry in parsed.issues] + [("section", entry) for entry in parsed.sections]


def facts(parsed: Parsed, before: Mapping[str, Any]) -> dict[str, Any]:
    """What is stored of a version beside its text; `before` are the facts of the version before.

    Contacts corrected by hand stay as long as the circular prints the same.
    """
    stated = {name: _plain(value) for name, value in asdict(parsed.facts).items()}
    printed = {name: _plain(value) for name, value in asdict(parsed.contacts).items()}
    kept = {
        name: before["contacts"][name]
        for name, value in before.get("printed", {}).items()
        if printed.get(name) == value and name in before.get("contacts", {})
    }
    return {
        **stated,
        "contacts": {**printed, **kept},
        "printed": printed,
        "totals": asdict(parsed.totals),
        "unclear": list(parsed.unclear),
        "documents": {entry.code: list(entry.documents) for entry in parsed.issues if entry.documents},
    }


def _issue(issue_id: int, circular_id: int, kind: str, entry: ParsedIssue) -> Issue:
    return Issue(
        issue_id,
        circular_id,
        entry.code,
        entry.parent,
        entry.level,
        entry.leaf,
        kind,
        entry.title,
        entry.path,
        entry.text,
        entry.start,
        entry.end,
        False,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
