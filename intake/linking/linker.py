"""Suggests which entries of a circular an opinion is about, with the words that say so.

Pure and deterministic: no database, no clock, no network. Only suggests; a person confirms.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from intake.linking.phrases import Hit, Matcher
from intake.linking.thesaurus import OFFICIAL, Concept, Thesaurus
from intake.linking.types import Answer, Evidence, Example, Suggestion, Target
from intake.text.normalise import Normalised, Speller, compact, normalise
from intake.text.segment import bigrams

LIMIT = 5
_READ = 20_000
"""Characters of an opinion that are looked at; nobody decides on more than ten pages."""
_LEVEL = (2.5, 2.5, 1.0, 0.3)


class Linker:
    """A circular's targets made ready for suggesting; build it once, use it from any thread."""

    __slots__ = ("_carried", "_matcher", "_postings", "_speller", "_targets")

    def __init__(
        self,
        targets: tuple[Target, ...],
        matcher: Matcher,
        carried: dict[int, list[tuple[int, float]]],
        postings: dict[str, list[tuple[int, float]]],
        speller: Speller,
    ) -> None:
        self._targets = targets
        self._matcher = matcher
        self._carried = carried
        self._postings = postings
        self._speller = speller

    @classmethod
    def build(
        cls,
        targets: Sequence[Target],
        examples: Sequence[Example] = (),
        thesaurus: Thesaurus | None = None,
    ) -> "Linker":
        """Make ready; `examples` are what people have decided so far, in any order."""
        known = thesaurus or Thesaurus()
        matcher = Matcher(known.concepts)
        carried = _carried(targets, known.concepts, matcher)
        return cls(tuple(targets), matcher, carried, _postings(targets), Speller(dict(known.spelling)))

    def suggest(self, text: str, chosen: str | None = None) -> Answer:
        """The likeliest targets for `text`; `chosen` is the key the citizen picked, if any."""
        view = self._view(text)
        scores: dict[int, float] = defaultdict(float)
        why: dict[int, list[tuple[float, int, int]]] = defaultdict(list)
        for hit in self._matcher.find(view.text):
            for target, weight in self._carried.get(hit.concept, ()):
                scores[target] += weight * _LEVEL[hit.level]
                why[target] += [(weight * _LEVEL[hit.level], *span) for span in hit.spans]
        for gram in set(bigrams(view.text)):
            for target, weight in self._postings.get(gram, ()):
                scores[target] += weight
                at = view.text.find(gram)
                why[target].append((weight / 3, at, at + len(gram)))
        for number, offered in enumerate(self._targets):
            if offered.key == chosen:
                scores[number] += 4.0
        return self._answer(scores, why, view)

    def _view(self, text: str) -> Normalised:
        return self._speller.respell(compact(normalise(text[:_READ])))

    def _answer(
        self,
        scores: dict[int, float],
        why: dict[int, list[tuple[float, int, int]]],
        view: Normalised,
    ) -> Answer:
        best = sorted(scores, key=lambda t: (-scores[t], t))[:LIMIT]
        if not best:
            return Answer((), 0.02, True, "none")
        weights = [math.exp(min(scores[t] - scores[best[0]], 0.0)) for t in best]
        total = sum(weights) + 0.3
        related = 1 / (1 + math.exp(-(scores[best[0]] - 3.0)))
        suggestions = tuple(
            Suggestion(self._targets[t].key, w / total, _evidence(why[t], view))
            for t, w in zip(best, weights, strict=True)
        )
        abstain = related < 0.4
        sure = related * suggestions[0].probability > 0.8
        return Answer(suggestions, related, abstain, "none" if abstain else "sure" if sure else "look")


def _carried(
    targets: Sequence[Target], concepts: Sequence[Concept], matcher: Matcher
) -> dict[int, list[tuple[int, float]]]:
    found: dict[int, dict[int, float]] = defaultdict(dict)
    for number, target in enumerate(targets):
        for words, weight in ((target.text, 0.35), (target.title, 1.0)):
            for hit in _official(matcher.find(compact(normalise(words)).text)):
                found[hit.concept][number] = max(found[hit.concept].get(number, 0.0), weight)
    names = {concept.name: number for number, concept in enumerate(concepts)}
    result = {}
    for number, concept in enumerate(concepts):
        own = found.get(number)
        for b in concept.broader:
            if not own and b in names:
                own = found.get(names[b])
        if own:
            norm = math.sqrt(sum(w * w for w in own.values()))
            result[number] = [(target, weight / norm) for target, weight in own.items()]
    return result


def _official(hits: Iterable[Hit]) -> list[Hit]:
    return [hit for hit in hits if hit.level == OFFICIAL]


def _postings(targets: Sequence[Target]) -> dict[str, list[tuple[int, float]]]:
    fields: dict[str, dict[int, float]] = defaultdict(dict)
    for number, target in enumerate(targets):
        for words, weight in ((target.text, 0.25), (target.title, 1.0)):
            for gram in set(bigrams(compact(normalise(words)).text)):
                fields[gram][number] = max(fields[gram].get(number, 0.0), weight)
    size = len(targets)
    return {gram: [(t, w * math.log((size + 1) / len(by)) / 3) for t, w in by.items()] for gram, by in fields.items()}


def _evidence(why: list[tuple[float, int, int]], view: Normalised) -> tuple[Evidence, ...]:
    chosen: list[tuple[int, int]] = []
    for _, start, end in sorted(why, key=lambda w: (-w[0], w[1])):
        if len(chosen) < 4 and all(end <= s or start >= e for s, e in chosen):
            chosen.append((start, end))
    return tuple(Evidence(*view.span(start, end), view.text[start:end]) for start, end in sorted(chosen))
