"""Undoes a page: takes out page numbers and running heads and joins lines that only the page's width had broken.

Leaves a text alone whose lines are paragraphs already.
"""

import re
import unicodedata
from collections import Counter

from intake.circular.lines import fold
from intake.circular.marks import mark_of

_PAGE = re.compile(
    r"[-—–·~]+\s*\d{1,4}\s*[-—–·~]+|第\s*\d{1,4}\s*页(?:\s*[,/(]?\s*共\s*\d{1,4}\s*页\)?)?|\d{1,4}\s*/\s*\d{1,4}|[Pp]age\s*\d+.*"
)
# headings end like this, and what follows them on the next line is their text, unless it goes on like that
_HEADING_END = re.compile(r"(?:问题|方面|整改|情况)$")
_HEADING_ON = re.compile(r"[的整落进及和与等、,。:;)）”》]")
_TITLE_END = re.compile(r"关于.+(?:通报|公告|公示|通告|报告|情况)$")
_LONGEST_HEADING = 100
_BARE_NUMBER = re.compile(r"\d{1,3}")
_ADDRESS = re.compile(r"[\w.-]*@")
_IN_ADDRESS = re.compile(r"[\w.-]@[\w.-]*$")
_SHORTEST_HEAD = 4
_GAP = "\f"
_SLACK = 6
_NARROWEST, _WIDEST = 36, 130
_NARROW_PAGE = 56
_HANGING = 4  # columns of closing marks that may stand beyond the edge
_SENTENCE_ENDS = "。!?;:！？；：.”）)"


def reflow(text: str) -> str:
    """`text` with a paragraph a line; blank lines stay where they stood between paragraphs."""
    rows = _without_furniture(text)
    many = _width([row for row in rows if row.strip()])
    width = many or _longest_broken(rows)
    if width is None:
        return "\n".join(row for row in rows if row != _GAP)
    indented = _first_lines_indented(rows, width)
    made: list[list[str]] = []
    joining = False
    for row in rows:
        if row == _GAP or not row.strip():
            joining = joining and row == _GAP
            if row != _GAP:
                made.append([""])
            continue
        bare = row.strip()
        if joining and made and _continues(bare, made[-1], _indent(row) if indented else None):
            made[-1] += [_glue(made[-1][-1], bare), bare]
        else:
            made.append([row.rstrip()])
        unfinished = not _finished(bare)
        full = _columns(row.rstrip()) >= width - _SLACK and (many is not None or unfinished)
        joining = full or (indented and _indent(made[-1][0]) >= 2 and unfinished)
    return "\n".join("".join(parts) for parts in made)


def _without_furniture(text: str) -> list[str]:
    """The lines without page furniture; `_GAP` stands for a page's end and swallows the blank lines around it."""
    rows = text.replace("\f", f"\n{_GAP}\n").split("\n")
    kept: list[str] = []
    breaks = [at for at, row in enumerate(rows) if row == _GAP or _is_page_number(rows, at)]
    heads = _running_heads(rows, breaks)
    for at, row in enumerate(rows):
        if at in breaks or at in heads:
            while kept and not kept[-1].strip():
                kept.pop()
            kept.append(_GAP)
        elif row.strip() or not kept or kept[-1] != _GAP:
            kept.append(row)
    return kept


def _is_page_number(rows: list[str], at: int) -> bool:
    row = fold(rows[at]).strip()
    if _PAGE.fullmatch(row):
        return True
    near = [rows[i].strip(" ") for i in (at - 1, at + 1) if 0 <= i < len(rows)]
    return bool(_BARE_NUMBER.fullmatch(row)) and len(near) == 2 and all(beside in ("", _GAP) for beside in near)


def _running_heads(rows: list[str], breaks: list[int]) -> set[int]:
    near = {i for at in breaks for step in (-1, 1) if (i := _beside(rows, at, step)) is not None and i not in breaks}
    shapes = Counter(_shape(rows[i]) for i in near)
    # a line that also stands in the middle of pages is none (整改措施:)
    shapes.subtract({_shape(rows[i]): len(rows) for i in range(len(rows)) if i not in near})
    enough = max(2, len(breaks) // 2)
    return {i for i in near if shapes[_shape(rows[i])] >= enough and _may_head_pages(_shape(rows[i]))}


def _may_head_pages(shape: str) -> bool:
    return len(shape) >= _SHORTEST_HEAD and shape[-1] not in _SENTENCE_ENDS and mark_of(shape) is None


def _beside(rows: list[str], at: int, step: int) -> int | None:
    for i in range(at + step, max(-1, min(len(rows), at + 4 * step)), step):
        if rows[i].strip():
            return i if len(rows[i].strip()) <= 60 else None
    return None


def _shape(row: str) -> str:
    return re.sub(r"\d+", "0", re.sub(r"\s+", " ", fold(row).strip()))


def _width(rows: list[str]) -> int | None:
    """The width in columns at which the lines were broken; None where they were not."""
    measured = [(_columns(row.rstrip()), not _finished(row.rstrip())) for row in rows]
    edges = {width for width, _ in measured if _NARROWEST <= width <= _WIDEST}
    weighed = [(weight, edge) for edge in edges if (weight := _weight(edge, measured))]
    return max(weighed)[1] if weighed else None


def _longest_broken(rows: list[str]) -> int | None:
    """The width of the longest line that stops in mid-sentence and goes on, where none is longer: few were broken."""
    widths = [_columns(row.rstrip()) for row in rows]
    broken = [width for width, row, after in zip(widths, rows, rows[1:], strict=False) if _stops_short(row, after)]
    edge = max(broken, default=0)
    return edge if _NARROW_PAGE <= edge <= _WIDEST and max(widths) <= edge + _HANGING else None


def _stops_short(row: str, after: str) -> bool:
    bare, next_one = fold(row.strip()), fold(after.strip())
    if not bare or not next_one or _finished(bare) or "\t" in bare or _TITLE_END.search(bare):
        return False
    return mark_of(next_one) is None and not (mark_of(bare) and "。" not in bare)


def _weight(edge: int, measured: list[tuple[int, bool]]) -> int:
    """How many lines are filled up to `edge`; 0 where that says nothing."""
    full = [unfinished for width, unfinished in measured if edge - _SLACK <= width <= edge]
    longer = sum(width > edge + _HANGING for width, _ in measured)
    # a few long lines that all stop in mid-sentence say as much as many long lines
    broken = sum(full) >= len(full) * 0.6
    enough = len(full) >= len(measured) * (0.08 if broken else 0.25)
    return len(full) if len(full) >= 3 and enough and longer <= max(broken, len(measured) * 0.03) else 0


def _first_lines_indented(rows: list[str], width: int) -> bool:
    """Whether paragraphs begin with an indent, so that a line without one goes on."""
    filled = [row for row in rows if row != _GAP and row.strip()]
    indents = [_indent(row) for row in filled]
    after_full = [
        indent
        for before, indent in zip(filled, indents[1:], strict=False)
        if _columns(before.rstrip()) >= width - _SLACK and not _finished(before.rstrip())
    ]
    return (
        bool(after_full)
        and sum(indent >= 2 for indent in indents) >= 3
        and sum(i < 2 for i in after_full) * 2 > len(after_full)
    )


def _continues(bare: str, before: list[str], indent: int | None) -> bool:
    """Whether a line goes on with the paragraph before it; `indent` is None where indents mean nothing."""
    if indent is not None:
        return indent < 2
    if mark_of(fold(bare)) is not None and not _IN_ADDRESS.search(before[-1]):
        return False
    return len(before) > 7 or not _ended("".join(before), bare)


def _ended(before: str, bare: str) -> bool:
    words = fold(before.strip())
    if len(words) > _LONGEST_HEADING or "。" in words:
        return False
    heading = mark_of(words) is not None and _HEADING_END.search(words) and not _HEADING_ON.match(fold(bare))
    return bool(heading or _TITLE_END.search(words))


def _finished(bare: str) -> bool:
    return bare[-1] in _SENTENCE_ENDS and not _IN_ADDRESS.search(bare)


def _glue(before: str, row: str) -> str:
    if _IN_ADDRESS.search(before) or _ADDRESS.match(row):
        return ""
    return " " if before[-1:].isascii() and before[-1:].isalpha() and row[:1].isascii() and row[:1].isalpha() else ""


def _indent(row: str) -> int:
    return _columns(row[: len(row) - len(row.lstrip())])


def _columns(row: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in row)
