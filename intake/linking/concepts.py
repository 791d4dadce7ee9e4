"""Which matter of public life a text is about: a probability for every concept of the thesaurus.

Three witnesses: phrases that the thesaurus lists, how far the text sounds like the sayings of a concept altogether,
and how much it resembles single ones.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from intake.linking.background import Background
from intake.linking.echoes import Echoes
from intake.linking.phrases import Hit
from intake.linking.reading import Reader, Reading
from intake.linking.thesaurus import HINT, Concept
from intake.linking.weights import Weights
from intake.text.normalise import plain
from intake.text.segment import bigrams

LEVELS = (2.5, 2.5, 1.0, 0.3)
"""What a phrase of each level counts."""
_PRIOR = 300.0
"""Grams of ordinary prose that every concept is thought to have besides its own, lest few sayings weigh too much."""
_UNHEARD = 3
"""Sayings that every concept is thought to have besides its own: the more there are, the commoner the matter."""

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

    __slots__ = ("_common", "_echoes", "_specific", "_voices")

    def __init__(self, concepts: Sequence[Concept], spoken: Samples, background: Background, reader: Reader) -> None:
        said = [(number, reader.read(s)) for number, concept in enumerate(concepts) for s in concept.sayings]
        self._echoes = Echoes(said)
        self._specific = _specific(said)
        self._common = [math.log(len(concept.sayings) + _UNHEARD) for concept in concepts]
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
        logits = [weights.common * common for common in self._common]
        for gram, weight in reading.grams.items():
            for number, voice in self._voices.get(gram, _NONE).items():
                logits[number] += weights.sounds * weight * voice
        for number, likeness in self._echoes.heard(reading).items():
            logits[number] += weights.echoes * likeness
        for number, weight in self._listed(reading.hits).items():
            logits[number] += weights.listed * math.sqrt(weight)
        top = max(logits, default=0.0)
        raw = [math.exp(logit - top) for logit in logits]
        total = sum(raw)
        return [value / total for value in raw]

    def worth(self, hit: Hit) -> float:
        """What a listed phrase counts for its concept; less if people use it of other matters as well."""
        return LEVELS[hit.level] * (1 + self._specific.get(hit.phrase, 1.0)) / 2

    def _listed(self, hits: Sequence[Hit]) -> dict[int, float]:
        weights: dict[int, float] = defaultdict(float)
        for hit in hits:
            weights[hit.concept] += self.worth(hit)
        return weights

    def telling(self, gram: str, number: int) -> float:
        """How clearly this gram speaks for that concept and no other."""
        voices = self._voices.get(gram, _NONE)
        own = voices.get(number, 0.0)
        return own * own / sum(voices.values()) if own else 0.0


def _specific(said: Sequence[tuple[int, Reading]]) -> dict[int, float]:
    """For each phrase that occurs in sayings, the part of those that are about its own concept."""
    own: Counter[int] = Counter()
    every: Counter[int] = Counter()
    for number, reading in said:
        for phrase, concept in {(hit.phrase, hit.concept) for hit in reading.hits}:
            every[phrase] += 1
            own[phrase] += concept == number
    return {phrase: (own[phrase] + 1) / (count + 1) for phrase, count in every.items()}
