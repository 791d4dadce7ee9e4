"""Where the Word document breaks its pages: no table without its title, no short one in two, no foot on a wide page."""

import io
from typing import Any

import docx
from digest_week import golden
from docx.enum.section import WD_ORIENT

from intake.digest.forms import FORMS
from intake.digest.types import Snapshot


def opened(week: Snapshot) -> Any:
    return docx.Document(io.BytesIO(FORMS["docx"].render(week)))


def kept(row: Any) -> set[bool]:
    return {bool(cell.paragraphs[0].paragraph_format.keep_with_next) for cell in row.cells}


def test_short_tables_stay_whole_with_the_note_under_them() -> None:
    document = opened(golden())
    for table in document.tables:
        assert all(kept(row) == {True} for row in table.rows[:-1])
    noted = [table for table in document.tables if table.rows[0].cells[0].text == "状态"]
    assert [kept(table.rows[-1]) for table in noted] == [{True}]


def test_long_tables_go_on_over_the_page() -> None:
    week = golden()
    issues = [{**week["issues"][0], "id": str(n), "about": 0} for n in range(30)]
    (wide,) = [t for t in opened(Snapshot(**{**week, "issues": issues})).tables if len(t.rows) == 31]
    assert kept(wide.rows[0]) == {True}
    assert all(kept(row) == {False} for row in wide.rows[1:-1])


def test_the_lines_at_the_end_are_never_on_a_wide_page() -> None:
    empty = Snapshot(**{**golden(), "opinions": []})
    assert opened(empty).sections[-1].orientation == WD_ORIENT.PORTRAIT
    assert opened(empty).sections[-2].orientation == WD_ORIENT.LANDSCAPE
