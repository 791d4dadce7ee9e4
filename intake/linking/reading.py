"""A text made ready for judging: normalised, respelled, cut into weighed grams, its thesaurus phrases found."""

import math
from collections import Counter
from dataclasses import dataclass

from intake.linking.background import Background
from intake.linking.phrases import Hit, Matcher
from intake.linking.thesaurus import Thesaurus
from intake.text.normalise import Normalised, Speller, compact, normalise
from intake.text.segment import bigrams

READ = 20_000
"""Characters of an opinion that are looked at; nobody decides on more than ten pages."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A text normalised and cut up, not weighed yet."""

    view: Normalised
    counts: Counter[str]
    hits: list[Hit]


@dataclass(frozen=True, slots=True)
class Entry:
    """The words of a circular's entry."""

    title: Seen
    text: Seen


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the linker judges it; the weights of its grams make a vector of length one."""

    view: Normalised
    grams: dict[str, float]
    hits: list[Hit]


class Reader:
    """Reads texts; the same for entries, sayings, opinions and examples."""

    __slots__ = ("_matcher", "_speller")

    def __init__(self, thesaurus: Thesaurus) -> None:
        self._speller = Speller(dict(thesaurus.spelling))
        self._matcher = Matcher(thesaurus.concepts)

    def see(self, text: str) -> Seen:
        """Cut `text` up; what lies beyond its first 20,000 characters is not looked at."""
        view = self._speller.respell(compact(normalise(text[:READ])))
        return Seen(view, Counter(bigrams(view.text)), self._matcher.find(view.text))


def weighed(seen: Seen, background: Background) -> Reading:
    """Give every gram its weight: rare ones and repeated ones say more."""
    weights = {gram: (1 + math.log(count)) * background.rarity(gram) for gram, count in seen.counts.items()}
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return Reading(seen.view, {gram: weight / length for gram, weight in weights.items()}, seen.hits)
