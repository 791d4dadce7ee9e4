"""A Word document in the look of an official paper, with forms (names and what belongs to them) and lists. Pure."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt

from intake.digest.docx_style import AREA, BODY, CELL, HEAD, set_up
from intake.digest.package import stamped
from intake.text.cells import clean

NAME_WIDTH = 24  # millimetres of a column of names
_TALL = 400  # characters from which on a row may go over a page's end


class Pair(NamedTuple):
    """A name and what belongs to it, in a row of a form; `lines` is the least height in lines of text."""

    name: str
    text: str
    lines: int = 1


def new(title: str, office: str, made: datetime, *, slim: bool = False) -> Any:
    """An empty document; a `slim` one has room for a form that should fit on a page."""
    import docx  # only where a paper is made: it takes longer to load than most pages to show

    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.author = clean(title), clean(office)
    properties.last_modified_by, properties.comments, properties.revision = clean(office), "", 1
    properties.created = properties.modified = made.replace(tzinfo=None)
    properties.language = "zh-CN"
    set_up(document)
    if slim:
        document.sections[0].top_margin, document.sections[0].bottom_margin = Mm(20), Mm(18)
    return document


def bytes_of(document: Any) -> bytes:
    """The file; the same content gives the same bytes."""
    out = io.BytesIO()
    document.save(out)
    return stamped(out.getvalue())


def line(document: Any, text: str, style: str = BODY, side: Any = None) -> Any:
    """A paragraph."""
    paragraph = document.add_paragraph(clean(text))
    paragraph._p.style = style
    if side is not None:
        paragraph.alignment = side
    return paragraph


def form(document: Any, rows: Sequence[Sequence[Pair]], *, together: bool = False) -> None:
    """A bordered form; each row has one pair over the whole width, or two side by side. `together`: on one page."""
    widths = (NAME_WIDTH, AREA.mm / 2 - NAME_WIDTH) * 2
    table = _bordered(document, widths)
    for row in rows:
        added = _row(table, widths)
        if len(row) == 1:
            added.cells[1].merge(added.cells[3])
        _keep(added, row)
        for at, pair in enumerate(row):
            _fill(added.cells[2 * at], pair.name, HEAD)
            _fill(added.cells[2 * at + 1], pair.text, CELL)
    for added in table.rows[:-1] if together else ():
        for paragraph in (paragraph for cell in added.cells for paragraph in cell.paragraphs):
            paragraph.paragraph_format.keep_with_next = True


def listed(document: Any, columns: Sequence[tuple[str, float]], rows: Sequence[Sequence[str]]) -> None:
    """A bordered list with its column titles, each with a width in millimetres, repeated on every page."""
    widths = [width for _, width in columns]
    table = _bordered(document, widths)
    head = _row(table, widths)
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell, (name, _) in zip(head.cells, columns, strict=True):
        _fill(cell, name, HEAD)
    for row in rows:
        for cell, text in zip(_row(table, widths).cells, row, strict=True):
            _fill(cell, text, CELL)


def _bordered(document: Any, widths: Sequence[float]) -> Any:
    table = document.add_table(rows=0, cols=len(widths))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def _row(table: Any, widths: Sequence[float]) -> Any:
    added = table.add_row()
    for cell, width in zip(added.cells, widths, strict=True):
        cell.width = Mm(width)  # a reader goes by the cells or by the columns
    return added


def _keep(added: Any, row: Sequence[Pair]) -> None:
    """As high as it needs to be, and on one page unless it is long."""
    added.height = Pt(16 * max(pair.lines for pair in row) + 7)
    if all(len(pair.text) < _TALL for pair in row):
        added._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _fill(cell: Any, text: str, style: str) -> None:
    """A cell's text, a paragraph a line, in the middle of its height."""
    lines = clean(text).split("\n")
    cell.paragraphs[0].text = lines[0]
    for further in lines[1:]:
        cell.add_paragraph(further)
    for paragraph in cell.paragraphs:
        paragraph._p.style = style
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
