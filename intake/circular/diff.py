"""Two versions of a catalogue → what was added, removed, changed and carried over.

An entry is the same problem if it says the same thing, wherever it stands and however it is numbered now; a pair that
is not alike enough stays apart, because links of citizens' opinions follow what is carried over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from intake.text.normalise import plain
from intake.text.segment import bigrams

_ALIKE = 0.5
_TITLE, _TEXT, _PLACE = 0.6, 0.35, 0.05


class Entry(Protocol):
    """What is compared of an entry; both a parsed and a stored issue have it."""

    @property
    def code(self) -> str: ...
    @property
    def leaf(self) -> bool: ...
    @property
    def path(self) -> tuple[str, ...]: ...
    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Carried:
    """An entry that is in both versions; `changed` where title, text or the titles above differ."""

    old: str
    new: str
    likeness: float
    changed: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """Codes, in the order of the version they belong to; `changed` are those of `carried` that differ."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    carried: tuple[Carried, ...]

    @property
    def changed(self) -> tuple[Carried, ...]:
        """What was carried over with other words."""
        return tuple(pair for pair in self.carried if pair.changed)


def compare(old_issues: Sequence[Entry], new_issues: Sequence[Entry]) -> Difference:
    """Match the entries of two versions, each at most once, the most alike first."""
    old, new = [_Words(issue) for issue in old_issues], [_Words(issue) for issue in new_issues]
    pairs = sorted(
        (
            (likeness, a, b)
            for a, one in enumerate(old)
            for b, other in enumerate(new)
            if (likeness := _likeness(one, other)) >= _ALIKE
        ),
        key=lambda pair: (-pair[0], abs(pair[1] - pair[2]), pair[1]),
    )
    matched: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for likeness, a, b in pairs:
        if a not in matched and b not in taken:
            matched[a] = (b, likeness)
            taken.add(b)
    carried = [
        Carried(old[a].code, new[b].code, round(likeness, 3), old[a].differs(new[b]))
        for a, (b, likeness) in sorted(matched.items())
    ]
    return Difference(
        added=tuple(words.code for b, words in enumerate(new) if b not in taken),
        removed=tuple(words.code for a, words in enumerate(old) if a not in matched),
        carried=tuple(carried),
    )


class _Words:
    """An entry ready for comparing."""

    def __init__(self, issue: Entry) -> None:
        self.code, self.leaf = issue.code, issue.leaf
        self.whole = (issue.path, issue.title, issue.text)
        self.title = plain("".join(issue.title.split()))
        self.titled, self.texted = frozenset(bigrams(self.title)), frozenset(bigrams(plain(issue.text)))
        self.above = frozenset(bigrams(plain("".join(issue.path[:-1]))))

    def differs(self, other: "_Words") -> bool:
        return self.whole != other.whole


def _likeness(one: _Words, other: _Words) -> float:
    """0 to 1; headings are only like headings, entries only like entries, unless they say word for word the same."""
    if one.title == other.title:
        titled = 1.0
    elif one.leaf != other.leaf:
        return 0.0
    else:
        titled = _shared(one.titled, other.titled)
    if not one.texted or not other.texted:
        return titled * (1 - _PLACE) + _shared(one.above, other.above) * _PLACE
    texted = _shared(one.texted, other.texted)
    # a problem under another name keeps most of its text, a text brought up to date keeps its name
    best = max(titled * _TITLE + texted * _TEXT, texted * 0.9 if texted > 0.6 else 0.0)
    return best + _shared(one.above, other.above) * _PLACE


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 1.0
