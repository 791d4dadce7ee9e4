"""The digest as a workbook, read back by another library: types, totals, print set-up, charts."""

import io
import zipfile
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from digest_week import golden, many
from openpyxl import Workbook

from intake.digest import tables
from intake.digest.forms import FORMS
from intake.digest.types import Count, Snapshot
from intake.text.cells import LONGEST


@pytest.fixture(scope="module")
def week() -> Snapshot:
    return golden()


@pytest.fixture(scope="module")
def book(week: Snapshot) -> Workbook:
    return opened(week)


def opened(week: Snapshot) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(FORMS["xlsx"].render(week)))


def rows(book: Workbook, title: str) -> list[tuple[Any, ...]]:
    return [tuple(map(plain, row)) for row in book[title].iter_rows(min_row=4, values_only=True)]


def plain(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return cell.date()
    return "" if cell is None else cell


def test_every_table_is_a_sheet_with_the_same_cells(book: Workbook, week: Snapshot) -> None:
    made = tables.every(week)
    assert book.sheetnames == [table.title for table in made]
    for table in made:
        assert rows(book, table.title) == list(table.rows)
        assert [cell.value for cell in book[table.title][3]] == list(table.columns)


def test_numbers_days_and_texts_have_their_own_types(book: Workbook) -> None:
    first = next(book["意见清单"].iter_rows(min_row=4))
    assert (first[0].data_type, first[1].data_type, first[1].number_format) == ("s", "d", "yyyy-mm-dd")
    assert first[1].value.date() == date(2026, 11, 16)
    about, mean = (next(book["整改事项逐项统计"].iter_rows(min_row=5))[n] for n in (2, 8))
    assert (about.data_type, about.value, mean.data_type, mean.number_format) == ("n", 2, "n", "#,##0.0")


def test_entries_add_up_by_channel_status_and_stance(book: Workbook) -> None:
    for row in rows(book, "整改事项逐项统计"):
        total = row[2]
        assert row[3] + row[4] == sum(row[9:13]) == sum(row[13:19]) == sum(row[19:24]) == total
    assert [row[2] for row in rows(book, "整改事项逐项统计")] == [0, 2, 2]


def test_sheets_are_ready_to_look_at_and_to_print(book: Workbook) -> None:
    for sheet in book:
        assert (sheet.freeze_panes, sheet.print_title_rows) == ("B4", "$3:$3")
        assert sheet.auto_filter.ref.startswith("A3:")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        paper = 8 if sheet.title == "意见清单" else 9  # A3, A4
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (paper, 0)  # as many pages as it takes
        assert any(
            str(cells) == f"A2:{sheet.cell(3, sheet.max_column).coordinate[:-1]}2" for cells in sheet.merged_cells
        )
    assert book["意见清单"].page_setup.orientation == "landscape"


def test_charts_are_native_described_and_of_the_sheets_own_cells(week: Snapshot) -> None:
    large = many(week, 40)
    large["issues"] = [{**line, "about": 3, "main": 3} for line in large["issues"]]
    with zipfile.ZipFile(io.BytesIO(FORMS["xlsx"].render(large))) as package:
        drawn = [package.read(f"xl/charts/chart{n}.xml").decode() for n in (1, 2, 3)]
        described = [package.read(f"xl/drawings/drawing{n}.xml").decode() for n in (1, 2, 3)]
    for words, cells, chart, drawing in zip(
        ("登记件数变化", "每日登记件数", "反映较多的整改事项"),
        ("'登记件数变化'!$B$4:$B$5", "'登记日期'!$C$4:$C$10", "'反映的整改事项'!$C$4:$C$6"),
        (text.replace("登记件数变化!", "'登记件数变化'!") for text in drawn),
        described,
        strict=True,
    ):
        assert cells.replace("'", "") in chart.replace("'", "")
        assert f"形图：{words}。" in drawing


def test_a_small_week_has_no_chart_of_days_or_entries(week: Snapshot) -> None:
    with zipfile.ZipFile(io.BytesIO(FORMS["xlsx"].render(week))) as package:
        assert [name for name in package.namelist() if name.startswith("xl/charts/")] == ["xl/charts/chart1.xml"]


def test_what_is_too_long_for_a_cell_goes_on_below(week: Snapshot) -> None:
    text = "长" * (2 * LONGEST + 10)
    found = [row[13] for row in rows(opened(many(week, 1, text=text)), "意见清单")]
    assert [len(piece) for piece in found] == [LONGEST, LONGEST, 10]
    assert "".join(found) == text


def test_a_busy_week_keeps_every_row(week: Snapshot) -> None:
    found = rows(opened(many(week, 3_000)), "意见清单")
    assert [row[0] for row in found] == [f"2026-{n:06d}" for n in range(1, 3_001)]


def test_words_that_are_new_have_a_sheet(week: Snapshot) -> None:
    spoken = Snapshot(**{**week, "new_words": [Count(key="充电桩", label="充电桩", count=4)]})
    assert rows(opened(spoken), "新出现的词语") == [("充电桩", 4)]
