"""A titled table of texts, whole numbers, means and days, whatever form it is handed out in. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

Cell = str | int | float | date
Row = tuple[Cell, ...]
SUM = "合计"


@dataclass(frozen=True, slots=True)
class Table:
    """Its key, title (also a sheet's name), column titles and rows; `widths` in characters, `note` a line under it.

    `numeric` are the columns that hold nothing but numbers, or a dash where there is none. `wide` ones need the
    longer side of a page.
    """

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    widths: tuple[int, ...]
    note: str
    numeric: frozenset[int]
    wide: bool


def table(
    key: str,
    title: str,
    columns: Sequence[str],
    rows: Sequence[Row],
    widths: Sequence[int],
    note: str = "",
    *,
    wide: bool = False,
) -> Table:
    """A table, its numeric columns found from the cells."""
    cells = [[row[n] for row in rows] for n in range(len(columns))]
    numeric = frozenset(n for n, column in enumerate(cells) if set(column) - {""} and all(map(_number, column)))
    return Table(key, title, tuple(columns), tuple(rows), tuple(widths), note, numeric, wide)


def summed(rows: Sequence[Row], *columns: int) -> list[Row]:
    """The rows and one with the sums of some columns."""
    sums = [sum(int(str(row[n])) for row in rows) if n in columns else "" for n in range(1, len(rows[0]))]
    return [*rows, (SUM, *sums)]


def spoken(cell: Cell) -> str:
    """A cell as papers show it: means with one decimal, days as `2026-11-23`."""
    return f"{cell:.1f}" if isinstance(cell, float) else str(cell)


def _number(cell: Cell) -> bool:
    return isinstance(cell, int | float) or cell in ("—", "")
