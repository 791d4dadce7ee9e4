"""How far an opinion uses the very words of an entry: its heading and its text, rare words counting most."""

import math
from collections import defaultdict
from collections.abc import Sequence

from intake.linking.background import Background
from intake.linking.reading import Entry, Reading

_TITLE, _TEXT = 1.0, 0.4
_SCALE = 15.0
_ORDINARY = 60
"""Grams of an ordinary opinion; a longer one meets more of every entry's words by chance, and is scaled down."""
_KEPT = 60
"""Entries kept for a gram, those where it weighs most: in a catalogue of thousands the rest are chance."""

_NONE: dict[int, float] = {}


class Wording:
    """The words of all entries, ready to be met."""

    __slots__ = ("_weights",)

    def __init__(self, entries: Sequence[Entry], background: Background) -> None:
        fields: dict[str, dict[int, float]] = defaultdict(dict)
        for number, entry in enumerate(entries):
            for seen, weight in ((entry.text, _TEXT), (entry.title, _TITLE)):
                for gram in seen.counts:
                    fields[gram][number] = weight
        self._weights = {
            gram: _strongest(by, math.log((len(entries) + 1) / len(by)) * background.rarity(gram) / _SCALE)
            for gram, by in fields.items()
        }

    def met(self, reading: Reading) -> dict[int, float]:
        """For each entry that shares words with the text, how much that says."""
        scores: dict[int, float] = defaultdict(float)
        damp = min(1.0, math.sqrt(_ORDINARY / max(len(reading.grams), 1)))
        for gram in reading.grams:
            for target, weight in self._weights.get(gram, _NONE).items():
                scores[target] += damp * weight
        return scores

    def weight(self, gram: str, number: int) -> float:
        """How much this gram speaks for that entry."""
        return self._weights.get(gram, _NONE).get(number, 0.0)


def _strongest(by: dict[int, float], scale: float) -> dict[int, float]:
    best = sorted(by.items(), key=lambda item: (-item[1], item[0]))[:_KEPT]
    return {target: weight * scale for target, weight in best}
