"""Tables as a workbook: a sheet each, real numbers and days, ready to print. Pure."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from intake.digest.package import stamped
from intake.digest.table import Cell, Table
from intake.text.cells import LONGEST, clean, split

FONT = "宋体"
FIRST = 3  # the first row of figures, counted from 0


def workbook(title: str, office: str, made: datetime, tables: Sequence[Table]) -> bytes:
    """The workbook; the same tables made at the same time give the same bytes."""
    import xlsxwriter  # only where a workbook is made: it takes longer to load than most pages to show

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": clean(title), "author": clean(office), "created": made.replace(tzinfo=None)})
        formats = _formats(book)
        for table in tables:
            _sheet(book, table, title, formats)
    return stamped(out.getvalue())


def _formats(book: Any) -> dict[str, Any]:
    plain = {"font_name": FONT, "font_size": 11, "valign": "top", "text_wrap": True, "border": 1}
    return {
        "title": book.add_format({"font_name": FONT, "font_size": 14, "bold": True}),
        "head": book.add_format({**plain, "bold": True, "bg_color": "#E8ECF2", "align": "center", "valign": "vcenter"}),
        "text": book.add_format(plain),
        "number": book.add_format({**plain, "num_format": "#,##0"}),
        "day": book.add_format({**plain, "num_format": "yyyy-mm-dd", "align": "left"}),
        "note": book.add_format({"font_name": FONT, "font_size": 10, "font_color": "#555555"}),
    }


def _sheet(book: Any, table: Table, title: str, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(table.title[:31])
    sheet.write_string(0, 0, clean(title), formats["title"])
    sheet.write_string(1, 0, clean(table.note), formats["note"])
    for column, (words, width) in enumerate(zip(table.columns, table.widths, strict=True)):
        sheet.write_string(FIRST - 1, column, words, formats["head"])
        sheet.set_column(column, column, width)
    number = FIRST
    for row in table.rows:
        # a text longer than a cell may be goes on in the rows below
        number += max(_cell(sheet, number, column, cell, formats) for column, cell in enumerate(row))
    sheet.freeze_panes(FIRST, 1)
    sheet.set_paper(9)  # A4
    if table.wide:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(FIRST - 1)
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _cell(sheet: Any, number: int, column: int, cell: Cell, formats: dict[str, Any]) -> int:
    """Write a cell; how many rows it needs."""
    if isinstance(cell, date):
        sheet.write_datetime(number, column, cell, formats["day"])
    elif isinstance(cell, int | float):
        sheet.write_number(number, column, cell, formats["number"])
    else:
        pieces = split(clean(cell), LONGEST)
        for offset, piece in enumerate(pieces):
            sheet.write_string(number + offset, column, piece, formats["text"])
        return len(pieces)
    return 1
