"""Figures with the lists behind them, and how a table's are added up from one count."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from intake.db import Connection
from intake.store import tallies
from intake.store.filters import Filter


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure and the list behind it."""

    count: int
    wanted: Filter


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table; `issue_id` where it is about an entry, `sum` where it adds up those above it."""

    words: str
    cells: tuple[Cell | None, ...]
    issue_id: int | None = None
    sum: bool = False


class Tally:
    """The counts of a list, added up as a table asks for them."""

    def __init__(self, conn: Connection, wanted: Filter, *by: str) -> None:
        self._wanted, self._by = wanted, by
        self._counts = tallies.count(conn, wanted, by)
        self._sums: dict[tuple[str, ...], Counter[tuple[Any, ...]]] = {}

    def cell(self, **values: Any) -> Cell:
        """The figure for these values, whatever the other fields are."""
        names = tuple(values)
        if names not in self._sums:
            places, sums = [self._by.index(name) for name in names], Counter[tuple[Any, ...]]()
            for key, count in self._counts.items():
                sums[tuple(key[place] for place in places)] += count
            self._sums[names] = sums
        return Cell(self._sums[names][tuple(values.values())], tallies.narrow(self._wanted, **values))

    def values(self, name: str) -> set[Any]:
        """The values of a field that any opinion has."""
        place = self._by.index(name)
        return {key[place] for key in self._counts}
