"""Finds the phrases of a thesaurus in a text, in one pass whatever their number.

Works on text from `normalise.compact`; gives offsets into that. Weighs nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from intake.linking.thesaurus import Concept, Phrase

_GAP = 8
"""Characters that may stand between the parts of an ordered phrase."""
_WINDOW = 45
"""Characters within which all parts of an unordered phrase must lie: about one and a half sentences."""

_OFTEN = 50
"""Occurrences of a part that are tried: a text of nothing but repetitions must not take quadratic time."""

_STOP = re.compile("[,。.;:!?、]")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: its number, the concept it speaks for, its level, and the stretches that make it up."""

    phrase: int
    concept: int
    level: int
    spans: tuple[Span, ...]


class Matcher:
    """All phrases of some concepts, ready to be looked for."""

    __slots__ = ("_parts", "_phrases", "_prefixes", "_whole")

    def __init__(self, concepts: Sequence[Concept]) -> None:
        self._phrases: list[tuple[int, Phrase]] = []
        self._whole: dict[str, list[int]] = defaultdict(list)
        self._parts: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, concept in enumerate(concepts):
            for phrase in concept.phrases:
                self._index(len(self._phrases), phrase)
                self._phrases.append((number, phrase))
        self._prefixes = {word[:n] for word in (*self._whole, *self._parts) for n in range(1, len(word) + 1)}

    def find(self, text: str) -> list[Hit]:
        """Every phrase that occurs, in the order of its first stretch; a word inside a longer word that
        is itself a whole phrase does not count («电梯» inside «货运电梯»)."""
        whole: list[tuple[int, int, int]] = []
        parts: dict[int, dict[int, list[Span]]] = {}
        for start, end in self._words(text):
            word = text[start:end]
            for phrase in self._whole.get(word, ()):
                whole.append((start, end, phrase))
            for phrase, part in self._parts.get(word, ()):
                parts.setdefault(phrase, {}).setdefault(part, []).append((start, end))
        hits = [self._hit(phrase, ((start, end),)) for start, end, phrase in _outermost(whole)]
        for phrase, found in parts.items():
            wanted = self._phrases[phrase][1]
            if len(found) == len(wanted.parts):
                lists = [found[i][:_OFTEN] for i in range(len(wanted.parts))]
                spans = _in_order(lists, text) if wanted.ordered else _together(lists)
                if spans:
                    hits.append(self._hit(phrase, spans))
        return sorted(hits, key=lambda hit: hit.spans)

    def _index(self, number: int, phrase: Phrase) -> None:
        if len(phrase.parts) == 1:
            for word in phrase.parts[0]:
                self._whole[word].append(number)
            return
        for part, words in enumerate(phrase.parts):
            for word in words:
                self._parts[word].append((number, part))

    def _hit(self, phrase: int, spans: tuple[Span, ...]) -> Hit:
        concept, wanted = self._phrases[phrase]
        return Hit(phrase, concept, wanted.level, spans)

    def _words(self, text: str) -> Iterator[Span]:
        prefixes, whole, parts, size = self._prefixes, self._whole, self._parts, len(text)
        for start in range(size):
            end = start + 1
            while end <= size and (word := text[start:end]) in prefixes:
                if word in whole or word in parts:
                    yield start, end
                end += 1


def _outermost(found: list[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """Those not strictly inside another; `found` comes by start, then by end."""
    reach: tuple[int, int] = (-1, -1)
    longest: dict[int, int] = {}
    for start, end, _ in found:
        longest[start] = max(longest.get(start, 0), end)
    for start, end, phrase in found:
        if start > reach[0] and end <= reach[1]:
            continue
        if end < longest[start]:
            continue
        if end > reach[1]:
            reach = (start, end)
        yield start, end, phrase


def _in_order(lists: list[list[Span]], text: str) -> tuple[Span, ...] | None:
    for first in lists[0]:
        chain = [first]
        for options in lists[1:]:
            least = chain[-1][1]
            later = next((span for span in options if least <= span[0] <= least + _GAP), None)
            if later is None or _STOP.search(text, least, later[0]):
                break
            chain.append(later)
        else:
            return tuple(chain)
    return None


def _together(lists: list[list[Span]]) -> tuple[Span, ...] | None:
    for first in lists[0]:
        chosen = [first]
        for options in lists[1:]:
            near = min(options, key=lambda span: abs(span[0] - first[0]))
            if abs(near[0] - first[0]) > _WINDOW or near[0] < first[1] and first[0] < near[1]:
                break
            chosen.append(near)
        else:
            return tuple(sorted(chosen))
    return None
