"""Stretches of a text that are hidden: where words stand in it, and the text with blots in their place. Pure."""

import re
from collections.abc import Iterable, Sequence

from intake.text.redact import HALF

BLOT = "■"
_APART = r"[\s\-—–_.·/]{0,3}"  # what stands between the digits of one number
_NUMBER = re.compile(r"\+?[0-9](?:[\s\-—–_.·/]{0,3}[0-9xX]){6,}")

Span = tuple[int, int]


def occurrences(text: str, words: str) -> list[Span]:
    """Where `words` stand in a text: full width or half, small letters or capitals, a number however it is spaced."""
    wanted = words.translate(HALF).strip()
    if not wanted:
        return []
    return [found.span() for found in re.finditer(_pattern(wanted), text.translate(HALF), re.IGNORECASE)]


def of_all(text: str, wanted: Iterable[str]) -> list[Span]:
    """The places of several words, merged where they touch."""
    return merged(span for words in wanted for span in occurrences(text, words))


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that overlap or touch as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def blotted(text: str, spans: Sequence[Span]) -> str:
    """The text with a blot for each character of the spans; line breaks stay, and so does what lies where."""
    parts, at = [], 0
    for start, end in merged(spans):
        parts += [text[at:start], re.sub(r"[^\n]", BLOT, text[start:end])]
        at = end
    return "".join([*parts, text[at:]])


def all_hidden(text: str) -> bool:
    """Whether nothing of a text can be read."""
    return BLOT in text and not text.strip(f"{BLOT}\n")


def _pattern(wanted: str) -> str:
    if _NUMBER.fullmatch(wanted):
        return _APART.join(re.escape(char) for char in wanted if char.isalnum() or char == "+")
    return r"\s+".join(re.escape(part) for part in wanted.split())
