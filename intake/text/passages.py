"""Where the words of a query stand in a text, and which stretch of the text shows them best. Pure."""

from collections.abc import Sequence

from intake.text.folding import folded
from intake.text.query import Query

_BEFORE = 20  # characters shown before the first match


def spans(text: str, query: Query) -> list[tuple[int, int]]:
    """The characters of a text that a query's words match, in order, never overlapping."""
    plain, places = folded(text)
    found = [match.span() for match in query.marks.finditer(plain)]
    return [(places[start], places[end - 1] + 1) for start, end in found]


def window(text: str, found: Sequence[tuple[int, int]], length: int) -> tuple[int, int]:
    """The stretch of about `length` characters with most matches, the earliest of those; the beginning without any."""
    if not found or len(text) <= length:
        return 0, min(len(text), length)

    def held(first: tuple[int, int]) -> int:
        return sum(first[0] <= start and end <= first[0] + length - _BEFORE for start, end in found)

    start = max(0, min(max(found, key=held)[0] - _BEFORE, len(text) - length))
    return start, start + length
