"""Folds a text for searching: half width, lower case, simplified, without accents and invisible characters. Pure.

Every character is folded by itself, whatever stands beside it, so that a part of a text folds to a part of the folded
text: what somebody types is found in the middle of any word. (`normalise` reads in context: 看著 → 看着, 著名 → 著名.)
"""

import unicodedata

from intake.text.normalise import simplified

_DROPPED = ("Mn", "Cf")  # accents; joiners, soft hyphens, marks of writing direction
_BLANK = ("Cc", "Cs", "Zl", "Zp", "Zs")


class _Table(dict[int, str]):
    """What each character is folded to, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold(chr(code))
        return folded


def _fold(char: str) -> str:
    if unicodedata.category(char) in _BLANK:
        return " "
    parts = unicodedata.normalize("NFKD", char)
    kept = "".join(part for part in parts if unicodedata.category(part) not in _DROPPED)
    return "".join(map(simplified, kept.casefold()))


_TABLE = _Table()


def fold(text: str) -> str:
    """`text` folded; a line break is a blank."""
    return text.translate(_TABLE)


def folded(text: str) -> tuple[str, list[int]]:
    """`text` folded, and for each character of it the place in `text` that it came from."""
    parts = [_TABLE[ord(char)] for char in text]
    return "".join(parts), [place for place, part in enumerate(parts) for _ in part]
