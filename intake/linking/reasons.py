"""Finds what in an opinion speaks for an entry: listed phrases, shared words, figures, likeness, experience."""

from collections.abc import Iterator, Sequence

from intake.linking.corrections import Corrections
from intake.linking.evidence import Candidate, chosen, runs, stretches
from intake.linking.scoring import Scored, Scorer
from intake.linking.types import Evidence

_SPEAKS = 0.2
"""A concept that gives an entry less than this part of what its best one gives is no reason."""
_MET, _VOICE, _FAINT_VOICE, _LEARNED = 0.3, 1.2, 0.1, 0.5
"""What a row of pairs must say at least to be shown: words of the entry, likeness, faint likeness, experience."""
_FIGURE, _VOICE_WORTH = 2.0, 0.25
"""What a quoted figure and likeness are worth beside a listed phrase, when the best are chosen."""
_ENOUGH = 2
"""Phrases beside which likeness, the weakest of reasons, need not be looked for."""


class Reasons:
    """The reasons for suggesting entries, in the opinion's own words."""

    __slots__ = ("_names", "_of_target", "_scorer")

    def __init__(self, scorer: Scorer, names: Sequence[str]) -> None:
        self._scorer = scorer
        self._names = names
        self._of_target: dict[int, list[tuple[int, float]]] = {}
        for concept, own in scorer.anchors.items():
            for target, part in own:
                self._of_target.setdefault(target, []).append((concept, part))

    def of(self, target: int, scored: Scored, corrections: Corrections) -> tuple[Evidence, ...]:
        """At most four phrases that speak for the entry; none where nothing in particular does."""
        speaking = self._speaking(target, scored)
        view = scored.reading.view
        candidates = [*self._listed(speaking, scored), *self._shared(target, view.text)]
        candidates += _learned(target, scored, corrections)
        if len(found := chosen(candidates, view)) >= _ENOUGH:
            return found
        for least in (_VOICE, _FAINT_VOICE):
            if found := chosen([*candidates, *self._sounding(speaking, view.text, least)], view):
                return found
        return ()

    def _speaking(self, target: int, scored: Scored) -> list[int]:
        parts = {concept: part * scored.shares[concept] for concept, part in self._of_target.get(target, ())}
        top = max(parts.values(), default=0.0)
        return [concept for concept, part in parts.items() if part > _SPEAKS * top]

    def _listed(self, speaking: list[int], scored: Scored) -> Iterator[Candidate]:
        for hit in scored.reading.hits:
            if hit.concept in speaking:
                for start, end in stretches(hit.spans):
                    yield Candidate(start, end, self._scorer.concepts.worth(hit), self._names[hit.concept])

    def _shared(self, target: int, text: str) -> Iterator[Candidate]:
        yield from runs(text, lambda gram: self._scorer.wording.weight(gram, target), _MET)
        for number, telling, start, end in self._scorer.figures.quoted(text):
            if number == target:
                yield Candidate(start, end, _FIGURE * telling)

    def _sounding(self, speaking: list[int], text: str, least: float) -> Iterator[Candidate]:
        telling = self._scorer.concepts.telling

        def worth(gram: str) -> float:
            return max((telling(gram, concept) for concept in speaking), default=0.0)

        for run in runs(text, worth, least):
            yield Candidate(run.start, run.end, _VOICE_WORTH * run.worth, self._names[speaking[0]])


def _learned(target: int, scored: Scored, corrections: Corrections) -> Iterator[Candidate]:
    def worth(gram: str) -> float:
        return scored.reading.grams.get(gram, 0.0) * corrections.weight(gram, target)

    for run in runs(scored.reading.view.text, worth, _LEARNED):
        yield Candidate(run.start, run.end, run.worth, "已确认的同类意见")
