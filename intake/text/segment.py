"""Cuts normalised text into tokens: overlapping pairs of Chinese characters, words of letters, numbers.

Needs no dictionary, so nothing is ever missing from it. Does not normalise: hand it `normalise.plain`, or for searching
`folding.fold`. When what is kept of a text changes here, every full-text index has to be built anew.
"""

import re
from collections.abc import Iterator

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_RUN = re.compile(rf"[{HAN}]+|[^\W{HAN}_]+")
_IS_HAN = re.compile(rf"[{HAN}]")
_WITHIN_HAN = re.compile(rf"(?<=[{HAN}]) (?=[{HAN}])")
LONGEST = 64  # characters of one word of letters and digits; longer ones (addresses, encoded data) are cut
BORDER = "_"  # stands between two texts of one document and in no word of a text


def runs(text: str) -> list[str]:
    """The unbroken stretches of Chinese characters, and of other letters and digits, in order."""
    return _RUN.findall(text)


def is_han(run: str) -> bool:
    """Whether a run consists of Chinese characters."""
    return bool(_IS_HAN.match(run))


def bigrams(text: str) -> Iterator[str]:
    """Overlapping pairs of each Chinese run (a run of one as it is); other runs whole."""
    for run in runs(text):
        if is_han(run) and len(run) > 1:
            yield from (run[i : i + 2] for i in range(len(run) - 1))
        else:
            yield run


def words(folded: str) -> str:
    """The runs of a folded text apart by single blanks, one more on either side: what full-text search keeps of it.

    A blank between two Chinese characters parts nothing: mail breaks its lines within words.
    """
    found = runs(_WITHIN_HAN.sub("", " ".join(folded.split())))
    parts = (part for run in found for part in _cut(run))
    return f" {' '.join(parts)} " if found else ""


def index_tokens(words: str) -> list[str]:
    """The tokens under which a full-text index keeps `words`.

    As `bigrams`, and the last character of each Chinese run once more by itself, so that every single character
    begins some token and can be found by a prefix, and no phrase reaches over the end of a run. BORDER stays.
    """
    tokens: list[str] = []
    for run in words.split():
        if is_han(run):
            tokens += [run[i : i + 2] for i in range(len(run))]
        else:
            tokens.append(run)
    return tokens


def _cut(run: str) -> list[str]:
    """A run in pieces that an index takes; Chinese ones are cut into pairs anyway."""
    return [run] if is_han(run) else [run[i : i + LONGEST] for i in range(0, len(run), LONGEST)]
