"""Which sayings an opinion resembles most: a matter has many sides, and an opinion mostly touches one."""

from collections import defaultdict
from collections.abc import Sequence

from intake.linking.reading import Reading

_NEAREST = 5
"""Sayings of a concept that count, those most alike."""


class Echoes:
    """All sayings, ready to be resembled."""

    __slots__ = ("_about", "_holders")

    def __init__(self, said: Sequence[tuple[int, Reading]]) -> None:
        self._about = [number for number, _ in said]
        self._holders: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for saying, (_, reading) in enumerate(said):
            for gram, weight in reading.grams.items():
                self._holders[gram].append((saying, weight))

    def heard(self, reading: Reading) -> dict[int, float]:
        """For each concept with a saying like the text, the likeness (cosine) of the nearest five together."""
        alike: dict[int, float] = defaultdict(float)
        for gram, weight in reading.grams.items():
            for saying, other in self._holders.get(gram, ()):
                alike[saying] += weight * other
        by_concept: dict[int, list[float]] = defaultdict(list)
        for saying, likeness in alike.items():
            by_concept[self._about[saying]].append(likeness)
        return {number: sum(sorted(found)[-_NEAREST:]) for number, found in by_concept.items()}
