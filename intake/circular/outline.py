"""Lines → a tree of headings, by their numbering or, where there is none, by their wording. Judges no heading.

Numbering styles nest in the order in which they appear, as in print: a style already open closes everything below it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest

from intake.circular import titles
from intake.circular.lines import Line
from intake.circular.marks import Mark, is_name, mark_of
from intake.circular.measures import Measures
from intake.circular.types import BOLD

_ORNAMENT = re.compile(r"[#*●•▪■◆★☆◇□○▲△►➢·—\->\s]*")
_BULLET = re.compile(r"[●•▪■◆★☆◇□○▲△►➢·]|——")
# from the outermost inwards: each closes those after it even where it was not open before
_TOP = ("part", "chapter", "capital", "cn", "section")
_UNNUMBERED = ("plain", "bold")
_SECTION_END = re.compile(r"(?:情况|打算|安排|计划|落实|进展|成效|方向|举措|工作|措施|整改)$")
_SECTION = re.compile(r"巡视|巡察|反馈|下一步|下步|今后|后续|组织|责任|总体|集中整改|问题整改")
_LONGEST = 120
MOST_WORDS = 300


@dataclass(slots=True, eq=False)
class Node:
    """A heading: `start` of its line, its title's and its body's offsets in the source, `stop` of all below it.

    `inline` where the title is the first words of the text, `named` where the circular itself calls it a problem
    (问题1: …, 反馈问题:…, a problem column).
    """

    kind: str
    number: int
    start: int
    title: tuple[int, int]
    body: int
    inline: bool
    words: str
    named: bool
    stop: int = 0
    children: list["Node"] = field(default_factory=list)

    def walk(self) -> Iterator["Node"]:
        """Everything below, in order."""
        for child in self.children:
            yield child
            yield from child.walk()


def build(lines: list[Line], length: int, rows: dict[int, list[Node]], shown: Mapping[int, int]) -> Node:
    """The tree of a text of `length` characters under a nameless root.

    `rows` are the entries of its tables by line; `shown` tells where lines begin that look like headings, and of
    which level (see `Source`).
    """
    root = Node("root", 0, 0, (0, 0), 0, False, "", False, length)
    path = [root]
    numbered = any(line.mark and line.mark.kind in _TOP for line in lines)
    headings = [
        (line, node)
        for line in lines
        for node in (rows[line.start] if line.start in rows else filter(None, [_heading(line, shown, numbered)]))
        if not (node.kind == "section" and numbered)
    ]
    _even_brackets([node for _, node in headings])
    _rank_unnumbered(headings, lines)
    measures = Measures(lines)
    for line, node in headings:
        if not measures.hold(line, node.kind, node.number, {above.kind: above.number for above in path}):
            _place(path, node)
    _close(root)
    return root


def _heading(line: Line, shown: Mapping[int, int], numbered: bool) -> Node | None:
    ornament = _ORNAMENT.match(line.flat)
    skip = ornament.end() if ornament else 0
    rest = line.flat[skip:]
    mark = mark_of(rest) if skip else line.mark
    if mark is not None:
        return _node(line, Mark(mark.kind, mark.number, mark.length + skip))
    if kind := _unnumbered(rest, shown.get(line.start), numbered):
        return _node(line, Mark(kind, 0, skip))
    if bullet := _BULLET.match(line.flat):
        return _node(line, Mark(f"bullet {bullet[0]}", 0, skip))
    return None


def _unnumbered(flat: str, level: int | None, numbered: bool) -> str | None:
    """The kind of a heading without a number; `level` is the one that the document gives it.

    In a circular without numbers a heading may be the first sentence of its paragraph.
    """
    looks = level is not None and titles.stands_alone(flat)
    if looks and level != BOLD:
        return f"shown {level}"
    if _reads_as_section(flat):
        return "section"
    if titles.PROBLEM_LABEL.match(flat):
        return "label"
    if looks:
        return "bold"
    whole = len(flat) <= _LONGEST and _reads_as_heading(flat)
    return "plain" if whole or (not numbered and titles.begins_with_heading(flat)) else None


def _node(line: Line, mark: Mark) -> Node | None:
    flat = line.flat[mark.length :]
    found = titles.split(flat)
    words = flat[found.start : min(found.end, found.start + MOST_WORDS)].strip()
    if not words:
        return None
    base = line.start + mark.length
    named = found.start > 0 or is_name(mark.kind)
    place = (base + found.start, base + found.end)
    return Node(mark.kind, mark.number, line.start, place, base + found.body, found.inline, words, named)


def _reads_as_heading(flat: str) -> bool:
    found = titles.split(flat)
    words = flat[: found.end]
    if found.inline or not found.complete or titles.vague(words):
        return False
    return bool(
        re.match(r"(?:关于|针对)", words) or re.search(r"(?:问题|方面)(?:的?整改(?:落实|进展)?情况)?$", words)
    ) and ("," not in words or titles.leaning(words) == 2)


def _reads_as_section(flat: str) -> bool:
    short = len(flat) <= 26 and not re.search(r"[,。:;!?\t《》\d]", flat)
    return short and bool(_SECTION_END.search(flat) and _SECTION.search(flat)) and not re.match(r"关于|针对", flat)


def _even_brackets(nodes: list[Node]) -> None:
    """1) and (1) are two styles only where each begins a count."""
    if {"numh", "nump"} - {node.kind for node in nodes if node.number == 1}:
        for node in nodes:
            node.kind = "nump" if node.kind == "numh" else node.kind


def _rank_unnumbered(headings: list[tuple[Line, Node]], lines: list[Line]) -> None:
    """Give headings without numbers levels: one that another follows at once stands above it.

    Their wording tells which of them are alike (关于…问题, …方面).
    """
    next_line = {line.start: after.start for line, after in zip(lines, lines[1:], strict=False)}
    levels: dict[tuple[str, bool], int] = {}
    level, under = 0, False
    shapes = [_shape(node) for _, node in headings]
    for at, (line, node) in enumerate(headings):
        if node.kind not in _UNNUMBERED:
            level, under = 0, False
            continue
        alone = node.body >= line.end and at + 1 < len(headings)
        heads = alone and next_line.get(line.start) == headings[at + 1][0].start
        alike = heads and shapes[at] == shapes[at + 1]
        level = levels.setdefault((shapes[at], alike), level + 1 if under else max(level, 1))
        under = heads
        node.kind = f"{node.kind} {level}"


def _shape(node: Node) -> str:
    wording = re.findall(r"^(?:关于|针对)|(?:方面|问题)[^方面问题]*$", node.words) if node.kind == "plain" else []
    return " ".join([node.kind, *wording])


def _place(path: list[Node], node: Node) -> None:
    kinds = [above.kind for above in path]
    del path[kinds.index(node.kind) if node.kind in kinds else _outer(kinds, node.kind) :]
    path[-1].children.append(node)
    path.append(node)


def _outer(kinds: list[str], kind: str) -> int:
    """How many of the open kinds stay open above one that is not open itself."""
    if kind in _TOP:
        closed = [at for at, other in enumerate(kinds) if at and other not in _TOP[: _TOP.index(kind)]]
    else:
        name, _, level = kind.partition(" ")
        deeper = name in _UNNUMBERED
        closed = [at for at, other in enumerate(kinds) if deeper and other.startswith(name) and other[-1:] > level]
    return closed[0] if closed else len(kinds)


def _close(node: Node) -> None:
    for child, after in zip_longest(node.children, node.children[1:]):
        child.stop = after.start if after else node.stop
        _close(child)
