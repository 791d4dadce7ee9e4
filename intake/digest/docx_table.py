"""A table as WordprocessingML, written as text: through the library, ten thousand rows take minutes. Pure."""

from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Length

from intake.digest.docx_style import CELL, HEAD, NUMBER
from intake.digest.table import Cell, Row, Table, spoken
from intake.text.cells import clean

_SPLITS = 400  # characters of a cell from which on a row may go over a page's end
_SHORT = 12  # rows up to which a table stays on one page
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_BORDERS = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in _SIDES)
_SMALL = "<w:sz w:val='18'/>"  # 小五, for tables with many columns
_FAINT = "<w:color w:val='A0A0A0'/>"  # for the zeros of such a table


def element(table: Table, width: Length) -> Any:
    """The table over a type area of that width, its titles repeated on every page, its rows kept whole."""
    return parse_xml("".join(_pieces(table, round(width.pt * 20))))


def _pieces(table: Table, width: int) -> Iterator[str]:
    widths = [width * part // sum(table.widths) for part in table.widths]
    inset, size = ("28", _SMALL) if table.wide else ("57", "")
    margins = f"<w:left w:w='{inset}' w:type='dxa'/><w:right w:w='{inset}' w:type='dxa'/>"
    yield f"<w:tbl {nsdecls('w')}><w:tblPr><w:tblW w:w='{sum(widths)}' w:type='dxa'/><w:jc w:val='center'/>"
    yield f"<w:tblBorders>{_BORDERS}</w:tblBorders><w:tblLayout w:type='fixed'/><w:tblCellMar>{margins}</w:tblCellMar>"
    yield f"<w:tblCaption w:val={quoteattr(clean(table.title))}/></w:tblPr><w:tblGrid>"
    yield "".join(f"<w:gridCol w:w='{part}'/>" for part in widths)
    yield "</w:tblGrid>"
    yield _row(table.columns, widths, [HEAD] * len(widths), "<w:cantSplit/><w:tblHeader/>", size, "<w:keepNext/>")
    styles = [NUMBER if n in table.numeric else CELL for n in range(len(widths))]
    last = len(table.rows) - 1
    for number, row in enumerate(table.rows):
        whole = "" if any(isinstance(cell, str) and len(cell) > _SPLITS for cell in row) else "<w:cantSplit/>"
        together = table.note if number == last else last < _SHORT  # no note without a row above it
        keep = "<w:keepNext/>" if together else ""
        yield _row(row, widths, styles, whole, size, keep)
    yield "</w:tbl>"


def _row(row: Row, widths: list[int], styles: list[str], properties: str, size: str, keep: str) -> str:
    cells = "".join(
        f"<w:tc><w:tcPr><w:tcW w:w='{width}' w:type='dxa'/><w:vAlign w:val='center'/></w:tcPr>"
        f"<w:p><w:pPr><w:pStyle w:val='{style}'/>{keep}</w:pPr><w:r>{_look(cell, size)}"
        f"<w:t xml:space='preserve'>{escape(clean(spoken(cell)))}</w:t></w:r></w:p></w:tc>"
        for cell, width, style in zip(row, widths, styles, strict=True)
    )
    return f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>"


def _look(cell: Cell, size: str) -> str:
    return f"<w:rPr>{_FAINT if cell == 0 else ''}{size}</w:rPr>" if size else ""
