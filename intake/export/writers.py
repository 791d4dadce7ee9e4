"""The forms of an export, written while they are read: CSV, workbook, JSON lines. Pure."""

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Protocol

import xlsxwriter

from intake.export.columns import COLUMNS, Cell, Names, cells, record
from intake.store.exports import Exported
from intake.text.cells import LONGEST, clean, defused, split

FREE = [n for n, column in enumerate(COLUMNS) if column.free]  # columns whose texts somebody wrote
SHEET_ROWS = 1_048_576  # of an Excel sheet, the titles included


class Out(Protocol):
    """Where bytes go."""

    def write(self, data: bytes, /) -> int: ...
    def flush(self) -> None: ...


class _Encoded:
    """Text in UTF-8, for the library that writes CSV."""

    def __init__(self, out: Out) -> None:
        self._out = out

    def write(self, text: str) -> int:
        return self._out.write(text.encode())


def as_csv(opinions: Iterable[Exported], names: Names, out: Out) -> None:
    """RFC 4180 with a byte order mark; no cell can be taken for a formula, times are those of the office."""
    out.write(b"\xef\xbb\xbf")
    writer = csv.writer(_Encoded(out))
    writer.writerow([column.title for column in COLUMNS])
    for opinion in opinions:
        row = cells(opinion, names)
        for n in FREE:
            if row[n]:
                row[n] = defused(clean(str(row[n])))
        writer.writerow(row)


def as_jsonl(opinions: Iterable[Exported], names: Names, out: Out) -> None:
    """One JSON object a line; its shape is that of `intake.export.columns.record`."""
    for opinion in opinions:
        out.write(json.dumps(record(opinion, names), ensure_ascii=False).encode() + b"\n")


def as_xlsx(opinions: Iterable[Exported], names: Names, out: Out, limit: int = SHEET_ROWS) -> None:
    """A workbook with real times and numbers, going on in another sheet where one has `limit` rows."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheets = _Sheets(book, limit)
        for opinion in opinions:
            sheets.add(cells(opinion, names))
        sheets.finish()


class _Sheets:
    """The sheets of a workbook, filled one after the other."""

    def __init__(self, book: Any, limit: int) -> None:
        self._book, self._limit, self._count = book, limit, 0
        self._head = book.add_format({"bold": True, "bg_color": "#E8ECF2", "text_wrap": True, "valign": "vcenter"})
        self._moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._begin()

    def add(self, row: list[Cell]) -> None:
        """A row, and as many under it as its longest text needs; those stay on the same sheet."""
        whole = list(_pieces(row))
        if self._row + len(whole) > self._limit and self._row > 1:
            self.finish()
            self._begin()
        for piece in whole:
            self._write(piece)

    def finish(self) -> None:
        """Nothing more comes on this sheet."""
        self._sheet.autofilter(0, 0, self._row - 1, len(COLUMNS) - 1)

    def _begin(self) -> None:
        self._count += 1
        self._sheet = self._book.add_worksheet(f"意见{self._count}")
        self._sheet.freeze_panes(1, 1)
        for n, column in enumerate(COLUMNS):
            self._sheet.set_column(n, n, column.width)
            self._sheet.write_string(0, n, column.title, self._head)
        self._row = 1

    def _write(self, row: list[Cell]) -> None:
        for n, cell in enumerate(row):
            if isinstance(cell, datetime):
                self._sheet.write_datetime(self._row, n, cell, self._moment)
            elif isinstance(cell, int):
                self._sheet.write_number(self._row, n, cell)
            elif cell:
                self._sheet.write_string(self._row, n, cell)
        self._row += 1


def _pieces(row: list[Cell]) -> Iterator[list[Cell]]:
    """A row with texts that fit into cells; what does not fit follows under its number, marked as going on."""
    texts = {n: split(clean(str(row[n])), LONGEST) for n in FREE if row[n]}
    yield [texts[n][0] if n in texts else cell for n, cell in enumerate(row)]
    for further in range(1, max(map(len, texts.values()), default=1)):
        rest: list[Cell] = [""] * len(row)
        rest[0] = f"{row[0]}（续）"
        for n, pieces in texts.items():
            rest[n] = pieces[further] if further < len(pieces) else ""
        yield rest


FORMS = {"csv": as_csv, "xlsx": as_xlsx, "jsonl": as_jsonl}
