"""Finds for each entry of a new version which entry of the version before it is. Pure.

Strict on purpose: a wrong pair would carry opinions over to something else, a missing one only shows as removed
and added, which a person sees before the import.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence

from intake.circular.types import ParsedIssue
from intake.model import Issue
from intake.text.normalise import plain
from intake.text.segment import bigrams

ALIKE = 0.6
Entry = Issue | ParsedIssue


def match(old: Sequence[Issue], new: Sequence[ParsedIssue]) -> dict[str, Issue]:
    """The old self of each new entry by the new one's code; entries without one are left out.

    The same path wins, then the same words, then the same title, then the words most alike.
    """
    found: dict[str, Issue] = {}
    for mark in (_path, _words, _title):
        found |= _same(_left_old(old, found), _left_new(new, found), mark)
    for issue, entry in _alike(_left_old(old, found), _left_new(new, found)):
        if entry.code not in found and issue not in found.values():
            found[entry.code] = issue
    return found


def _left_old(old: Sequence[Issue], found: dict[str, Issue]) -> list[Issue]:
    taken = {issue.id for issue in found.values()}
    return [issue for issue in old if issue.id not in taken]


def _left_new(new: Sequence[ParsedIssue], found: dict[str, Issue]) -> list[ParsedIssue]:
    return [entry for entry in new if entry.code not in found]


def _same(old: Sequence[Issue], new: Sequence[ParsedIssue], mark: Callable[[Entry], Hashable]) -> dict[str, Issue]:
    """Pairs with the same mark, where each side has it only once."""
    there = {mark(issue): issue for issue in old}
    once_old, once_new = Counter(map(mark, old)), Counter(map(mark, new))
    return {
        entry.code: there[mark(entry)]
        for entry in new
        if mark(entry) and once_old[mark(entry)] == once_new[mark(entry)] == 1
    }


def _alike(old: Sequence[Issue], new: Sequence[ParsedIssue]) -> Iterator[tuple[Issue, ParsedIssue]]:
    """Pairs that say much the same, the most alike first."""
    both: list[Entry] = [*old, *new]
    pieces = {id(entry): Counter(bigrams(_words(entry) or _title(entry))) for entry in both}
    scored = [
        (_dice(pieces[id(issue)], pieces[id(entry)]), at, issue, entry)
        for at, issue in enumerate(old)
        for entry in new
        if issue.leaf == entry.leaf
    ]
    for score, _, issue, entry in sorted(scored, key=lambda row: (-row[0], row[1])):
        if score >= ALIKE:
            yield issue, entry


def _dice(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def _path(entry: Entry) -> Hashable:
    return tuple(map(plain, entry.path))


def _words(entry: Entry) -> str:
    return "".join(plain(entry.text).split()) if entry.leaf else ""


def _title(entry: Entry) -> str:
    return plain(entry.title)
