"""Values of a page's address: what makes no sense is as if it were not there."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

LARGEST = 9223372036854775807  # what fits into a column


def number(given: str) -> int | None:
    """A whole number that a column can hold."""
    try:
        found = int(given)
    except ValueError:
        return None
    return found if 0 <= found <= LARGEST else None


def day(given: str) -> date | None:
    """A day of this century."""
    try:
        found = date.fromisoformat(given)
    except ValueError:
        return None
    return found if 2000 <= found.year < 2100 else None


def one_of(given: str, known: Iterable[str] | type[StrEnum]) -> str:
    """One of some values, else nothing."""
    return given if given in list(known) else ""
