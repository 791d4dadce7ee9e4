"""A snapshot as a workbook: a sheet a table, real numbers, filters, frozen titles, ready to print. Pure."""

import io
from datetime import datetime
from typing import Any

import xlsxwriter

from intake.digest import tables
from intake.digest.package import stamped
from intake.digest.tables import Table
from intake.digest.types import Snapshot
from intake.text.cells import LONGEST, clean, split

FONT = "宋体"


def render(found: Snapshot) -> bytes:
    """The workbook; the same snapshot gives the same bytes."""
    out = io.BytesIO()
    made = datetime.fromisoformat(found["made_at"]).replace(tzinfo=None)
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": f"意见建议专报 {found['title']}", "author": found["office"], "created": made})
        formats = _formats(book)
        for table in tables.every(found):
            _sheet(book, table, found, formats)
    return stamped(out.getvalue())


def _formats(book: Any) -> dict[str, Any]:
    plain = {
        "font_name": FONT,
        "font_size": 11,
        "valign": "top",
        "text_wrap": True,
        "border": 1,
        "border_color": "#999999",
    }
    return {
        "title": book.add_format({"font_name": FONT, "font_size": 14, "bold": True}),
        "head": book.add_format({**plain, "bold": True, "bg_color": "#E8ECF2", "align": "center", "valign": "vcenter"}),
        "text": book.add_format(plain),
        "number": book.add_format({**plain, "num_format": "#,##0"}),
        "mean": book.add_format({**plain, "num_format": "#,##0.0"}),
        "right": book.add_format({**plain, "align": "right"}),
        "note": book.add_format({"font_name": FONT, "font_size": 10, "font_color": "#555555"}),
    }


def _sheet(book: Any, table: Table, found: Snapshot, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(table.title[:31])
    sheet.write_string(0, 0, f"{table.title}　{found['title']}", formats["title"])
    sheet.write_string(1, 0, table.note or f"截至{found['made_at'][:10]}", formats["note"])
    for column, (words, width) in enumerate(zip(table.columns, table.widths, strict=True)):
        sheet.write_string(2, column, words, formats["head"])
        sheet.set_column(column, column, width)
    number = 3
    for row in table.rows:
        number += _row(sheet, number, row, table, formats)
    sheet.freeze_panes(3, 1)
    sheet.autofilter(2, 0, number - 1, len(table.columns) - 1)
    _for_print(sheet, table, number)


def _row(sheet: Any, number: int, row: tuple[tables.Cell, ...], table: Table, formats: dict[str, Any]) -> int:
    """Write a row, and as many under it as its longest text needs; how many."""
    height = 1
    for column, cell in enumerate(row):
        if not isinstance(cell, str):
            sheet.write_number(number, column, cell, formats["mean" if isinstance(cell, float) else "number"])
            continue
        pieces = split(clean(cell), LONGEST)
        for offset, piece in enumerate(pieces):
            sheet.write_string(number + offset, column, piece, formats["right" if column in table.numeric else "text"])
        height = max(height, len(pieces))
    return height


def _for_print(sheet: Any, table: Table, rows: int) -> None:
    sheet.set_paper(9)  # A4
    if len(table.columns) > 5:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    sheet.print_area(0, 0, rows - 1, len(table.columns) - 1)
    sheet.set_footer("&C第 &P 页，共 &N 页")
