"""A circular's text → catalogue, facts and what was not clear. Pure; reads no file and knows no database."""

import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

from intake.circular import facts, roles, titles
from intake.circular.contacts import contacts_in
from intake.circular.documents import documents_in
from intake.circular.lines import fold, lines
from intake.circular.outline import Node, build
from intake.circular.totals import states_totals, totals_in
from intake.circular.types import Parsed, ParsedIssue, Source

_FAREWELL = re.compile(
    r"(?:欢迎|如有(?:意见|问题)|联系(?:电话|方式|人|地址)|监督(?:电话|方式)|(?:电子)?邮箱|通讯地址|公示期)"
)


def parse(source: Source) -> Parsed:
    """Understand a circular; every text is understood somehow, what was doubtful stands in `unclear`."""
    flat = fold(source.text)
    rows = lines(source.text)
    root = build(facts.after_title(rows), len(source.text))
    found = roles.assign(root, flat)
    votes = roles.count_votes(found.tops, flat)
    tails: list[tuple[int, int]] = []
    issues = [
        issue for at, top in enumerate(found.tops, 1) for issue in _issues(source, flat, top, str(at), votes, tails)
    ]
    return Parsed(
        facts=facts.facts_in(flat, source.text, rows),
        contacts=contacts_in(flat, source.text),
        totals=totals_in(flat),
        issues=tuple(issues),
        sections=tuple(_section(source, part, f"s{at}") for at, part in enumerate(found.sections, 1)),
        unclear=found.doubts,
    )


def _issues(
    source: Source,
    flat: str,
    node: Node,
    code: str,
    votes: dict[tuple[int, str], int],
    tails: list[tuple[int, int]],
    above: tuple[str, ...] = (),
) -> Iterator[ParsedIssue]:
    path = (*above, _title(source, node))
    level = len(path)
    below = roles.issues_below(node, flat, votes, level + 1)
    stop = below[0].start if below else _without_tail(flat, node, tails)
    yield _entry(source, (node.body, stop), node, code, path, not below)
    for at, child in enumerate(below, 1):
        yield from _issues(source, flat, child, f"{code}-{at}", votes, tails, path)


def _title(source: Source, node: Node) -> str:
    words = re.sub(r"\s+", " ", source.text[node.title[0] : node.title[1]])
    return titles.clean(words) or words.strip() or "未命名"


def _without_tail(flat: str, node: Node, tails: list[tuple[int, int]]) -> int:
    """Where a last entry's text ends, if the circular's own sums or its farewell follow it unnumbered."""
    at = flat.find("\n", node.body, node.stop)
    while at >= 0:
        end = flat.find("\n", at + 1, node.stop)
        line = flat[at + 1 : end if end >= 0 else node.stop].strip()
        if states_totals(line) or _FAREWELL.match(line):
            tails.append((at + 1, node.stop))
            return at
        at = end
    return node.stop


def _entry(
    source: Source, span: tuple[int, int], node: Node, code: str, path: tuple[str, ...], leaf: bool
) -> ParsedIssue:
    start, end = _trim(source.text, *span)
    if leaf and start == end:
        start, end = _trim(source.text, *node.title)
    text = source.text[start:end]
    parent = code.rpartition("-")[0] or None
    return ParsedIssue(code, parent, len(path), leaf, path, path[-1], text, start, end, documents_in(text))


def _section(source: Source, node: Node, code: str) -> ParsedIssue:
    return _entry(source, (node.body, node.stop), node, code, (_title(source, node),), True)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, max(start, end)


def to_json(parsed: Parsed) -> dict[str, Any]:
    """Plain JSON values in the shape that `intake circular parse` prints."""
    plain = {
        key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(parsed.facts).items()
    }
    return {
        **plain,
        "contacts": asdict(parsed.contacts),
        "totals": asdict(parsed.totals),
        "issues": [asdict(issue) for issue in parsed.issues],
        "sections": [asdict(section) for section in parsed.sections],
        "unclear": list(parsed.unclear),
    }
