"""What somebody types to search: words that must all occur, "phrases", OR, minus. Pure.

Nothing typed is an error: what cannot be meant is left out, and `notes` say so in the user's language.
"""

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from intake.text.folding import fold
from intake.text.segment import HAN, index_tokens, is_han, words

_QUOTES = str.maketrans(dict.fromkeys("“”„‟〝〞「」『』", '"') | dict.fromkeys("−–—", "-"))
_OR = ("OR", "或", "|")
_PIECE = re.compile(r'(-?)"([^"]*)("?)|[^\s"]+')
_LATIN = rf"[^\W{HAN}_]"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Runs that must follow each other in a text; `whole`: the last one must end where its word ends."""

    runs: tuple[str, ...]
    whole: bool = False

    @property
    def needle(self) -> str:
        """What stands in the `words` of every text that has the phrase, and of no other."""
        first, last = ("" if is_han(run) else " " for run in (self.runs[0], self.runs[-1]))
        return f"{first}{' '.join(self.runs)}{last if self.whole else ''}"

    @property
    def open(self) -> bool:
        """Whether the last token is only the beginning of what stands in an index."""
        last = self.runs[-1]
        return len(last) == 1 if is_han(last) else not self.whole

    @property
    def tokens(self) -> list[str]:
        """The tokens of an index that follow each other where the phrase is; the last one may be `open`."""
        found = index_tokens(self.needle)
        # what follows in the text is unknown: the last character, alone, would only match at a run's end
        return found[:-1] if is_han(self.runs[-1]) and len(self.runs[-1]) > 1 else found

    @property
    def pattern(self) -> str:
        """A regular expression for the phrase in a folded text."""
        parts = [r"\s*".join(run) if is_han(run) else re.escape(run) for run in self.runs]
        begin = "" if is_han(self.runs[0]) else rf"(?<!{_LATIN})"
        end = rf"(?!{_LATIN})" if self.whole and not is_han(self.runs[-1]) else ""
        return rf"{begin}{parts[0]}{''.join(self._gap(n) + parts[n] for n in range(1, len(parts)))}{end}"

    def _gap(self, n: int) -> str:
        """What may stand before a run: something between two words of letters, more than spaces between two of Han."""
        before, after = is_han(self.runs[n - 1]), is_han(self.runs[n])
        if before and after:
            return r"\s*(?:[^\w\s]|_)[\W_]*"
        return r"[\W_]*" if before or after else r"[\W_]+"


@dataclass(frozen=True)
class Query:
    """One phrase of each group in `wanted` must occur, none of `unwanted`; empty where nothing can be searched."""

    wanted: tuple[tuple[Phrase, ...], ...]
    unwanted: tuple[Phrase, ...]
    notes: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.wanted)

    @cached_property
    def marks(self) -> re.Pattern[str]:
        """What to mark in a folded text, longer phrases first."""
        patterns = [phrase.pattern for group in self.wanted for phrase in group]
        return re.compile("|".join(sorted(patterns, key=len, reverse=True)) or "(?!)")


def parse(typed: str) -> Query:
    """What somebody means by what they typed."""
    reading = _Reading()
    for quoted, closed, minus, text in _pieces(typed):
        if not quoted and text in _OR:
            reading.either()
        else:
            reading.phrase(text, whole=quoted, minus=minus)
        if quoted and not closed:
            reading.notes.append("引号没有成对，引号后面的文字都按一个词组查找")
    return reading.query()


def ranked(found: Sequence[tuple[int, str]], query: Query) -> list[int]:
    """The ids of documents (id, words), best first: by Okapi's BM25 over themselves; equals stay in their order."""
    needles = [phrase.needle for group in query.wanted for phrase in group]
    counts = {found_id: [text.count(needle) for needle in needles] for found_id, text in found}
    usual = sum(len(text) for _, text in found) / len(found) if found else 1
    weights = [_rarity(sum(1 for own in counts.values() if own[n]), len(found)) for n in range(len(needles))]

    def score(document: tuple[int, str]) -> float:
        longer = 0.3 + 0.9 * len(document[1]) / usual
        return sum(w * 2.2 * n / (n + longer) for w, n in zip(weights, counts[document[0]], strict=True))

    return [found_id for found_id, _ in sorted(found, key=score, reverse=True)]


def _rarity(having: int, of: int) -> float:
    return math.log(1 + (of - having + 0.5) / (having + 0.5))


def _pieces(typed: str) -> Iterator[tuple[bool, bool, bool, str]]:
    """Of each piece: was it quoted, was the quotation closed, is it unwanted, its text."""
    for match in _PIECE.finditer(unicodedata.normalize("NFKC", typed).translate(_QUOTES)):
        if match[2] is not None:
            yield True, bool(match[3]), bool(match[1]), match[2]
        else:
            yield False, True, match[0].startswith("-"), match[0].removeprefix("-")


class _Reading:
    """A query while it is read from left to right."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self._wanted: list[list[Phrase]] = []
        self._unwanted: list[Phrase] = []
        self._either = False

    def either(self) -> None:
        if self._wanted and not self._either:
            self._either = True
        else:
            self._lonely()

    def phrase(self, text: str, *, whole: bool, minus: bool) -> None:
        runs = tuple(words(fold(text)).split())
        if not runs:
            self.notes.append(f"“{text}”里没有可以查找的文字，已略去" if text else "有一处没有文字，已略去")
        elif minus:
            self._end()
            self._unwanted.append(Phrase(runs, whole))
        elif self._either:
            self._wanted[-1].append(Phrase(runs, whole))
            self._either = False
        else:
            self._wanted.append([Phrase(runs, whole)])

    def query(self) -> Query:
        self._end()
        if self._unwanted and not self._wanted:
            self.notes.append("只写了要排除的词，请再写上要查找的词")
        return Query(tuple(map(tuple, self._wanted)), tuple(self._unwanted), tuple(dict.fromkeys(self.notes)))

    def _end(self) -> None:
        if self._either:
            self._lonely()
        self._either = False

    def _lonely(self) -> None:
        self.notes.append("“或”（OR）的前后都要有词，已略去")
