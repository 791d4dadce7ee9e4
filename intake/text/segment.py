"""Cuts normalised text into tokens: overlapping pairs of Chinese characters, words of letters, numbers.

Needs no dictionary, so nothing is ever missing from it. Does not normalise: hand it `normalise.plain`.
"""

import re
from collections.abc import Iterator

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_RUN = re.compile(rf"[{_HAN}]+|[^\W{_HAN}_]+")
_IS_HAN = re.compile(rf"[{_HAN}]")


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


def index_tokens(text: str) -> list[str]:
    """The tokens under which a full-text index keeps `text`.

    As `bigrams`, and the last character of each Chinese run once more by itself, so that every single
    character begins some token and can be found by a prefix.
    """
    tokens: list[str] = []
    for run in runs(text):
        if is_han(run):
            tokens += [run[i : i + 2] for i in range(len(run))]
        else:
            tokens.append(run)
    return tokens


def search_expression(query: str) -> str:
    """An FTS5 expression that finds `query` exactly; words apart by white space must all occur.

    Empty when the query holds nothing that can be searched.
    """
    return " AND ".join(filter(None, map(_phrase, query.split())))


def _phrase(word: str) -> str:
    parts = runs(word)
    if not parts:
        return ""
    tokens = index_tokens(word)
    # What follows in the text is unknown: the last character, alone, would only match at a run's end.
    last = parts[-1]
    prefix = not is_han(last) or len(last) == 1
    if is_han(last) and len(last) > 1:
        tokens.pop()
    return f'"{" ".join(tokens)}"' + ("*" if prefix else "")
