"""Chooses the few phrases of an opinion that show why an entry is suggested.

Candidates are thesaurus phrases of the entry's concepts, words shared with the entry, quoted figures, and where there
is nothing better the words that sound most like its concept. The best four that do not overlap are shown.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from intake.linking.types import Evidence
from intake.text.normalise import Normalised

_MOST = 4
_WORTH = 0.2
"""A phrase worth less than this part of the best one is left out."""
_LONGEST = 12
_GAP = 8
_EDGES = "的了是在和与就也都又还很把被让给对从到有没不我你他她它们这那个吗呢吧啊呀们之其"
_HAN_RUN = re.compile(r"[\u3400-\u9fff]{2,}")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch of the normalised text, what it is worth, and the words it answers to (empty: its own)."""

    start: int
    end: int
    worth: float
    matched: str = ""


def chosen(candidates: Iterable[Candidate], view: Normalised) -> tuple[Evidence, ...]:
    """The best candidates that do not overlap, in the order of the text, as stretches of the original."""
    ranked = sorted((c for c in candidates if c.end - c.start > 1), key=lambda c: (-c.worth, c.start, c.end))
    taken: list[Candidate] = []
    said: set[str] = set()
    for candidate in ranked:
        if len(taken) == _MOST or candidate.worth < _WORTH * ranked[0].worth:
            break
        words = view.text[candidate.start : candidate.end]
        if all(c.end <= candidate.start or candidate.end <= c.start for c in taken) and words not in said:
            taken.append(candidate)
            said.add(words)
    taken.sort(key=lambda c: c.start)
    return tuple(Evidence(*view.span(c.start, c.end), c.matched or view.text[c.start : c.end]) for c in taken)


def stretches(spans: tuple[tuple[int, int], ...]) -> Iterator[tuple[int, int]]:
    """The stretches of a phrase in several parts; parts close together are one stretch."""
    start, end = spans[0]
    for later_start, later_end in spans[1:]:
        if later_start - end > _GAP:
            yield start, end
            start = later_start
        end = later_end
    yield start, end


def runs(text: str, worth: Callable[[str], float], least: float) -> Iterator[Candidate]:
    """Unbroken rows of pairs of characters that are all worth something, and together at least `least`."""
    for run in _HAN_RUN.finditer(text):
        start, total = run.start(), 0.0
        for at in range(run.start(), run.end()):
            value = worth(text[at : at + 2]) if at + 1 < run.end() else 0.0
            if value > 0:
                total += value
                continue
            if total >= least:
                yield from _trimmed(text, start, at + 1, total)
            start, total = at + 1, 0.0


def _trimmed(text: str, start: int, end: int, worth: float) -> Iterator[Candidate]:
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    if 1 < end - start <= _LONGEST:
        yield Candidate(start, end, worth)
