"""Which words of two texts the other one does not have, to be marked side by side. Pure.

Punctuation, white space, width and traditional characters make no difference, nor does the place of a sentence. What
is marked are phrases, whole words and whole numbers; a phrase of fewer than four characters between two differences
is marked with them.
"""

from typing import NamedTuple

from intake.text import segment
from intake.text.core import LONGEST
from intake.text.normalise import Normalised, normalise
from intake.text.similar import RUN, strange

Span = tuple[int, int]
_EDGE = "\0" * (RUN - 1)  # lets the first and the last characters of both texts be runs of their own


class Differences(NamedTuple):
    """Stretches of the one and of the other text, as given, in order; they do not touch."""

    one: tuple[Span, ...]
    other: tuple[Span, ...]


def differences(one: str, other: str) -> Differences:
    """What to mark in two texts; only their first 20,000 characters are compared, the rest stays unmarked."""
    left, right = _words(one[:LONGEST]), _words(other[:LONGEST])
    return Differences(_marks(one, left, right.text), _marks(other, right, left.text))


def _words(text: str) -> Normalised:
    """The characters of a text that count, with the way back."""
    folded = normalise(text)
    kept = [i for i, char in enumerate(folded.text) if char.isalnum()]
    return Normalised(
        "".join(folded.text[i] for i in kept), [folded.starts[i] for i in kept], [folded.ends[i] for i in kept]
    )


def _marks(text: str, words: Normalised, other: str) -> tuple[Span, ...]:
    marks: list[Span] = []
    for start, end in strange(f"{_EDGE}{words.text}{_EDGE}", f"{_EDGE}{other}{_EDGE}"):
        start, end = max(start - len(_EDGE), 0), min(end - len(_EDGE), len(words.text))
        if start >= end:
            continue
        start, end = _snapped(text, *words.span(start, end))
        if marks and not any(map(str.isalnum, text[marks[-1][1] : start])):
            start = marks.pop()[0]
        marks.append((start, end))
    return tuple(marks)


def _snapped(text: str, start: int, end: int) -> Span:
    """The stretch with all of the word or number that it begins or ends in."""
    while start and _joined(text[start - 1], text[start]):
        start -= 1
    while end < len(text) and _joined(text[end - 1], text[end]):
        end += 1
    return start, end


def _joined(left: str, right: str) -> bool:
    return all(char.isalnum() and not segment.is_han(char) for char in (left, right))
