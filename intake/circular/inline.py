"""Entries that are sentences of a paragraph: 针对甲,…。针对乙,…。 Finds them, names nothing else."""

import re
from itertools import zip_longest

from intake.circular import titles
from intake.circular.outline import Node

_BEGIN = re.compile(r"(?:^|[\n。!?;][”」』)\s]{0,6})(?=(?:针对|关于))")
_LEADING = re.compile(
    r"\s{0,20}(?:(?:整改|落实|进展)[^:,。\n]{0,8}:|[【\[][^】\]]{2,8}[】\]]:?)?\s{0,20}(?=(?:针对|关于))"
)


def entries(flat: str, node: Node, stop: int) -> list[Node]:
    """The entries inside a heading's text that ends at `stop`; none where the text is about one thing."""
    if node.inline:
        return []
    lead = _LEADING.match(flat, node.body, stop)
    if not lead:
        return []
    found = [made for at in _begins(flat, lead.end(), stop) if (made := _entry(flat, at, stop))]
    if not found or found[0].start != lead.end() or (len(found) == 1 and not _of_its_own(found[0], node)):
        return []
    for entry, after in zip_longest(found, found[1:]):
        entry.stop = after.start if after else stop
    return found


def _begins(flat: str, start: int, stop: int) -> list[int]:
    return [start] + [m.end() for m in _BEGIN.finditer(flat, start, stop) if m.end() > start]


def _entry(flat: str, at: int, stop: int) -> Node | None:
    line_end = flat.find("\n", at, stop)
    sentence = flat[at : line_end if line_end >= 0 else stop]
    end = titles.inline_end(sentence)
    if end is None or titles.vague(titles.clean(sentence[:end])) or end > 100:
        return None
    return Node("inline", 0, at, (at, at + end), at, True, sentence[:end], True)


def _of_its_own(entry: Node, node: Node) -> bool:
    """A single one must say something else than the heading it stands under."""
    mine, above = titles.clean(entry.words), titles.clean(node.words)
    named = entry.words.endswith("问题") or "“" in entry.words[:4]
    return named and not (set(mine) <= set(above) or set(above) <= set(mine))
