"""Suggests which entries of a circular an opinion is about, with the words that say so.

Pure and deterministic: no database, no clock, no network. Only suggests; a person confirms.
"""

from collections.abc import Sequence
from copy import copy
from heapq import nlargest, nsmallest

from intake.linking.corrections import Corrections, Lesson, sigmoid, softmax
from intake.linking.examples import kept
from intake.linking.judgement import ABSTAIN_BELOW, band
from intake.linking.precedents import Precedents
from intake.linking.reasons import Reasons
from intake.linking.scoring import Scored, Scorer, Scores
from intake.linking.thesaurus import Thesaurus
from intake.linking.types import Answer, Example, Suggestion, Target
from intake.linking.weights import FITTED, Weights

LIMIT = 5
_SHOWN = 0.005
"""Suggestions less likely than this help nobody."""
_CHOSEN, _CHOSEN_RELATED = 4.0, 2.0
"""What the citizen's own choice adds: strong evidence, but no confirmation."""
_TELLING = 32
"""Grams of a decided opinion that are learned, the rarest: what they cost in memory does not grow with its length."""
_NAMED = 0.2
"""Concepts of which an entry has less than this are not named as its own: its text only mentions them."""
_NOTHING = Answer((), 0.01, True, "none")


class Linker:
    """A circular's targets made ready for suggesting; build it once, use it from any thread."""

    __slots__ = ("_corrections", "_names", "_numbers", "_precedents", "_reasons", "_scorer", "_targets")

    def __init__(self, targets: Sequence[Target], thesaurus: Thesaurus, weights: Weights = FITTED) -> None:
        self._targets = tuple(targets)
        self._numbers = {target.key: number for number, target in enumerate(self._targets)}
        self._scorer = Scorer(self._targets, thesaurus, weights)
        self._names = [concept.name for concept in thesaurus.concepts]
        self._reasons = Reasons(self._scorer, self._names)
        self._corrections = Corrections()
        self._precedents = Precedents()

    @classmethod
    def build(
        cls,
        targets: Sequence[Target],
        examples: Sequence[Example] = (),
        thesaurus: Thesaurus | None = None,
    ) -> "Linker":
        """Make ready; `examples` are what people have decided so far, in any order."""
        return cls(targets, thesaurus or Thesaurus()).taught(examples)

    def taught(self, examples: Sequence[Example]) -> "Linker":
        """The same over the same targets with these examples for all that people decided; takes milliseconds each."""
        corrections, precedents = Corrections(), Precedents()
        for example in kept([example for example in examples if self._concerns(example)], len(self._targets)):
            lesson = self._lesson(example)
            corrections.learn(lesson)
            precedents.add(lesson)
        linker = copy(self)
        linker._corrections = corrections
        linker._precedents = precedents if corrections.trusted else Precedents()
        return linker

    def concepts(self) -> dict[str, list[str]]:
        """For each target's key the names of the concepts that clearly lead to it, strongest first."""
        parts = sorted(
            (-part, concept, target)
            for concept, own in self._scorer.anchors.items()
            for target, part in own
            if part >= _NAMED
        )
        found: dict[str, list[str]] = {target.key: [] for target in self._targets}
        for _, concept, target in parts:
            found[self._targets[target].key].append(self._names[concept])
        return found

    def suggest(self, text: str, chosen: str | None = None) -> Answer:
        """The likeliest targets for `text`; `chosen` is the key the citizen picked, if any."""
        scored = self._scorer.score(self._scorer.read(text))
        grams = scored.reading.grams
        related = scored.related + self._corrections.related(grams)
        logits = _added(scored.logits, self._corrections.entries(grams), self._precedents.entries(grams))
        if chosen in self._numbers:
            logits = _added(logits, {self._numbers[chosen]: _CHOSEN})
            related += _CHOSEN_RELATED
        suggestions = self._suggestions(scored, logits)
        if not suggestions:
            return _NOTHING
        chance = sigmoid(related)
        return Answer(suggestions, chance, chance < ABSTAIN_BELOW, band(chance, suggestions[0].probability))

    def _suggestions(self, scored: Scored, logits: Scores) -> tuple[Suggestion, ...]:
        probabilities = softmax(logits, len(self._targets))
        best = nsmallest(LIMIT, probabilities, key=lambda target: (-probabilities[target], target))
        found = []
        for target in best:
            if probabilities[target] >= _SHOWN and (why := self._reasons.of(target, scored, self._corrections)):
                found.append(Suggestion(self._targets[target].key, probabilities[target], why))
        return tuple(found)

    def _concerns(self, example: Example) -> bool:
        """Whether it says something of these targets: linked to others only, it is not about none."""
        return not example.keys or not self._numbers.keys().isdisjoint((*example.keys, *example.rejected))

    def _lesson(self, example: Example) -> Lesson:
        scored = self._scorer.score(self._scorer.read(example.text))
        right, wrong = (
            frozenset(self._numbers[key] for key in keys if key in self._numbers)
            for keys in (example.keys, example.rejected)
        )
        grams = dict(nlargest(_TELLING, scored.reading.grams.items(), key=lambda item: (item[1], item[0])))
        return Lesson(grams, scored.logits, scored.related, right, wrong - right, example.weight)


def _added(*parts: Scores) -> Scores:
    total: Scores = {}
    for part in parts:
        for target, score in part.items():
            total[target] = total.get(target, 0.0) + score
    return total
