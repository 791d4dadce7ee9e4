"""Scores the entries of a circular for a text, without what was learned from people's decisions.

Every concept gets a probability; the entries it belongs to share it; words and figures in common are added.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from intake.linking.anchors import anchor
from intake.linking.concepts import Concepts
from intake.linking.figures import Figures
from intake.linking.reading import Entry, Reader, Reading, weighed
from intake.linking.thesaurus import Thesaurus
from intake.linking.types import Target
from intake.linking.weights import Weights
from intake.linking.wording import Wording

_FLOOR = 0.002
"""The probability that an entry has without any sign of it."""
_FAINT = 0.1
"""Scores below this are left out: in a catalogue of a thousand every entry shares some word with an opinion."""
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
    """A circular's entries and what is known of public life, made ready; only fitting tries other `weights`."""

    __slots__ = ("_elsewhere", "_reader", "anchors", "concepts", "figures", "weights", "wording")

    def __init__(self, targets: Sequence[Target], thesaurus: Thesaurus, weights: Weights) -> None:
        self._reader = Reader(thesaurus)
        self._elsewhere = thesaurus.elsewhere
        self.weights = weights
        self.concepts = Concepts(thesaurus.concepts, self._reader)
        entries = [Entry(self._reader.see(target.title), self._reader.see(target.text)) for target in targets]
        self.anchors = anchor(entries, thesaurus.concepts)
        self.wording = Wording(entries, self.concepts.background)
        self.figures = Figures(entries)

    def read(self, text: str) -> Reading:
        """Make a text ready for scoring."""
        return weighed(self._reader.see(text), self.concepts.background)

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
        logits = {target: weights.sharpness * score for target, score in scores.items() if score > _FAINT}
        return Scored(reading, shares, logits, related)

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
