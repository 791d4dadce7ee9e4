"""A text as lines with their places; full-width forms folded one to one, so that offsets stay those of the source."""

from dataclasses import dataclass

_FOLD = {0xFF01 + i: 0x21 + i for i in range(94)} | dict.fromkeys([0xA0, 0x3000, 0x2002, 0x2003, 0x2009, 0xFEFF], " ")
_FOLD |= {ord("﹒"): ".", ord("‧"): ".", ord("︰"): ":"}


@dataclass(frozen=True, slots=True)
class Line:
    """Characters `start` to `end` of the source without the white space around them; `flat` is the folded form."""

    start: int
    end: int
    flat: str


def fold(text: str) -> str:
    """`text` with full-width letters, digits, signs and odd blanks as plain ones; as many characters as before."""
    return text.translate(_FOLD)


def lines(text: str) -> list[Line]:
    """The lines of `text` that hold anything, in order."""
    found: list[Line] = []
    at = 0
    for raw in text.split("\n"):
        bare = raw.strip()
        if bare:
            start = at + raw.index(bare)
            found.append(Line(start, start + len(bare), fold(bare)))
        at += len(raw) + 1
    return found
