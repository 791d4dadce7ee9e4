"""Lines → a tree of headings, by their numbering or, where there is none, by their wording. Judges no heading.

Numbering styles nest in the order in which they appear, as in print: a style already open closes everything below it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from intake.circular import titles
from intake.circular.lines import Line
from intake.circular.marks import Mark, is_name, mark_of

_ORNAMENT = re.compile(r"[#*●•▪■◆★☆◇□○▲△►➢\->\s]*")
_TOP = ("part", "cn", "section")
_SECTION_END = re.compile(r"(?:情况|打算|安排|计划|落实|进展|成效|方向|举措|工作|措施|整改)$")
_SECTION = re.compile(r"巡视|巡察|反馈|下一步|下步|今后|后续|组织|责任|总体|集中整改|问题整改")
_CLOSING = re.compile(r"(?:下一步|下步|下一阶段|今后|后续).{0,14}(?:打算|安排|计划|方向|举措|工作|措施)$")
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


def build(lines: list[Line], length: int, rows: dict[int, list[Node]]) -> Node:
    """The tree of a text of `length` characters under a nameless root; `rows` are the entries of its tables by line."""
    root = Node("root", 0, 0, (0, 0), 0, False, "", False, length)
    path = [root]
    numbered = any((mark := mark_of(line.flat)) and mark.kind in _TOP for line in lines)
    headings = [
        (line, node)
        for line in lines
        for node in (rows[line.start] if line.start in rows else filter(None, [_heading(line)]))
        if not (node.kind == "section" and numbered)
    ]
    _rank_unnumbered(headings, lines)
    for _, node in headings:
        _place(path, node)
    _close(root)
    return root


def _heading(line: Line) -> Node | None:
    ornament = _ORNAMENT.match(line.flat)
    skip = ornament.end() if ornament else 0
    mark = mark_of(line.flat[skip:])
    if mark is not None:
        return _node(line, Mark(mark.kind, mark.number, mark.length + skip))
    rest = line.flat[skip:]
    if _reads_as_section(rest):
        return _node(line, Mark("section", 0, skip))
    if titles.PROBLEM_LABEL.match(rest):
        return _node(line, Mark("label", 0, skip))
    if len(rest) <= _LONGEST and _reads_as_heading(rest):
        return _node(line, Mark("plain", 0, skip))
    return None


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


def is_closing(flat: str) -> bool:
    """Whether a line without a number announces what comes after the entries (下一步工作打算)."""
    return len(flat) <= 26 and bool(_CLOSING.search(flat))


def _rank_unnumbered(headings: list[tuple[Line, Node]], lines: list[Line]) -> None:
    """An unnumbered heading that another one follows at once stands above it."""
    following = {line.start: after.start for line, after in zip(lines, lines[1:], strict=False)}
    for (line, node), (_, after) in zip(headings, headings[1:], strict=False):
        if node.kind == after.kind == "plain" and following.get(line.start) == after.start:
            node.kind = "plain above"


def _place(path: list[Node], node: Node) -> None:
    kinds = [above.kind for above in path]
    if node.kind in kinds:
        del path[kinds.index(node.kind) :]
    elif node.kind in _TOP:
        del path[2 if kinds[1:2] == ["part"] else 1 :]
    elif node.kind == "plain above" and "plain" in kinds:
        del path[kinds.index("plain") :]
    path[-1].children.append(node)
    path.append(node)


def _close(node: Node) -> None:
    for child, after in zip_longest(node.children, node.children[1:]):
        child.stop = after.start if after else node.stop
        _close(child)
