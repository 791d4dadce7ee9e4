"""Reads a gettext catalogue in its text form (`.po`): what translators' tools write, uncompiled. Pure."""

import ast
import re

_PART = re.compile(r'(?:(msgid|msgstr)\s+)?("(?:[^"\\]|\\.)*")')


def read(text: str) -> dict[str, str]:
    """Message → translation; the header has the empty message.

    Raises ValueError for what is none of comment, `msgid`, `msgstr` and their continuation lines, and for a message
    that stands there twice.
    """
    pairs: list[list[str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        part = _PART.fullmatch(line.strip())
        if part is None:
            raise ValueError(f"line {number}: {line}")
        if part[1] == "msgid":
            pairs.append([])
        if part[1]:
            pairs[-1].append("")
        pairs[-1][-1] += ast.literal_eval(part[2])
    found = {message: translation for message, translation in pairs}  # noqa: C416 - lists of two, not tuples
    if len(found) != len(pairs):
        raise ValueError("a message stands there twice")
    return found
