"""Hostile texts in every form: nothing runs, nothing is lost, every file opens."""

import csv
import io
import json
import re
from html import unescape

import docx
import openpyxl
import pytest
from digest_week import golden, many
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.digest.forms import FORMS
from intake.digest.types import Snapshot
from intake.text.cells import clean, defused

HOSTILE = {
    "command": "=cmd|' /C calc'!A0",
    "plus": "+1+1",
    "minus": "-2+3",
    "at": "@SUM(A1)",
    "tab": "\t=1",
    "wide": "＝1+1",
    "indented": "　=1",
    "quotes": '"=1","',
    "script": "<script>alert(1)</script>",
    "controls": "a\x00b\x0b\x1f\ufffe\x7f",
    "emoji": "👨\u200d👩\u200d👧 𠮷野家 🇨🇳",
    "right to left": "\u202eכתב\u202c مرحبا",
    "markup": "]]>&amp;<w:p/><!--",
    "template": "{{ 7 * 7 }}{% raw %}",
    "lines": "行一\r\n行二\r行三\n\n行五",
    "escapes": "_x0041_ \\u0041 %s {0}",
    "long": "字" * 40_000,
}


@pytest.fixture(scope="module")
def week() -> Snapshot:
    return golden()


@pytest.fixture(params=HOSTILE.values(), ids=HOSTILE.keys())
def text(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def with_text(week: Snapshot, text: str) -> Snapshot:
    return many(week, 1, text=text, subject=text[:60])


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", clean(text))


def test_word_shows_the_text(week: Snapshot, text: str) -> None:
    found = docx.Document(io.BytesIO(FORMS["docx"].render(with_text(week, text))))
    assert squeezed(text) in squeezed("".join(p.text for p in found.paragraphs))


def test_excel_takes_it_for_a_text_and_keeps_all_of_it(week: Snapshot, text: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(FORMS["xlsx"].render(with_text(week, text))))
    cells = [row[13] for row in book["意见清单"].iter_rows(min_row=4)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert "".join(cell.value for cell in cells) == clean(text)


def test_no_cell_of_the_csv_can_be_a_formula(week: Snapshot, text: str) -> None:
    data = FORMS["csv"].render(with_text(week, text)).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(data, newline="")))
    (listed,) = [row for row in rows if len(row) == 14 and row[0] == "2026-000001"]
    assert listed[13].removeprefix("'") == clean(text)
    for cell in (cell for row in rows for cell in row):
        assert not re.match(r"[\s　]*[=+\-@＝＋－＠]", cell)


def test_the_page_shows_the_text_and_runs_nothing(week: Snapshot, text: str) -> None:
    html = FORMS["html"].render(with_text(week, text)).decode()
    assert clean(text).strip() in unescape(html)
    assert "<script" not in html


def test_json_has_the_very_text(week: Snapshot, text: str) -> None:
    assert json.loads(FORMS["json"].render(with_text(week, text)))["opinions"][0]["text"] == text


@given(st.text(max_size=300))
@settings(max_examples=6, deadline=None)
def test_any_text_goes_into_every_form(text: str) -> None:
    hostile = with_text(golden(), text)
    made = {name: form.render(hostile) for name, form in FORMS.items()}
    docx.Document(io.BytesIO(made["docx"]))
    openpyxl.load_workbook(io.BytesIO(made["xlsx"]))


@given(st.text(max_size=50))
def test_a_defused_text_can_be_had_back(text: str) -> None:
    safe = defused(text)
    assert safe.removeprefix("'") == text or safe == text
    assert not re.match(r"[\s　]*[=+\-@]", safe)


def test_hostile_names_of_office_and_entries_do_no_harm(week: Snapshot) -> None:
    named = Snapshot(**{**week, "office": "=<b>办", "reach": "+<i>", "issued_by": "@<u>", "circulars": ["-<s>"]})
    named["issues"] = [{**line, "title": f"=<script>{line['code']}"} for line in named["issues"]]
    made = {name: form.render(named) for name, form in FORMS.items()}
    docx.Document(io.BytesIO(made["docx"]))
    openpyxl.load_workbook(io.BytesIO(made["xlsx"]))
    assert not re.search(r"<(script|b|i|u|s)\b", made["html"].decode())
    rows = list(csv.reader(io.StringIO(made["csv"].decode("utf-8-sig"), newline="")))
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
