"""The days a circular names: inspected from and to, feedback given, published. A month alone is no day."""

import re
from datetime import date

from intake.circular.marks import number_of

_BEFORE = 12
_YEAR = r"(?:((?:19|20)\d\d)\s*年\s*|(?:同年|当年)\s*)?"
_SPAN = re.compile(
    rf"{_YEAR}(\d{{1,2}})\s*月\s*(\d{{1,2}})\s*日?\s*(?:至|到|起至|[-—–~～―]+)\s*{_YEAR}(?:(\d{{1,2}})\s*月\s*)?(\d{{1,2}})\s*日"
)
_SINGLE = re.compile(rf"{_YEAR}(\d{{1,2}})\s*月\s*(\d{{1,2}})\s*日")
_CHINESE = re.compile(
    r"(?:([二〇零○Ｏ一三四五六七八九]{4})\s*年\s*)?([一二三四五六七八九十]{1,3})\s*月\s*([一二三四五六七八九十]{1,3})\s*日"
)
_INSPECTED = re.compile(r"巡视|巡察|检查|督察|审计")
_NOT_FEEDBACK = re.compile(r"\s*(?:至|到|[-—–~～]|期间|前|以来)")
_MONTHS = re.compile(
    r"(?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*(?:至|到|[-—–~])\s*(?:(?:19|20)\d\d\s*年\s*)?\d{1,2}\s*月(?!\s*\d)"
)
_PUBLISHED = re.compile(
    r"(?:发布|发文|公布|更新|成文|公开|发稿)?(?:时间|日期|于)\s*[:\s]\s*((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})"
)
_ALONE = re.compile(r"((?:19|20)\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")


def arabic(flat: str) -> str:
    """`flat` with dates in Chinese numerals (二〇二四年一月五日) in Arabic ones; its length may change."""
    return _CHINESE.sub(_in_digits, flat)


def inspected(flat: str) -> tuple[date | None, date | None]:
    """First and last day of the inspection."""
    year: str | None = None
    for sentence in re.split(r"[。\n]", flat):
        for match in _SPAN.finditer(sentence):
            begun, month, day, ended, month_to, day_to = match.groups()
            year = begun or _year_before(sentence, match.start()) or year
            shown = "公示" in sentence[max(0, match.start() - _BEFORE) : match.start()]
            if year and _INSPECTED.search(sentence) and not shown:
                return _date(year, month, day), _date(ended or year, month_to or month, day_to)
    return None, None


def feedback(flat: str) -> date | None:
    """The day on which the inspectors told what they had found."""
    year: str | None = None
    for sentence in re.split(r"[。\n]", flat):
        for match in _SINGLE.finditer(sentence):
            year = match[1] or _year_before(sentence, match.start()) or year
            rest = sentence[match.end() : match.end() + 80]
            said = re.match(r"[^\d。]{0,60}?反馈", rest)
            if (
                said
                and not _NOT_FEEDBACK.match(rest)
                and year
                and not re.search(r"(?:至|到|[-—–~])\s*$", sentence[max(0, match.start() - 4) : match.start()])
            ):
                return _date(year, match[2], match[3])
            year = match[1] or year
    return None


def published(flat: str) -> date | None:
    """The day of publication: as the page says, else the date under the signature."""
    if match := _PUBLISHED.search(flat):
        return _date(match[1], match[2], match[3])
    for row in reversed([row.strip() for row in flat.split("\n") if row.strip()][-5:]):
        if match := _ALONE.fullmatch(row):
            return _date(match[1], match[2], match[3])
    return None


def months_only(flat: str) -> bool:
    """Whether the inspection's time is told in months, without days."""
    return any(_MONTHS.search(row) and _INSPECTED.search(row) for row in flat.split("\n"))


def _year_before(sentence: str, at: int) -> str | None:
    years = re.findall(r"((?:19|20)\d\d)\s*年", sentence[max(0, at - 120) : at])
    return years[-1] if years else None


def _in_digits(match: re.Match[str]) -> str:
    year = "".join(str("〇一二三四五六七八九".find(char) if char not in "零○Ｏ" else 0) for char in match[1] or "")
    return (f"{year}年" if year else "") + f"{number_of(match[2])}月{number_of(match[3])}日"


def _date(year: str | None, month: str, day: str) -> date | None:
    try:
        return date(int(year or 0), int(month), int(day))
    except ValueError:
        return None
