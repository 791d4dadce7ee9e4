"""Cells that no spreadsheet takes for a formula, and texts that every office program can hold. Pure."""

import re

LONGEST = 32_767  # characters of one spreadsheet cell
_FORMULA = re.compile(r"^[\s\u00a0\u3000\ufeff]*[=+\-@＝＋－＠\t\r]")
_UNUSUAL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """`text` without what XML cannot hold; line ends as one character."""
    if not _UNUSUAL.search(text):
        return text
    return _UNPRINTABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def defused(text: str) -> str:
    """A text that a spreadsheet opening a CSV shows as it is: an apostrophe in front of what could be a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def split(text: str, size: int = LONGEST) -> list[str]:
    """A text in pieces that fit into cells; nothing is lost."""
    return [text[start : start + size] for start in range(0, len(text), size)] or [""]
