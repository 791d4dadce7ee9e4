"""The numbering at the head of a line: 一、 (一) 1. (1) ① 1.1 第一部分 问题1-1. What it is, not what it means."""

import re
import unicodedata
from dataclasses import dataclass

_CN = "〇零一二三四五六七八九十百两"
_CAPITAL = "壹贰叁肆伍陆柒捌玖拾"
_SEP = r"[、.．:]"
_NAMES = (
    "反馈意见|反馈问题|具体问题|突出问题|主要问题|整改问题|整改事项|整改任务|巡视问题|巡察问题|存在问题|问题|事项|任务"
)
# Years and figures begin sentences too (2023年…, 1.5万元): a digit after the dot is one of them unless it is a year.
_NOT_FIGURE = r"(?!\d)|(?=(?:19|20)\d\d年)"
_WAYS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("part", re.compile(rf"第\s*([{_CN}\d]{{1,4}})\s*(?:部分|篇|章|大类)\s*[、.:]?\s*")),
    ("chapter", re.compile(rf"第\s*([{_CN}\d]{{1,4}})\s*节\s*[、.:]?\s*")),
    ("capital", re.compile(rf"([{_CAPITAL}]{{1,2}})\s*{_SEP}\s*")),
    ("nth", re.compile(rf"第\s*([{_CN}\d]{{1,3}})\s*[,、:]\s*(?!第)")),
    ("cnp", re.compile(rf"[(\[〔【]\s*([{_CN}]{{1,4}})\s*[)\]〕】]\s*[、.:,]?\s*|([㈠-㈩])\s*[、.:]?\s*")),
    ("cnp", re.compile(rf"([{_CN}]{{1,4}})\)\s*[、.:]?\s*")),
    ("cn", re.compile(rf"([{_CN}]{{1,4}})\s*{_SEP}\s*")),
    ("cn", re.compile(rf"([{_CN}]{{1,3}})\s+(?=\S)")),
    ("nump", re.compile(r"[(\[〔【]\s*(\d{1,3})\s*[)\]〕】]\s*[、.:,]?\s*|([⑴-⒇])\s*[、.:]?\s*")),
    ("numh", re.compile(r"(\d{1,3})\)\s*[、.:]?\s*")),
    ("dot", re.compile(r"(\d{1,2}(?:[.\-]\d{1,2}){1,3})(?:\s*[、:.]\s*(?!\d)|\s+(?=\D)|(?=关于|针对|[“\"「『]))")),
    ("num", re.compile(rf"(\d{{1,3}})\s*[、.．:]\s*(?:{_NOT_FIGURE})|([⒈-⒛])\s*")),
    ("dot1", re.compile(r"(\d{1,2})\s+(?=[\u4e00-\u9fff“])(?![个项条名人次万亿元年月日只家处件起座台套米亩吨度天])")),
    ("circ", re.compile(r"([①-⑳❶-❿])\s*[、.:]?\s*")),
)
_NAMED = re.compile(
    rf"[【\[(〔]?\s*({_NAMES})\s*(?:之)?((?:\d{{1,3}}|[{_CN}]{{1,4}})(?:\s*[-—–.]\s*\d{{1,3}})*)"
    rf"(?:\s*[】\])〕]\s*[、.:]?\s*|\s*[、.:]\s*(?!\d)|\s+|(?=关于|针对|[“\"「『]))"
)
_ORDINAL = re.compile(rf"第\s*([{_CN}\d]{{1,4}})\s*(?:个|项|条|类)(?:方面)?(?:的)?(?:具体)?问题\s*[、.:,]?\s*")
_ASPECT = re.compile(
    rf"第\s*([{_CN}\d]{{1,4}})\s*(?:个?方面|[类项条])(?:的?问题)?\s*[、:]\s*|【第\s*([{_CN}\d]{{1,4}})\s*个?方面】\s*"
)

_SIMPLE = str.maketrans(f"两零{_CAPITAL}", "二〇一二三四五六七八九十")
_NO_BEGINNING = tuple("》)”’」』,。、;:!?%")


@dataclass(frozen=True, slots=True)
class Mark:
    """A numbering of `kind` that takes the first `length` characters of the line; `number` counts from 1."""

    kind: str
    number: int
    length: int


def mark_of(flat: str) -> Mark | None:
    """The numbering at the head of a folded line."""
    mark = _named(flat) or _numbered(flat)
    # «5)》», «2.%»: the end of something that began on the line before
    return None if mark is None or flat[mark.length : mark.length + 1] in _NO_BEGINNING else mark


def _named(flat: str) -> Mark | None:
    if named := _NAMED.match(flat):
        parts = re.split(r"\s*[-—–.]\s*", named[2])
        return Mark(f"{named[1]}{len(parts)}", number_of(parts[-1]), named.end())
    if ordinal := _ORDINAL.match(flat):
        return Mark("ordinal", number_of(ordinal[1]), ordinal.end())
    if aspect := _ASPECT.match(flat):
        return Mark("aspect", number_of(aspect[1] or aspect[2]), aspect.end())
    return None


def _numbered(flat: str) -> Mark | None:
    for kind, pattern in _WAYS:
        if match := pattern.match(flat):
            digits = next(group for group in match.groups() if group)
            if kind == "dot":
                parts = re.split(r"[.\-]", digits)
                return Mark(f"dot{len(parts)}", number_of(parts[-1]), match.end())
            return Mark(kind, number_of(digits), match.end())
    return None


def is_name(kind: str) -> bool:
    """Whether a numbering of this kind says in words that a problem follows (问题1:, 第一个问题:)."""
    return kind in ("ordinal", "aspect") or "问题" in kind or "意见" in kind


def number_of(digits: str) -> int:
    """The value of Arabic digits, of a Chinese numeral below a thousand, or of one enclosed sign (㈠ ⑴ ①)."""
    bare = unicodedata.normalize("NFKC", digits).strip("().")
    if bare.isdecimal():
        return int(bare)
    if len(bare) == 1 and "❶" <= bare <= "❿":
        return ord(bare) - ord("❶") + 1
    return _chinese(bare.translate(_SIMPLE))


def _chinese(numeral: str) -> int:
    digits = "〇一二三四五六七八九"
    if not set(numeral) & {"十", "百"}:
        return int("".join(str(digits.index(char)) for char in numeral if char in digits) or 0)
    total, one = 0, 0
    for char in numeral:
        if char in "十百":
            total += (one or 1) * (10 if char == "十" else 100)
            one = 0
        elif char in digits:
            one = digits.index(char)
    return total + one
