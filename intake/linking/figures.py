"""Figures with their units as evidence: an opinion that quotes «61%», «14块地» or «5.97万元» has read the entry.

Only figures that few other things would have: percentages, decimals, big numbers, and two-digit counts. Years,
dates, ages, floors, house numbers and prices are everywhere and say nothing.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from intake.linking.reading import Entry

_NUMBER = re.compile(
    r"百分之(?P<parts>[零一二两三四五六七八九十百\d.点]+)"
    r"|(?P<digits>\d+(?:\.\d+)?)(?P<ten_thousand>[万亿]?)(?P<unit>%|㎡|m2|[\u4e00-\u9fff])?"
    r"|(?P<words>[一二两三四五六七八九十百千零]{2,})(?P<counted>[\u4e00-\u9fff])"
)
_COUNTS = frozenset("个项件条家处幅块宗名位人次场台所笔间只例")
_NOTHING = frozenset("年月日号岁点楼层弄室元平米路时分秒天届栋幢后级")
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SURE, _COUNT = 1.0, 0.35


def figures(text: str) -> Iterator[tuple[str, float, int, int]]:
    """Each telling figure of a normalised text: its common form, how telling its kind is, its start and end."""
    for match in _NUMBER.finditer(text):
        if key := _form(match):
            yield *key, match.start(), match.end()


def _form(match: re.Match[str]) -> tuple[str, float] | None:
    if match["parts"]:
        return f"{_value(match['parts'])}%", _SURE
    if match["words"]:
        return _counted(_value(match["words"]), match["counted"])
    digits, unit = match["digits"], match["unit"] or ""
    if unit == "%" or match["ten_thousand"] or "." in digits:
        return digits + ("%" if unit == "%" else match["ten_thousand"]), _SURE
    return _counted(digits, unit)


def _counted(digits: str, unit: str) -> tuple[str, float] | None:
    if unit not in _COUNTS or len(digits) < 2:
        return None
    return digits, _SURE if len(digits) > 2 else _COUNT


def _value(words: str) -> str:
    whole, point, part = words.replace("点", ".").partition(".")
    return _whole(whole) + (point and "." + "".join(str(_DIGITS.get(char, char)) for char in part))


def _whole(words: str) -> str:
    if not any(char in _TENS for char in words):
        return "".join(str(_DIGITS.get(char, char)) for char in words)
    total, digit = 0, 0
    for char in words:
        if char in _TENS:
            total += (digit or 1) * _TENS[char]
            digit = 0
        else:
            digit = _DIGITS.get(char, 0)
    return str(total + digit)


class Figures:
    """The figures of all entries, ready to be quoted."""

    __slots__ = ("_weights",)

    def __init__(self, entries: Sequence[Entry]) -> None:
        holders: dict[str, dict[int, float]] = defaultdict(dict)
        for number, entry in enumerate(entries):
            for seen in (entry.title, entry.text):
                for form, kind, _, _ in figures(seen.view.text):
                    holders[form][number] = kind
        size = len(entries) + 1
        scale = math.log(size) or 1.0
        self._weights = {
            form: [(n, kind * math.log(size / len(by)) / scale) for n, kind in by.items()]
            for form, by in holders.items()
        }

    def quoted(self, text: str) -> Iterator[tuple[int, float, int, int]]:
        """Each figure of a normalised text that an entry has too: entry, weight up to one, start and end."""
        for form, _, start, end in figures(text):
            for number, weight in self._weights.get(form, ()):
                yield number, weight, start, end
