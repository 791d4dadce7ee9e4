"""How a reader says that the document itself shows a line as a heading: by one private character before it."""

import re
from collections.abc import Mapping

from intake.circular.types import BOLD

_FIRST = 0xE000
_PRIVATE = re.compile("[\ue000-\ue01f]")
_END = chr(_FIRST + 0x1F)
_SEGMENT = re.compile(f"([\ue001-\ue00a])[^\ue000-\ue01f]*{_END}")
_MOST = 0.5


def without_private(text: str) -> str:
    """`text` as it came, without the characters that stand for headings here."""
    return _PRIVATE.sub("", text)


def emphasised(words: str, level: int | None) -> str:
    """`words` of a piece of a line, and that they are set as a heading of that level is."""
    return f"{chr(_FIRST + level)}{words}{_END}" if level and words.strip() else words


def line(row: str) -> str:
    """A line made of such pieces, as a heading if all of it is."""
    levels = [ord(segment[1]) - _FIRST for segment in _SEGMENT.finditer(row)]
    whole = levels and not _SEGMENT.sub("", row).strip()
    return (chr(_FIRST + max(levels)) if whole else "") + without_private(row).strip()


def taken_out(text: str) -> tuple[str, Mapping[int, int]]:
    """The text alone, and the level of each line shown as a heading by the offset of its first visible character.

    Where most lines are, that says nothing.
    """
    rows: list[str] = []
    levels: dict[int, int] = {}
    at = 0
    for row in text.split("\n"):
        bare = without_private(row)
        if bare != row:
            levels[at + len(bare) - len(bare.lstrip())] = ord(row[0]) - _FIRST
        rows.append(bare)
        at += len(bare) + 1
    few = len(levels) <= sum(bool(row.strip()) for row in rows) * _MOST
    return "\n".join(rows), levels if few or min(levels.values()) < BOLD else {}
