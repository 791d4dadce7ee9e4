"""How much two cores (see `core`) have in common, and whether they are the same text. Pure.

What both have counts in runs of four characters, wherever they stand: a sentence moved is no difference. Two people
who speak of the same matter share names and phrases, a fifth of their words; the same text shares nearly all.
"""

import re
from typing import NamedTuple

from intake.model import Likeness

RUN = 4
SHORTEST = 12  # characters below which words are everybody's: nothing is compared
NEARLY = 36  # characters from which a text that is only nearly the same says something
ALIKE = 0.8  # share of both texts that the other has, too
WHOLE, HALF = 0.95, 0.5  # or: one is contained whole and makes half of the other
_DIGITS = re.compile(r"\d+")


class Verdict(NamedTuple):
    """How two texts are alike, and the share of both that the other has, too."""

    kind: Likeness
    score: float


def judge(one: str, other: str) -> Verdict | None:
    """Whether two cores are the same text, nearly the same (numbers apart), or neither (None)."""
    if min(len(one), len(other)) < SHORTEST:
        return None
    if one == other:
        return Verdict(Likeness.SAME, 1.0)
    one, other = masked(one), masked(other)
    if min(len(one), len(other)) < NEARLY:
        return None
    left, right = len(one) - _strange(one, other), len(other) - _strange(other, one)
    score, parts = (left + right) / (len(one) + len(other)), sorted((left / len(one), right / len(other)))
    nearly = score >= ALIKE or (parts[1] >= WHOLE and parts[0] >= HALF)
    return Verdict(Likeness.NEARLY, score) if nearly else None


def masked(core: str) -> str:
    """Every number made the same one: letters of one form differ in doors and sums."""
    return _DIGITS.sub("0", core)


def strange(text: str, other: str) -> list[tuple[int, int]]:
    """The stretches of `text` that no run of `other` covers, in order; time grows with both lengths."""
    known = {other[i : i + RUN] for i in range(len(other) - RUN + 1)}
    found, reached = [], 0
    for i in range(len(text) - RUN + 1):
        if text[i : i + RUN] in known:
            if i > reached:
                found.append((reached, i))
            reached = i + RUN
    if reached < len(text):
        found.append((reached, len(text)))
    return found


def _strange(text: str, other: str) -> int:
    return sum(end - start for start, end in strange(text, other))
