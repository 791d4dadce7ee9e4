"""A circular as it is read on screen: its published text in order, with each entry at its place. Pure.

The text stands exactly as published; what entries were renamed or hidden to is the catalogue's business.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from intake.model import Circular, Issue
from intake.text.normalise import plain

_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,3}、")
_LONGEST_HEADING = 60
_AROUND = 30  # letters that a heading may have besides its entry's title: numbers, 关于 … 问题的整改
_HEAD_LINES = 12  # within which a document says its title


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the text: `level` 2 to 4 for headings, 0 for paragraphs; `entry` where an entry stands here."""

    text: tuple[str, ...]
    level: int = 0
    entry: Issue | None = None
    anchor: str = ""


def blocks(circular: Circular, entries: Sequence[Issue]) -> list[Block]:
    """The circular from top to bottom."""
    headings = [entry for entry in entries if not entry.leaf]
    found, at = list[Block](), _body_start(circular)
    for leaf in _places(entries):
        found += _between(circular.text[at : leaf.start], headings, leaf)
        found.append(Block(tuple(_lines(circular.text[leaf.start : leaf.end])), entry=leaf, anchor=f"e{leaf.id}"))
        at = leaf.end
    found += _between(circular.text[at:], headings)
    return [
        Block(block.text, block.level, block.entry, block.anchor or f"h{n}") if block.level else block
        for n, block in enumerate(found)
    ]


def matching(entries: Sequence[Issue], typed: str) -> list[Issue]:
    """The leaves in which every typed word stands, in title, headings or text."""
    words = plain(typed).split()
    return [
        entry
        for entry in entries
        if entry.leaf and words and all(word in plain(" ".join((*entry.path, entry.text))) for word in words)
    ]


def _places(entries: Sequence[Issue]) -> list[Issue]:
    """The leaves that have a place of their own, in order; one that holds others gives way to them."""
    leaves = sorted((e for e in entries if e.leaf and e.end > e.start), key=lambda e: (e.start, -e.end))
    kept: list[Issue] = []
    for leaf in leaves:
        if kept and leaf.start < kept[-1].end:
            if leaf.end > kept[-1].end:
                continue
            kept.pop()
        kept.append(leaf)
    return kept


def _body_start(circular: Circular) -> int:
    """Behind the title, which stands above the page already, and behind what a website put before it."""
    at, body = 0, 0
    title = _bare(circular.title)
    for line in circular.text.split("\n")[:_HEAD_LINES]:
        at += len(line) + 1
        bare = _bare(line)
        if len(bare) > 4 and (bare in title or title in bare) and len(bare) < len(title) + _LONGEST_HEADING:
            body = at
    return min(body, len(circular.text))


def _between(text: str, headings: Sequence[Issue], following: Issue | None = None) -> Iterator[Block]:
    lines = _lines(text)
    for n, line in enumerate(lines, start=1):
        own = (following,) if following and n == len(lines) else ()  # a line of its own right above the entry
        yield Block((line,), _level(line, (*headings, *own)))


def _level(line: str, entries: Sequence[Issue]) -> int:
    bare = _bare(line)
    for entry in entries:
        title = _bare(entry.title)
        if title and title in bare and len(bare) <= len(title) + _AROUND:
            return 2 if entry.kind == "section" else min(entry.level + 2, 4)
    short = len(line) <= _LONGEST_HEADING and not line.endswith(("。", "；", ";"))
    return 2 if short and _NUMBERED.match(line) else 0


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)
