"""Several names in one field, as people type them. Pure."""

import re

_BETWEEN = re.compile(r"[、,，;；\n]+")


def names(text: str) -> list[str]:
    """The names that a text lists, each once, in its order."""
    return list(dict.fromkeys(name for piece in _BETWEEN.split(text) if (name := " ".join(piece.split()))))
