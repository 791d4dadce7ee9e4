"""Entries that are sentences of a paragraph: 针对甲,…。针对乙,…。 Finds them, names nothing else."""

import re
from itertools import zip_longest

from intake.circular import titles
from intake.circular.outline import Node

_COUNTED = "(?:[一二三四五六七八九十]{1,2}是)"
_BEGIN = re.compile(rf"(?:^|[\n。!?;][”」』)\s]{{0,6}})(?={_COUNTED}?(?:针对|关于))")
_COUNT = re.compile(rf"(?:^|[\n。!?;,:])\s*({_COUNTED})")
_LEADING = re.compile(
    rf"\s{{0,20}}(?:(?:整改|落实|进展)[^:,。\n]{{0,8}}:|[【\[][^】\]]{{2,8}}[】\]]:?)?\s{{0,20}}(?={_COUNTED}?(?:针对|关于))"
)


def entries(flat: str, node: Node, stop: int, *, usual: bool = False) -> list[Node]:
    """The entries inside a heading's text that ends at `stop`; none where the text is about one thing.

    `usual` where other headings of the circular have several: then a single one is one too.
    """
    if node.inline:
        return []
    lead = _LEADING.match(flat, node.body, stop)
    # where some of 一是,二是,三是 name no problem, all of them are measures
    counts = [count.end() for count in _COUNT.finditer(flat, node.body, stop)]
    if not lead or not all(flat.startswith(titles.ABOUT, end) for end in counts):
        return []
    found = [made for at in _begins(flat, lead.end(), stop) if (made := _entry(flat, at, stop))]
    if not found or found[0].start != lead.end() or (len(found) == 1 and not _of_its_own(found[0], node, usual)):
        return []
    for entry, after in zip_longest(found, found[1:]):
        entry.stop = after.start if after else stop
    return found


def _begins(flat: str, start: int, stop: int) -> list[int]:
    return [start] + [m.end() for m in _BEGIN.finditer(flat, start, stop) if m.end() > start]


def _entry(flat: str, at: int, stop: int) -> Node | None:
    begin = counted.end() if (counted := re.compile(_COUNTED).match(flat, at)) else at
    line_end = flat.find("\n", begin, stop)
    sentence = flat[begin : line_end if line_end >= 0 else stop]
    end = titles.inline_end(sentence)
    if end is None or titles.vague(titles.clean(sentence[:end])) or end > 100:
        return None
    # a sentence of its own is a heading, and no part of the text
    alone = sentence[end : end + 1] == "。"
    body = begin + end + 1 if alone else begin
    return Node("inline", 0, at, (begin, begin + end), body, not alone, sentence[:end], True)


def _of_its_own(entry: Node, node: Node, usual: bool) -> bool:
    """A single one must say something else than the heading it stands under."""
    mine, above = titles.clean(entry.words), titles.clean(node.words)
    named = usual or entry.words.endswith("问题") or "“" in entry.words[:4]
    return named and not (set(mine) <= set(above) or set(above) <= set(mine))
