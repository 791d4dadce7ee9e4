"""Decided opinions that a new one resembles: form letters, neighbours, the same caller again.

They add to the entries that people confirmed for them, by likeness (cosine); what resembles none is left alone.
"""

from collections import defaultdict
from collections.abc import Mapping

from intake.linking.corrections import Lesson, Scores

_NEAREST = 3
"""Decided opinions of an entry that count, those most alike."""
_LIKENESS = 6.0
"""What a decided opinion in the same words adds to an entry's logit."""
_FAINT = 0.05
_COMMON = 300
"""A gram that so many decided opinions have tells none of them apart, and would take the longest."""


class Precedents:
    """The opinions that people linked, ready to be resembled."""

    __slots__ = ("_holders", "_right")

    def __init__(self) -> None:
        self._right: list[frozenset[int]] = []
        self._holders: dict[str, list[tuple[int, float]]] = defaultdict(list)

    def add(self, lesson: Lesson) -> None:
        """Keep one more decided opinion, if an entry was confirmed for it."""
        if lesson.right:
            for gram, weight in lesson.grams.items():
                self._holders[gram].append((len(self._right), weight * lesson.weight))
            self._right.append(lesson.right)

    def entries(self, grams: Mapping[str, float]) -> Scores:
        """What to add to the logits of entries for a text with these grams."""
        alike: dict[int, float] = defaultdict(float)
        for gram, weight in grams.items():
            holders = self._holders.get(gram, ())
            if len(holders) < _COMMON:
                for number, other in holders:
                    alike[number] += weight * other
        by_target: dict[int, list[float]] = defaultdict(list)
        for number, likeness in alike.items():
            if likeness > _FAINT:
                for target in self._right[number]:
                    by_target[target].append(likeness)
        return {target: _LIKENESS * sum(sorted(found)[-_NEAREST:]) for target, found in by_target.items()}
