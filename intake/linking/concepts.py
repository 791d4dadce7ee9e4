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
from intake.linking.reading import Reader, Reading, Seen, weighed
from intake.linking.thesaurus import HINT, Concept
from intake.linking.weights import Weights
from intake.text.segment import bigrams

LEVELS = (2.5, 2.5, 1.0, 0.3)
"""What a phrase of each level counts."""
_PRIOR = 300.0
"""Grams of ordinary prose that every concept is thought to have besides its own, lest few sayings weigh too much."""
_ORDINARY = 80
"""Different grams of an ordinary opinion."""
_UNHEARD, _COMMONEST = 3, 30
"""The more sayings, the commoner the matter is taken to be: from three for one without any, up to thirty."""

_NONE: dict[int, float] = {}

Said = list[tuple[int, Seen]]


def said(concepts: Sequence[Concept], reader: Reader) -> Said:
    """Every saying with the number of its concept."""
    return [(number, reader.see(saying)) for number, concept in enumerate(concepts) for saying in concept.sayings]


def listed(concepts: Sequence[Concept]) -> list[tuple[int, Counter[str]]]:
    """The grams of every one-piece phrase with the number of its concept: samples of how people talk, too."""
    return [
        (number, Counter(bigrams(word)))
        for number, concept in enumerate(concepts)
        for phrase in concept.phrases
        if len(phrase.parts) == 1 and phrase.level < HINT
        for word in phrase.parts[0]
    ]


class Concepts:
    """The concepts, ready to be recognised."""

    __slots__ = ("_common", "_echoes", "_specific", "_voices", "background")

    def __init__(self, concepts: Sequence[Concept], reader: Reader) -> None:
        sayings, words = said(concepts, reader), listed(concepts)
        spoken = [*((number, seen.counts) for number, seen in sayings), *words]
        self.background = Background(counts for _, counts in spoken)
        self._echoes = Echoes([(number, weighed(seen, self.background)) for number, seen in sayings])
        self._specific = _specific(sayings)
        self._common = [math.log(min(len(concept.sayings), _COMMONEST) + _UNHEARD) for concept in concepts]
        self._voices = _voices(spoken, self.background)

    def shares(self, reading: Reading, weights: Weights) -> list[float]:
        """The probability of each concept, in the order of the thesaurus; all together one."""
        logits = [0.0] * len(self._common)
        for gram, weight in reading.grams.items():
            for number, voice in self._voices.get(gram, _NONE).items():
                logits[number] += weights.sounds * weight * voice
        for number, likeness in self._echoes.heard(reading).items():
            logits[number] += weights.echoes * likeness
        for number, weight in self._listed(reading.hits).items():
            logits[number] += weights.listed * math.sqrt(weight)
        damp = 1 + weights.rambling * math.log(max(len(reading.grams) / _ORDINARY, 1))
        logits = [weights.common * common + logit / damp for common, logit in zip(self._common, logits, strict=True)]
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


def _voices(spoken: Sequence[tuple[int, Counter[str]]], background: Background) -> dict[str, dict[int, float]]:
    """For each gram how much more often it is used of each concept than in ordinary prose (a logarithm)."""
    counts: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for number, grams in spoken:
        for gram, count in grams.items():
            counts[gram][number] += count
    return {
        gram: {number: math.log1p(n / (_PRIOR * background.share(gram))) for number, n in by.items()}
        for gram, by in counts.items()
    }


def _specific(sayings: Said) -> dict[int, float]:
    """For each phrase that occurs in sayings, the part of those that are about its own concept."""
    own: Counter[int] = Counter()
    every: Counter[int] = Counter()
    for number, seen in sayings:
        for phrase, concept in {(hit.phrase, hit.concept) for hit in seen.hits}:
            every[phrase] += 1
            own[phrase] += concept == number
    return {phrase: (own[phrase] + 1) / (count + 1) for phrase, count in every.items()}
