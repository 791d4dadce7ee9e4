"""Headings → entries of the catalogue with code, path and text, and the sections beside them."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from intake.circular import roles, titles
from intake.circular.closing import ends_entries, ends_entry, looks_ahead, says_farewell
from intake.circular.documents import documents_in
from intake.circular.lines import Line, fold
from intake.circular.outline import MOST_WORDS, Node
from intake.circular.types import ParsedIssue

_ACCOUNTED = re.compile(r"立案|处分|诫勉|问责|追责|组织处理|谈话")
_UNNAMED = "（未命名）"


class Reading:
    """Reads the entries of one circular; keeps what it cut off the last entry and the groups of siblings it passed."""

    def __init__(self, text: str, flat: str, rows: list[Line], votes: roles.Votes) -> None:
        self.groups: list[list[Node]] = []
        self._text, self._flat, self._rows, self._votes = text, flat, rows, votes
        self._starts: set[int] = set()
        self._plan = 0
        self._tails: list[tuple[int, int]] = []

    def issues(self, tops: tuple[Node, ...]) -> list[ParsedIssue]:
        """The entries under the outermost ones, in order."""
        self._starts = {node.start for top in tops for node in (top, *top.walk())}
        begun = tops[0].start if tops else 0
        self._plan = next((row.start for row in self._later_rows(begun, len(self._text)) if looks_ahead(row.flat)), 0)
        return list(self._siblings(list(tops), "", ()))

    def _siblings(self, nodes: list[Node], above: str, path: tuple[str, ...]) -> Iterator[ParsedIssue]:
        self.groups.append(nodes)
        self._starts |= {node.start for node in nodes}
        for at, node in enumerate(nodes, 1):
            yield from self._issue(node, f"{above}-{at}" if above else str(at), (*path, self._title(node)))

    def _issue(self, node: Node, code: str, path: tuple[str, ...]) -> Iterator[ParsedIssue]:
        below = roles.issues_below(node, self._flat, self._votes, len(path) + 1)
        stop = below[0].start if below else self._without_tail(node)
        yield self._entry((node.body, stop), node, code, path, not below)
        if below:
            yield from self._siblings(below, code, path)

    def sections(self, parts: tuple[Node, ...]) -> list[ParsedIssue]:
        """The other parts in the circular's order, the sums that followed the entries among them."""
        found = [self._section(node) for node in parts]
        found += [self._sum(*span) for span in self._tails]
        kept = sorted((section for section in found if section.text), key=lambda section: section.start)
        return [_coded(section, f"s{at}") for at, section in enumerate(kept, 1)]

    def _section(self, node: Node) -> ParsedIssue:
        end = self._farewell(node.body, node.stop)
        # what an office calls its other parts is kept as it is: nothing is left of «组织整改情况» without its wrappers
        title = self._words(node).rstrip("。：:") or _UNNAMED
        return self._entry((node.body, end), node, "s", (title,), True)

    def _sum(self, start: int, stop: int) -> ParsedIssue:
        start, end = _trim(self._text, start, self._farewell(start - 1, stop))
        text = self._text[start:end]
        title = "整改总体情况及追责问责" if _ACCOUNTED.search(text) else "整改总体情况"
        title = "下一步工作" if looks_ahead(fold(text.partition("\n")[0])) else title
        return ParsedIssue("s", None, 1, True, (title,), title, text, start, end, documents_in(text))

    def _title(self, node: Node) -> str:
        return titles.clean(self._words(node)) or _UNNAMED

    def _words(self, node: Node) -> str:
        words = re.sub(r"\s+", " ", self._text[node.title[0] : min(node.title[1], node.title[0] + MOST_WORDS)])
        return words.strip()

    def _without_tail(self, node: Node) -> int:
        """Where an entry's text ends if the circular's own sums or its farewell follow it without a number."""
        last = node.stop not in self._starts
        for row in self._later_rows(node.body, node.stop):
            # what entries before it have each, their next steps, is the entry's own
            ahead = last and row.start == self._plan
            if ahead or (ends_entries if last else ends_entry)(row.flat):
                self._tails.append((row.start, node.stop))
                return row.start
        return node.stop

    def _farewell(self, begin: int, stop: int) -> int:
        return next((row.start for row in self._later_rows(begin, stop) if says_farewell(row.flat)), stop)

    def _later_rows(self, begin: int, stop: int) -> list[Line]:
        """The lines that begin after `begin`."""
        first, after = (bisect_left(self._rows, at, key=lambda row: row.start) for at in (begin + 1, stop))
        return self._rows[first:after]

    def _entry(self, span: tuple[int, int], node: Node, code: str, path: tuple[str, ...], leaf: bool) -> ParsedIssue:
        start, end = _trim(self._text, *span)
        if leaf and start == end:
            start, end = _trim(self._text, *node.title)
        text = self._text[start:end]
        parent = code.rpartition("-")[0] or None
        return ParsedIssue(code, parent, len(path), leaf, path, path[-1], text, start, end, documents_in(text))


def _coded(section: ParsedIssue, code: str) -> ParsedIssue:
    return ParsedIssue(
        code, None, 1, True, section.path, section.title, section.text, section.start, section.end, section.documents
    )


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    end = max(start, end)
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
