"""Brings a text into one form for comparing: NFKC, traditional → simplified, lower case.

Keeps for every character where it came from. Does not judge, cut or correct; the original is never replaced.
"""

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import opencc


@dataclass(frozen=True, slots=True)
class Normalised:
    """A normalised text; its character `i` stands for `original[starts[i]:ends[i]]`."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original that a stretch of the normalised text stands for."""
        return self.starts[start], self.ends[end - 1]


@functools.cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Each character with the combining marks that follow it: NFKC may fuse those and nothing else."""
    start = 0
    for i in range(1, len(text)):
        if not unicodedata.combining(text[i]):
            yield start, i
            start = i
    if text:
        yield start, len(text)


@functools.lru_cache(maxsize=4096)
def _fold(cluster: str) -> str:
    return unicodedata.normalize("NFKC", cluster).lower()


def simplified(char: str) -> str:
    """A single character, simplified where it has one simplified form; apart from any context."""
    new: str = _converter().convert(char)
    return new if len(new) == 1 else char


def _simplified(text: str) -> str:
    """Simplified characters, as many as there were."""
    safe = text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
    whole: str = _converter().convert(safe)
    if len(whole) == len(text):
        return whole
    return "".join(map(simplified, safe))


def normalise(text: str) -> Normalised:
    """Normalise `text`, remembering where each character came from."""
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        for char in _fold(text[start:end]):
            chars.append(char)
            starts.append(start)
            ends.append(end)
    return Normalised(_simplified("".join(chars)), starts, ends)


def plain(text: str) -> str:
    """`text` normalised, without the way back."""
    return _simplified(unicodedata.normalize("NFKC", text).lower())


_JOINED = ("\u3400", "\u9fff")


def _is_han(char: str) -> bool:
    return _JOINED[0] <= char <= _JOINED[1]


def compact(text: Normalised) -> Normalised:
    """The same without invisible characters and without white space beside a Chinese character.

    Hard-wrapped mail and spaced-out scans break words («加装电\\n梯», «停 车»); a line break between
    two sentences has a punctuation mark before it, so nothing is glued together that mattered.
    """
    source = text.text
    keep: list[int] = []
    for i, char in enumerate(source):
        if unicodedata.category(char) in ("Cf", "Cc", "Zs", "Zl", "Zp"):
            if not char.isspace():
                continue
            before = source[keep[-1]] if keep else "\u4e00"
            after = source[i + 1] if i + 1 < len(source) else "\u4e00"
            if _is_han(before) or _is_han(after) or before.isspace():
                continue
        keep.append(i)
    return Normalised(
        "".join(source[i] for i in keep),
        [text.starts[i] for i in keep],
        [text.ends[i] for i in keep],
    )


class Speller:
    """Writes known variants — dialect, misprints, older names — the common way."""

    __slots__ = ("_pattern", "_right")

    def __init__(self, spelling: Mapping[str, str]) -> None:
        # A right spelling that contains its variant («居委会», «居委») is listed too, so that it stays as it is.
        self._right = {right: right for wrong, right in spelling.items() if wrong in right} | dict(spelling)
        longest_first = sorted(map(re.escape, self._right), key=len, reverse=True)
        self._pattern = re.compile("|".join(longest_first) or "(?!)")

    def respell(self, text: Normalised) -> Normalised:
        """The same with every variant replaced; each new character stands for the whole variant."""
        chars: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        done = 0
        for match in self._pattern.finditer(text.text):
            start, end = match.span()
            right = self._right[match[0]]
            first, last = text.span(start, end)
            chars += [text.text[done:start], right]
            starts += [*text.starts[done:start], *[first] * len(right)]
            ends += [*text.ends[done:start], *[last] * len(right)]
            done = end
        chars.append(text.text[done:])
        return Normalised("".join(chars), [*starts, *text.starts[done:]], [*ends, *text.ends[done:]])
