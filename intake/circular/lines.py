"""A text as lines with their places; full-width forms folded one to one, so that offsets stay those of the source."""

import re
from dataclasses import dataclass

from intake.circular.marks import Mark, mark_of

_FOLD = {0xFF01 + i: 0x21 + i for i in range(94)} | dict.fromkeys([0xA0, 0x3000, 0x2002, 0x2003, 0x2009, 0xFEFF], " ")
_FOLD |= {ord("﹒"): ".", ord("‧"): ".", ord("︰"): ":"}
_SENTENCE_END = re.compile(r"[。;!?:)】”\"]\s*(?=[第(\[〔【问反任一二三四五六七八九十\d①-⑳⑴-⒇㈠-㈩⒈-⒛])")
_LONGEST_MARK = 24


@dataclass(frozen=True, slots=True)
class Line:
    """Characters `start` to `end` of the source without the white space around them; `flat` is the folded form.

    `mark` is the number it begins with; `inside`: it is the rest of a printed line in which further numbers follow one
    another (…。2.…。3.…).
    """

    start: int
    end: int
    flat: str
    mark: Mark | None
    inside: bool


def fold(text: str) -> str:
    """`text` with full-width letters, digits, signs and odd blanks as plain ones; as many characters as before."""
    return text.translate(_FOLD)


def lines(text: str) -> list[Line]:
    """The lines of `text` that hold anything, in order; a number alone on its line belongs to the next."""
    found: list[Line] = []
    at, begun = 0, None
    for raw in text.split("\n"):
        bare = raw.strip()
        if bare:
            start = at + raw.index(bare) if begun is None else begun
            end = at + raw.index(bare) + len(bare)
            flat = fold(text[start:end]).replace("\n", " ")
            mark = mark_of(flat)
            alone = begun is None and mark is not None and mark.length == len(flat)
            begun = start if alone else None
            found += [] if alone else _pieces(start, flat, mark)
        at += len(raw) + 1
    return found


def _pieces(start: int, flat: str, mark: Mark | None) -> list[Line]:
    cuts = [(0, mark), *_numbers_inside(flat, mark)]
    ends = [at for at, _ in cuts[1:]] + [len(flat)]
    found = []
    for (begin, its), end in zip(cuts, ends, strict=True):
        bare = flat[begin:end].rstrip()
        found.append(Line(start + begin, start + begin + len(bare), bare, its, begin > 0))
    return found


def _numbers_inside(flat: str, head: Mark | None) -> list[tuple[int, Mark]]:
    """Where inside a line a sentence begins with a number that goes on with a count, or begins one at 1."""
    counting = [(head.kind, head.number)] if head else []
    found: list[tuple[int, Mark]] = []
    doubled: set[str] = set()
    for end in _SENTENCE_END.finditer(flat):
        mark = mark_of(flat[end.end() : end.end() + _LONGEST_MARK])
        if mark is None or mark.kind in doubled:
            continue
        level = next((at for at, (kind, _) in enumerate(counting) if kind == mark.kind), None)
        if mark.number != (1 if level is None else counting[level][1] + 1):
            # a count begun inside another of the same kind (1.…整改措施:1.…2.…): whose is the 2?
            doubled |= {mark.kind} if mark.number == 1 else set()
            continue
        counting[len(counting) if level is None else level :] = [(mark.kind, mark.number)]
        found.append((end.end(), mark))
    # «一、二级医院»: a single number of the outermost kind is none
    lone = {kind for kind in ("cn", "part") if sum(mark.kind == kind for _, mark in found) < 2}
    return [(at, mark) for at, mark in found if mark.kind not in lone]
