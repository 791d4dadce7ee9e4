"""Headings → entries of the catalogue with code, path and text, and the sections beside them."""

import re
from collections.abc import Iterator

from intake.circular import roles, titles
from intake.circular.documents import documents_in
from intake.circular.outline import MOST_WORDS, Node, is_closing
from intake.circular.totals import states_totals
from intake.circular.types import ParsedIssue

_FAREWELL = re.compile(
    r"(?:[#*>\- ]*)(?:欢迎|如[有对].{0,20}(?:意见|建议|问题)|联系(?:电话|方式|人|地址|科室|部门)"
    r"|监督(?:电话|方式)|举报电话"
    r"|(?:电子)?邮箱|通[讯信]地址"
    r"|(?:公示|公布|公开)(?:期|时间)|[^。]{0,12}接受(?:广大)?(?:干部|群众|社会)|特此(?:通报|公告|公示)|附件\s*[:\d]"
    r"|责任编辑|编辑\s*:|上一篇|下一篇|扫一扫|[【\[](?:打印|关闭|字体|返回|纠错)|分享到|版权所有"
    r"|(?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日$|(?:中共|中国共产党)[^,。]{2,30}(?:委员会|党组|党委|支部|工委|总支)$)"
)
_ACCOUNTED = re.compile(r"立案|处分|诫勉|问责|追责|组织处理|谈话")
_UNNAMED = "（未命名）"


class Reading:
    """Reads the entries of one circular; keeps what it cut off the last entry and the groups of siblings it passed."""

    def __init__(self, text: str, flat: str, votes: roles.Votes) -> None:
        self.groups: list[list[Node]] = []
        self._text, self._flat, self._votes = text, flat, votes
        self._tails: list[tuple[int, int]] = []

    def issues(self, tops: tuple[Node, ...]) -> list[ParsedIssue]:
        """The entries under the outermost ones, in order."""
        return list(self._siblings(list(tops), "", ()))

    def _siblings(self, nodes: list[Node], above: str, path: tuple[str, ...]) -> Iterator[ParsedIssue]:
        self.groups.append(nodes)
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
        return ParsedIssue("s", None, 1, True, (title,), title, text, start, end, documents_in(text))

    def _title(self, node: Node) -> str:
        return titles.clean(self._words(node)) or _UNNAMED

    def _words(self, node: Node) -> str:
        words = re.sub(r"\s+", " ", self._text[node.title[0] : min(node.title[1], node.title[0] + MOST_WORDS)])
        return words.strip()

    def _without_tail(self, node: Node) -> int:
        """Where an entry's text ends if the circular's own sums or its farewell follow it without a number."""
        for start, line in self._later_lines(node.body, node.stop):
            if states_totals(line) or _FAREWELL.match(line) or is_closing(line):
                self._tails.append((start, node.stop))
                return start
        return node.stop

    def _farewell(self, begin: int, stop: int) -> int:
        return next((start for start, line in self._later_lines(begin, stop) if _FAREWELL.match(line)), stop)

    def _later_lines(self, begin: int, stop: int) -> Iterator[tuple[int, str]]:
        """The lines that begin after `begin`."""
        at = self._flat.find("\n", begin, stop)
        while at >= 0:
            end = self._flat.find("\n", at + 1, stop)
            yield at + 1, self._flat[at + 1 : end if end >= 0 else stop].strip()
            at = end

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
