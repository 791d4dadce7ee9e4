"""Which matter of public life a text is about: a probability for every concept of the thesaurus.

Two witnesses: phrases that the thesaurus lists, and how far the text sounds like the sayings of a concept.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from intake.linking.background import Background
from intake.linking.phrases import Hit
from intake.linking.reading import Reading
from intake.linking.thesaurus import HINT, Concept
from intake.linking.weights import Weights
from intake.text.normalise import plain
from intake.text.segment import bigrams

LEVELS = (2.5, 2.5, 1.0, 0.3)
"""What a phrase of each level counts."""
_PRIOR = 300.0
"""Grams of ordinary prose that every concept is thought to have besides its own, lest few sayings weigh too much."""
_PHRASE = 0.5
"""What a phrase counts beside a whole saying, as a sample of how people talk."""

_NONE: dict[int, float] = {}

Samples = list[tuple[int, Counter[str]]]


def samples(concepts: Sequence[Concept]) -> Samples:
    """The grams of every saying and every one-piece phrase, with the number of its concept."""
    found = []
    for number, concept in enumerate(concepts):
        found += [(number, Counter(bigrams(plain(saying)))) for saying in concept.sayings]
        for phrase in concept.phrases:
            if len(phrase.parts) == 1 and phrase.level < HINT:
                found += [(number, Counter(bigrams(word))) for word in phrase.parts[0]]
    return found


class Concepts:
    """The concepts, ready to be recognised."""

    __slots__ = ("_size", "_voices")

    def __init__(self, size: int, spoken: Samples, background: Background) -> None:
        self._size = size
        counts: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        for number, grams in spoken:
            for gram, count in grams.items():
                counts[gram][number] += count
        self._voices = {
            gram: {number: math.log1p(n / (_PRIOR * background.share(gram))) for number, n in by.items()}
            for gram, by in counts.items()
        }

    def shares(self, reading: Reading, weights: Weights) -> list[float]:
        """The probability of each concept, in the order of the thesaurus; all together one."""
        logits = [0.0] * self._size
        for gram, weight in reading.grams.items():
            for number, voice in self._voices.get(gram, _NONE).items():
                logits[number] += weights.sounds * weight * voice
        for number, weight in listed(reading.hits).items():
            logits[number] += weights.listed * math.sqrt(weight)
        top = max(logits, default=0.0)
        raw = [math.exp(logit - top) for logit in logits]
        total = sum(raw)
        return [value / total for value in raw]

    def telling(self, gram: str, number: int) -> float:
        """How clearly this gram speaks for that concept and no other."""
        voices = self._voices.get(gram, _NONE)
        own = voices.get(number, 0.0)
        return own * own / sum(voices.values()) if own else 0.0


def listed(hits: Sequence[Hit]) -> dict[int, float]:
    """What the phrases found count for each concept."""
    weights: dict[int, float] = defaultdict(float)
    for hit in hits:
        weights[hit.concept] += LEVELS[hit.level]
    return weights
