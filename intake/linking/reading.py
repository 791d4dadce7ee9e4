"""A text made ready for judging: normalised, respelled, cut into weighed grams, its thesaurus phrases found."""

import math
from collections import Counter
from dataclasses import dataclass

from intake.linking.background import Background
from intake.linking.phrases import Hit, Matcher
from intake.text.normalise import Normalised, Speller, compact, normalise
from intake.text.segment import bigrams

READ = 20_000
"""Characters of an opinion that are looked at; nobody decides on more than ten pages."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the linker sees it; the weights of its grams make a vector of length one."""

    view: Normalised
    grams: dict[str, float]
    hits: list[Hit]


class Reader:
    """Reads texts; the same for entries, opinions and examples."""

    __slots__ = ("_background", "_matcher", "_speller")

    def __init__(self, speller: Speller, matcher: Matcher, background: Background) -> None:
        self._speller = speller
        self._matcher = matcher
        self._background = background

    def read(self, text: str) -> Reading:
        """Make `text` ready; what lies beyond its first 20,000 characters is not looked at."""
        view = self._speller.respell(compact(normalise(text[:READ])))
        return Reading(view, self._weighed(Counter(bigrams(view.text))), self._matcher.find(view.text))

    def _weighed(self, counts: Counter[str]) -> dict[str, float]:
        rarity = self._background.rarity
        weights = {gram: (1 + math.log(count)) * rarity(gram) for gram, count in counts.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {gram: weight / length for gram, weight in weights.items()}
