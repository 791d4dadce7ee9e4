"""Tables of problems (序号 | 反馈问题 | 整改措施 | …) → entries. Others, without a problem column, stay text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from intake.circular import titles
from intake.circular.lines import fold
from intake.circular.marks import mark_of
from intake.circular.outline import Node

_PROBLEM = re.compile(r"问题|反馈意见|整改事项|整改任务|整改内容")
# a small table for each problem, its name in the first column
_FIELD = re.compile(
    r"(?:巡视|巡察)?(?:反馈|存在|具体|主要|发现)?的?(?:具体|主要)?问题(?:描述|表述|内容|名称)?[\d一二三四五六七八九十]{0,3}:?"
)
_COLUMN = re.compile(r"[整改措施举情况成效进展结果完成落实责任单位人时限及和与、/]+")
_REST = re.compile(r"整改|措施|情况|成效|进展|结果|完成|落实|责任")
_GROUP = re.compile(r"类别|类型|方面|大类|领域|分类|反馈意见|主要问题|板块")


@dataclass(frozen=True, slots=True)
class _Columns:
    problem: int
    group: int | None


def row_nodes(text: str) -> dict[int, list[Node]]:
    """The entries of all problem tables of `text`, by the offset of the line's first visible character.

    A line that belongs to such a table and holds no entry of its own stands with an empty list.
    """
    found: dict[int, list[Node]] = {}
    columns: _Columns | None = None
    before: tuple[str, str] = ("", "")
    for start, row in _rows(text):
        cells = row.split("\t")
        if len(cells) < 2:
            if columns is not None and row.strip() and len(row) > 100:
                columns = None
            continue
        at = start + len(row) - len(row.lstrip())
        if len(cells) == 2 and _FIELD.fullmatch(_name(cells[0])) and not _COLUMN.fullmatch(_name(cells[1])):
            found[at] = [_node("row", start, cells, 1)] if cells[1].strip() else []
            columns = None
        elif (header := _header(cells)) is not None:
            columns, before = header, ("", "")
            found[at] = []
        elif columns is not None and columns.problem < len(cells):
            here = (_cell(cells, columns.group), _cell(cells, columns.problem))
            found[at] = list(_nodes(start, cells, columns, before)) if here[1] else []
            before = here if here[1] else before
        elif columns is not None:
            found[at] = []
    return found


def _rows(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for row in text.split("\n"):
        yield at, row
        at += len(row) + 1


def _header(cells: list[str]) -> _Columns | None:
    names = [_name(cell) for cell in cells]
    if len(names) < 2 or any(len(name) > 16 for name in names):
        return None
    problems = [
        i for i, name in enumerate(names) if _PROBLEM.search(name) and not re.search(r"措施|情况|成效|数", name)
    ]
    if not problems or not any(_REST.search(name) for i, name in enumerate(names) if i not in problems):
        return None
    problem = problems[-1]
    groups = [i for i, name in enumerate(names[:problem]) if _GROUP.search(name) and not re.search(r"序号|编号", name)]
    return _Columns(problem, groups[-1] if groups else None)


def _name(cell: str) -> str:
    return re.sub(r"\s", "", fold(cell))


def _nodes(start: int, cells: list[str], columns: _Columns, before: tuple[str, str]) -> Iterator[Node]:
    group, problem = _cell(cells, columns.group), _cell(cells, columns.problem)
    if columns.group is not None and group and group != before[0]:
        yield _node("row group", start, cells, columns.group)
    if (group, problem) != before:
        yield _node("row", start, cells, columns.problem)


def _cell(cells: list[str], column: int | None) -> str:
    return cells[column].strip() if column is not None and column < len(cells) else ""


def _node(kind: str, start: int, cells: list[str], column: int) -> Node:
    at = start + sum(len(cell) + 1 for cell in cells[:column])
    flat = fold(cells[column])
    bare = flat.strip()
    mark = mark_of(bare)
    skip = len(flat) - len(flat.lstrip()) + (mark.length if mark and len(bare) > mark.length else 0)
    heading = titles.split(flat[skip:].rstrip())
    # in a cell of its own the whole cell is the problem, however many clauses it has
    begin, end = at + skip + heading.start, at + len(flat.rstrip())
    number = int(digits) if (digits := cells[0].strip()).isdecimal() and len(digits) < 5 else 0
    body = min(at + len(flat) + 1, start + len("\t".join(cells)))
    return Node(kind, number, start, (begin, end), body, False, flat[skip + heading.start :].strip(), True)
