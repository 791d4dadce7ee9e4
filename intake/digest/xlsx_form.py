"""A snapshot as a workbook: a sheet a table, real numbers and days, charts, filters, ready to print. Pure."""

import io
from datetime import date, datetime
from typing import Any

import xlsxwriter

from intake.digest import chart, tables
from intake.digest.chart import Chart
from intake.digest.package import stamped
from intake.digest.table import Cell, Row, Table
from intake.digest.types import Snapshot
from intake.text.cells import LONGEST, clean, split

FONT = "宋体"
LINE = 15  # points
BROAD = 200  # characters from which on a sheet is printed on A3
FIRST = 3  # the first row of figures, counted from 0
CHARTED = {"trend": (0, 1), "days": (0, 2), "coverage": (1, 2)}  # columns of names and of figures, by chart


def render(found: Snapshot) -> bytes:
    """The workbook; the same snapshot gives the same bytes."""
    out = io.BytesIO()
    made = datetime.fromisoformat(found["made_at"]).replace(tzinfo=None)
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        title = clean(f"意见建议专报 {found['title']}")
        book.set_properties({"title": title, "author": clean(found["office"]), "created": made})
        formats = _formats(book)
        drawn = {each.key: each for each in chart.charts(found)}
        for table in tables.every(found):
            sheet = _sheet(book, table, found, formats)
            if table.key in drawn:
                _chart(book, sheet, table, drawn[table.key])
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
        "day": book.add_format({**plain, "num_format": "yyyy-mm-dd", "align": "left"}),
        "right": book.add_format({**plain, "align": "right"}),
        "note": book.add_format(
            {"font_name": FONT, "font_size": 10, "font_color": "#555555", "text_wrap": True, "valign": "top"}
        ),
    }


def _sheet(book: Any, table: Table, found: Snapshot, formats: dict[str, Any]) -> Any:
    sheet = book.add_worksheet(table.title[:31])
    sheet.write_string(0, 0, clean(f"{table.title}　{found['title']}"), formats["title"])
    _note(sheet, table, formats["note"])
    for column, (words, width) in enumerate(zip(table.columns, table.widths, strict=True)):
        sheet.write_string(FIRST - 1, column, words, formats["head"])
        sheet.set_column(column, column, width)
    number = FIRST
    for row in table.rows:
        number += _row(sheet, number, row, table, formats)
    sheet.freeze_panes(FIRST, 1)
    sheet.autofilter(FIRST - 1, 0, number - 1, len(table.columns) - 1)
    _for_print(sheet, table)
    return sheet


def _note(sheet: Any, table: Table, style: Any) -> None:
    """The note over the whole width, so that it widens neither the screen's page nor the printed one."""
    lines = max(1, -(-2 * len(table.note) // sum(table.widths)))  # a Chinese character has two widths
    sheet.merge_range(1, 0, 1, len(table.columns) - 1, clean(table.note), style)
    sheet.set_row(1, LINE * lines)


def _row(sheet: Any, number: int, row: Row, table: Table, formats: dict[str, Any]) -> int:
    """Write a row, and as many under it as its longest text needs; how many."""
    height = 1
    for column, cell in enumerate(row):
        if isinstance(cell, str):
            pieces = split(clean(cell), LONGEST)
            style = formats["right" if column in table.numeric else "text"]
            for offset, piece in enumerate(pieces):
                sheet.write_string(number + offset, column, piece, style)
            height = max(height, len(pieces))
        else:
            _value(sheet, number, column, cell, formats)
    return height


def _value(sheet: Any, number: int, column: int, cell: Cell, formats: dict[str, Any]) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(number, column, cell, formats["day"])
    else:
        sheet.write_number(number, column, cell, formats["mean" if isinstance(cell, float) else "number"])


def _for_print(sheet: Any, table: Table) -> None:
    sheet.set_paper(8 if sum(table.widths) > BROAD else 9)  # A3, A4
    if table.wide:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(FIRST - 1)
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _chart(book: Any, sheet: Any, table: Table, shown: Chart) -> None:
    """A chart beside the table, of the table's own cells."""
    named, counted = CHARTED[shown.key]
    last = FIRST + len(shown.values) - 1
    made = book.add_chart({"type": "bar" if shown.lying else "column"})
    made.add_series(
        {
            "name": table.columns[counted],
            "categories": [sheet.name, FIRST, named, last, named],
            "values": [sheet.name, FIRST, counted, last, counted],
            "fill": {"color": f"#{chart.PLAIN}"},
            "data_labels": {"value": True},
            "gap": 60,
        }
    )
    made.set_title({"name": shown.title, "name_font": {"size": 12}})
    made.set_legend({"none": True})
    made.set_size({"width": 640, "height": 320})
    figures, names = (made.set_x_axis, made.set_y_axis) if shown.lying else (made.set_y_axis, made.set_x_axis)
    figures({"visible": False, "major_gridlines": {"visible": False}})
    names({"reverse": shown.lying, "num_format": "mm-dd", "text_axis": True})
    options = {"description": clean(shown.alt), "object_position": 3}
    sheet.set_landscape()
    sheet.insert_chart(FIRST - 1, len(table.columns) + 1, made, options)
