"""A Word document (.docx) → its paragraphs and tables in order, with the numbers that Word counts by itself.

Reads three parts of the file and nothing else; pictures, macros and links stay untouched.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from intake.circular import shown
from intake.circular.read_looks import Looks, is_bold
from intake.circular.read_numbering import Numbering
from intake.circular.types import BOLD
from intake.errors import Unreadable

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MOST = 40_000_000
_DAMAGED = "这不是完整的 Word 文档，请用 Word 打开后重新另存为 .docx 再导入。"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PASSED_OVER = frozenset(
    [W + "del", W + "moveFrom", W + "txbxContent", W + "pPr", W + "rPr", W + "instrText", _FALLBACK]
)
_BREAKS = frozenset([W + "br", W + "cr"])


def text_of_word(data: bytes) -> str:
    """The text of a .docx, a paragraph or a table row a line, cells apart by tabs. Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            document = _part(parts, "word/document.xml")
            numbering, styles = _part(parts, "word/numbering.xml"), _part(parts, "word/styles.xml")
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Unreadable(_DAMAGED) from error
    if document is None:
        raise Unreadable(_DAMAGED)
    body = document.find(W + "body")
    known = _Styles(Numbering(numbering, styles), Looks(styles))
    return "\n".join(_blocks(body if body is not None else document, known))


@dataclass(frozen=True, slots=True)
class _Styles:
    """What a document says of its paragraphs elsewhere."""

    numbering: Numbering
    looks: Looks


def _part(parts: zipfile.ZipFile, name: str) -> Any:
    try:
        with parts.open(name) as file:
            data = file.read(_MOST + 1)
    except KeyError:
        return None
    if len(data) > _MOST:
        raise Unreadable("Word 文档过大，请删去图片和多余内容后再导入。")
    # an entity has no business in a Word file: whoever declares one wants to blow us up
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise Unreadable(_DAMAGED)
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        raise Unreadable(_DAMAGED) from error


def _blocks(parent: Any, styles: _Styles) -> Iterator[str]:
    for block in parent:
        if block.tag == W + "p":
            yield from _paragraph(block, styles)
        elif block.tag == W + "tbl":
            yield from _table(block, styles)
        elif isinstance(block.tag, str) and block.tag not in _PASSED_OVER:
            yield from _blocks(block, styles)


def _paragraph(paragraph: Any, styles: _Styles) -> Iterator[str]:
    level = styles.looks.level(paragraph)
    for row in (styles.numbering.label(paragraph) + _words(paragraph)).split("\n"):
        yield shown.line(shown.emphasised(shown.without_private(row), level) if level else row)
    for box in paragraph.iter(W + "txbxContent"):
        if not any(above.tag == _FALLBACK for above in box.iterancestors()):
            yield from _blocks(box, styles)


def _words(element: Any) -> str:
    pieces: list[str] = []
    for child in element:
        if child.tag in _PASSED_OVER or not isinstance(child.tag, str):
            continue
        if child.tag == W + "t":
            pieces.append(shown.emphasised(shown.without_private(child.text or ""), BOLD if is_bold(element) else None))
        elif child.tag in _BREAKS:
            pieces.append("\n")
        elif child.tag == W + "tab":
            pieces.append(" ")
        elif child.tag == W + "noBreakHyphen":
            pieces.append("-")
        else:
            pieces.append(_words(child))
    return "".join(pieces)


def _table(table: Any, styles: _Styles) -> Iterator[str]:
    """A line for each row; a cell that reaches down over several rows is said again in each."""
    above: dict[int, str] = {}
    for row in table.iter(W + "tr"):
        if next(row.iterancestors(W + "tbl")) is not table:
            continue
        cells: list[str] = []
        column = 0
        for cell in row.iter(W + "tc"):
            if next(cell.iterancestors(W + "tr")) is not row:
                continue
            lines = (shown.without_private(line).strip() for line in _blocks(cell, styles))
            words = " ".join(filter(None, lines)).replace("\t", " ")
            if _goes_on(cell):
                words = above.get(column, words)
            above[column] = words
            cells.append(words)
            column += _columns(cell)
        yield "\t".join(cells)


def _goes_on(cell: Any) -> bool:
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(W + "val", "continue") == "continue"


def _columns(cell: Any) -> int:
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    value = span.get(W + "val", "1") if span is not None else "1"
    return int(value) if value.isdecimal() and len(value) < 4 else 1
