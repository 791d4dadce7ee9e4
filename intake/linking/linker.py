"""Suggests which entries of a circular an opinion is about, with the words that say so.

Pure and deterministic: no database, no clock, no network. Only suggests; a person confirms.

An opinion is read; every concept of public life gets a probability; the entries that a concept belongs to share it;
words and figures that the opinion has in common with an entry are added; what people have decided before corrects
the result; and at last it is judged whether the opinion concerns any entry at all.
"""

import math
from collections.abc import Iterator, Sequence

from intake.linking import concepts as recognising
from intake.linking import judgement
from intake.linking.anchors import Anchors, anchor
from intake.linking.background import Background
from intake.linking.concepts import LEVELS, Concepts
from intake.linking.corrections import Corrections, Lesson, Scores, sigmoid, softmax
from intake.linking.evidence import Candidate, chosen, runs, stretches
from intake.linking.examples import kept
from intake.linking.figures import Figures
from intake.linking.judgement import Signs
from intake.linking.phrases import Matcher
from intake.linking.reading import Reader, Reading
from intake.linking.thesaurus import Concept, Thesaurus
from intake.linking.types import Answer, Evidence, Example, Suggestion, Target
from intake.linking.wording import Wording
from intake.text.normalise import Speller

LIMIT = 5


class Linker:
    """A circular's targets made ready for suggesting; build it once, use it from any thread."""

    __slots__ = (
        "_anchors",
        "_concepts",
        "_corrections",
        "_elsewhere",
        "_figures",
        "_known",
        "_reader",
        "_targets",
        "_wording",
    )

    def __init__(self, targets: Sequence[Target], thesaurus: Thesaurus) -> None:
        self._targets = tuple(targets)
        self._known: Sequence[Concept] = thesaurus.concepts
        spoken = recognising.samples(self._known)
        background = Background(grams for _, grams in spoken)
        self._reader = Reader(Speller(dict(thesaurus.spelling)), Matcher(self._known), background)
        self._concepts = Concepts(self._known, spoken, background)
        self._anchors: Anchors = anchor(self._targets, self._known, self._reader)
        self._wording = Wording(self._targets, self._reader, background)
        self._figures = Figures([f"{target.title}\n{target.text}" for target in self._targets])
        self._elsewhere = thesaurus.elsewhere
        self._corrections = Corrections()

    @classmethod
    def build(
        cls,
        targets: Sequence[Target],
        examples: Sequence[Example] = (),
        thesaurus: Thesaurus | None = None,
    ) -> "Linker":
        """Make ready; `examples` are what people have decided so far, in any order."""
        linker = cls(targets, thesaurus or Thesaurus())
        linker._corrections = Corrections([linker._lesson(example) for example in kept(examples, linker._targets)])
        return linker

    def suggest(self, text: str, chosen: str | None = None) -> Answer:
        """The likeliest targets for `text`; `chosen` is the key the citizen picked, if any."""
        reading = self._reader.read(text)
        shares = self._concepts.shares(reading)
        scores, signs = self._scores(reading, shares)
        for number, target in enumerate(self._targets):
            if target.key == chosen:
                scores[number] = scores.get(number, math.log(judgement.FLOOR)) + judgement.CHOSEN
        added = self._corrections.entries(reading.grams)
        logits = {t: judgement.SHARPNESS * score + added.get(t, 0.0) for t, score in scores.items()}
        if not logits:
            return Answer((), 0.02, True, "none")
        related = sigmoid(judgement.related_score(signs) + self._corrections.related(reading.grams))
        probabilities = softmax(logits)
        best = sorted(probabilities, key=lambda t: (-probabilities[t], t))[:LIMIT]
        suggestions = tuple(
            Suggestion(self._targets[t].key, probabilities[t], self._evidence(t, reading, shares)) for t in best
        )
        return Answer(
            suggestions,
            related,
            related < judgement.ABSTAIN_BELOW,
            judgement.band(related, suggestions[0].probability),
        )

    def _scores(self, reading: Reading, shares: Sequence[float]) -> tuple[Scores, Signs]:
        mass: Scores = {}
        for concept, own in self._anchors.items():
            for target, part in own:
                mass[target] = mass.get(target, 0.0) + part * shares[concept]
        scores = {target: math.log(judgement.FLOOR + held) for target, held in mass.items()}
        floor = math.log(judgement.FLOOR)
        for target, met in self._wording.met(reading).items():
            scores[target] = scores.get(target, floor) + judgement.WORDING * met
        for target, weight, _, _ in self._figures.quoted(reading.view.text):
            scores[target] = scores.get(target, floor) + judgement.FIGURE * weight
        best = max(scores.values(), default=floor)
        foreign = sum(reading.view.text.count(name) for name in self._elsewhere)
        return scores, Signs(sum(mass.values()), best, foreign)

    def _lesson(self, example: Example) -> Lesson:
        reading = self._reader.read(example.text)
        scores, signs = self._scores(reading, self._concepts.shares(reading))
        floor = math.log(judgement.FLOOR)
        right, wrong = (self._numbers(keys) for keys in (example.keys, example.rejected))
        logits = {t: judgement.SHARPNESS * scores.get(t, floor) for t in {*scores, *right}}
        return Lesson(reading.grams, logits, judgement.related_score(signs), right, wrong, example.weight)

    def _numbers(self, keys: Sequence[str]) -> frozenset[int]:
        return frozenset(number for number, target in enumerate(self._targets) if target.key in keys)

    def _evidence(self, target: int, reading: Reading, shares: Sequence[float]) -> tuple[Evidence, ...]:
        return chosen(self._candidates(target, reading, shares), reading.view)

    def _candidates(self, target: int, reading: Reading, shares: Sequence[float]) -> Iterator[Candidate]:
        parts = {c: part * shares[c] for c, own in self._anchors.items() for t, part in own if t == target}
        top = max(parts.values(), default=0.0)
        speaking = {c for c, part in parts.items() if part > 0.2 * top}
        for hit in reading.hits:
            if hit.concept in speaking:
                for start, end in stretches(hit.spans):
                    yield Candidate(start, end, LEVELS[hit.level], self._known[hit.concept].name)
        text = reading.view.text
        yield from runs(text, lambda gram: self._wording.weight(gram, target), 0.25)
        for number, weight, start, end in self._figures.quoted(text):
            if number == target:
                yield Candidate(start, end, 2 * weight)
        for concept in speaking:
            name = self._known[concept].name
            for found in runs(text, lambda gram: self._concepts.voice(gram, concept), 0.7):  # noqa: B023
                yield Candidate(found.start, found.end, found.worth / 4, name)
