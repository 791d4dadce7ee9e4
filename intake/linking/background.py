"""How common each pair of characters is in ordinary civic prose, so that rarity does not come from fifty entries."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping

_UNHEARD = 1000
"""Texts that are thought to be there besides, with nothing in common: without a thesaurus words still differ."""


class Background:
    """Frequencies of grams over many short texts on every matter of public life."""

    __slots__ = ("_share", "_size", "_spread", "_unseen")

    def __init__(self, texts: Iterable[Mapping[str, int]]) -> None:
        used: Counter[str] = Counter()
        self._spread: Counter[str] = Counter()
        self._size = 0
        for grams in texts:
            used.update(grams)
            self._spread.update(grams.keys())
            self._size += 1
        total = used.total() + 1
        self._share = {gram: count / total for gram, count in used.items()}
        self._unseen = 0.5 / total

    def rarity(self, gram: str) -> float:
        """How much it says that a text has this gram: the logarithm of one text in how many does."""
        return math.log((self._size + _UNHEARD) / (self._spread.get(gram, 0) + 0.5))

    def share(self, gram: str) -> float:
        """The part of all grams that are this one; never nought."""
        return self._share.get(gram, self._unseen)
