"""Decided opinions that a new one resembles: form letters, neighbours, the same caller again.

They add to the entries that people confirmed for them, by likeness (cosine); what resembles none is left alone.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from intake.linking.corrections import Lesson, Scores

_NEAREST = 3
"""Decided opinions of an entry that count, those most alike."""
_LIKENESS = 6.0
"""What a decided opinion in the same words adds to an entry's logit."""
_FAINT = 0.05


class Precedents:
    """The opinions that people linked, ready to be resembled."""

    __slots__ = ("_holders", "_right")

    def __init__(self, lessons: Sequence[Lesson] = ()) -> None:
        taught = [lesson for lesson in lessons if lesson.right]
        self._right = [lesson.right for lesson in taught]
        self._holders: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, lesson in enumerate(taught):
            for gram, weight in lesson.grams.items():
                self._holders[gram].append((number, weight * lesson.weight))

    def entries(self, grams: Mapping[str, float]) -> Scores:
        """What to add to the logits of entries for a text with these grams."""
        alike: dict[int, float] = defaultdict(float)
        for gram, weight in grams.items():
            for number, other in self._holders.get(gram, ()):
                alike[number] += weight * other
        by_target: dict[int, list[float]] = defaultdict(list)
        for number, likeness in alike.items():
            if likeness > _FAINT:
                for target in self._right[number]:
                    by_target[target].append(likeness)
        return {target: _LIKENESS * sum(sorted(found)[-_NEAREST:]) for target, found in by_target.items()}
