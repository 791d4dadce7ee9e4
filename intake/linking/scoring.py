"""Scores the entries of a circular for a text, without what was learned from people's decisions.

Every concept gets a probability; the entries it belongs to share it; words and figures in common are added.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from intake.linking.anchors import anchor
from intake.linking.background import Background
from intake.linking.concepts import Concepts, samples
from intake.linking.figures import Figures
from intake.linking.phrases import Matcher
from intake.linking.reading import Reader, Reading
from intake.linking.thesaurus import Thesaurus
from intake.linking.types import Target
from intake.linking.weights import Weights
from intake.linking.wording import Wording
from intake.text.normalise import Speller

_FLOOR = 0.002
"""The probability that an entry has without any sign of it."""
_NAMES = 2
"""Names of other places that are counted; a letter that names twenty is no more foreign than one that names two."""

Scores = dict[int, float]


@dataclass(frozen=True, slots=True)
class Scored:
    """What is known of a text.

    `logits` of the entries that anything speaks for, nought being the logit of the others; `related`: the logit of
    concerning any entry; `shares`: the probability of each concept.
    """

    reading: Reading
    shares: Sequence[float]
    logits: Scores
    related: float


class Scorer:
    """A circular's entries and what is known of public life, made ready; never changes."""

    __slots__ = ("_elsewhere", "_reader", "anchors", "concepts", "figures", "weights", "wording")

    def __init__(self, targets: Sequence[Target], thesaurus: Thesaurus, weights: Weights) -> None:
        spoken = samples(thesaurus.concepts)
        background = Background(grams for _, grams in spoken)
        self._reader = Reader(Speller(dict(thesaurus.spelling)), Matcher(thesaurus.concepts), background)
        self._elsewhere = thesaurus.elsewhere
        self.weights = weights
        self.concepts = Concepts(thesaurus.concepts, spoken, background, self._reader)
        self.anchors = anchor(targets, thesaurus.concepts, self._reader)
        self.wording = Wording(targets, self._reader, background)
        self.figures = Figures([f"{target.title}\n{target.text}" for target in targets])

    def read(self, text: str) -> Reading:
        """Make a text ready for scoring."""
        return self._reader.read(text)

    def score(self, reading: Reading) -> Scored:
        """Score all entries."""
        weights = self.weights
        shares = self.concepts.shares(reading, weights)
        mass: Scores = {}
        for concept, own in self.anchors.items():
            for target, part in own:
                mass[target] = mass.get(target, 0.0) + part * shares[concept]
        scores = {target: math.log(1 + held / _FLOOR) for target, held in mass.items()}
        for target, met in self.wording.met(reading).items():
            scores[target] = scores.get(target, 0.0) + weights.wording * met
        for target, telling, _, _ in self.figures.quoted(reading.view.text):
            scores[target] = scores.get(target, 0.0) + weights.figure * telling
        best = max(scores.values(), default=0.0)
        related = self._related(sum(mass.values()), best, reading.view.text)
        return Scored(reading, shares, {t: weights.sharpness * score for t, score in scores.items()}, related)

    def _related(self, share: float, best: float, text: str) -> float:
        weights = self.weights
        share = min(max(share, 0.001), 0.999)
        foreign = sum(text.count(name) for name in self._elsewhere)
        return (
            weights.related
            + weights.per_share * math.log(share / (1 - share))
            + weights.per_score * best
            + weights.per_elsewhere * min(foreign, _NAMES)
        )
