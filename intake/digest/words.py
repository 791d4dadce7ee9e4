"""Words that are new: written by several people in this period and by nobody in those before. Pure.

Knows no dictionary: a word is a stretch of Chinese characters that returns again and again with changing neighbours.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from intake.digest.types import Count
from intake.text.normalise import plain
from intake.text.segment import is_han, runs

LEAST = 3  # opinions a word must be in
LENGTHS = range(2, 7)  # characters
READ = 500  # texts of the period that are read
SHOWN = 10
_MARK = re.compile("〔[^〕]*〕")  # what redaction put in
_GLUE = "的了着吗呢吧啊呀嘛么也都就还很太又再才只不没是在和与及或但而且被把给让向从到对为以因"  # in no word
_LOOSE = frozenset(  # at neither end of one
    "过们我你您他她它这那哪有所要会能可应该请一二两三四五六七八九十几个些每各第已将于之其此某来去上下里做说年月日天件"
)
_RUN = re.compile(f"[{_GLUE}]+")


def new_words(texts: Sequence[str], earlier: Iterable[str]) -> list[Count]:
    """At most ten words that at least three of `texts` have and none of `earlier`, most frequent first.

    Of more than `READ` texts only evenly spaced ones are searched for words; counted are all.
    """
    read = [plain(_MARK.sub("\n", text)) for text in texts[:: -(-len(texts) // READ) or 1]]
    known = "\n".join(earlier).lower()
    found: list[Count] = []
    for word, n in _frequent(read):
        if len(found) == SHOWN:
            break
        if word not in known and not any(word in other["key"] or other["key"] in word for other in found):
            found.append(Count(key=word, label=word, count=max(n, sum(word in text for text in texts))))
    return sorted(found, key=lambda line: -line["count"])


def _frequent(texts: Sequence[str]) -> list[tuple[str, int]]:
    """Words with the number of texts that have them, most frequent and then longest first."""
    having = Counter(gram for text in texts for gram in {gram for gram, _, _ in _grams(text)})
    several = {gram for gram, n in having.items() if n >= LEAST}
    left: dict[str, set[str]] = defaultdict(set)
    right: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        for gram, before, after in _grams(text):
            if gram in several:
                left[gram].add(before)
                right[gram].add(after)
    words = [gram for gram in several if _ends(left[gram]) and _ends(right[gram])]
    return [(gram, having[gram]) for gram in sorted(words, key=lambda gram: (-having[gram], -len(gram), gram))]


def _ends(neighbours: set[str]) -> bool:
    """Whether a stretch ends where its neighbours begin: they change, or are no characters at all."""
    return len(neighbours) > 1 or "" in neighbours


def _grams(text: str) -> Iterator[tuple[str, str, str]]:
    """Every stretch that may be a word, with the characters before and after it."""
    for run in filter(is_han, runs(_RUN.sub("\n", text))):
        for size in LENGTHS:
            for start in range(len(run) - size + 1):
                gram = run[start : start + size]
                if gram[0] not in _LOOSE and gram[-1] not in _LOOSE:
                    end = start + size
                    yield gram, run[start - 1 : start], run[end : end + 1]
