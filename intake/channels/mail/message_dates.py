"""The Date field → UTC.  Pure, never raises."""

import re
from datetime import UTC, datetime, timedelta

_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES.split(), 1)}
# "CST" alone is China's time here: this office's mail comes from programs running there
_ZONES = {
    "ut": 0, "gmt": 0, "utc": 0, "z": 0, "cst": 480, "hkt": 480, "sgt": 480, "jst": 540, "kst": 540, "msk": 180,
    "est": -300, "edt": -240, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
    "bst": 60, "cet": 60, "met": 60, "cest": 120, "eet": 120, "eest": 180,
}  # fmt: skip
_CLOCK = re.compile(r"(\d{1,2})\s*[:.]\s*(\d{1,2})(?:\s*[:.]\s*(\d{1,2})(?:[.,]\d+)?)?\s*([ap]m\b)?", re.I)
_DAY_FIRST = re.compile(r"\b(\d{1,2})[\s,-]*([a-z]{3})[a-z]*\.?[\s,-]*(\d{2,5})\b", re.I)
_MONTH_FIRST = re.compile(r"\b([a-z]{3})[a-z]*\.?\s+(\d{1,2})\b,?", re.I)
_ISO = re.compile(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_ZONE = re.compile(r"([+-])\s?(\d{2}):?(\d{2})\b|\b([a-z]{1,4})\b", re.I)
_YEARS = range(1900, 2100)


def parse_date(text: str) -> datetime | None:
    """The moment in UTC; None if it names none, or an absurd one (30 February, year 99999, +9900)."""
    text = re.sub(r"\((?!CST|GMT).*?\)|\s+", " ", text[:200])
    clock = _CLOCK.search(text)
    day = _day(text)
    if clock is None or day is None:
        return None
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    if clock[4]:
        hour = hour % 12 + (12 if clock[4].lower() == "pm" else 0)
    offset = _offset(text[clock.end() :])
    try:
        local = datetime(*day, hour, minute, min(second, 59), tzinfo=UTC)  # 60: a leap second
        return local - timedelta(minutes=offset) if offset is not None else None
    except (ValueError, OverflowError):
        return None


def _day(text: str) -> tuple[int, int, int] | None:
    if match := _DAY_FIRST.search(text):
        day, month, year = int(match[1]), match[2], match[3]
    elif match := _ISO.search(text):
        return int(match[1]), int(match[2]), int(match[3])
    elif (match := _MONTH_FIRST.search(re.sub(r"^\s*[a-z]{3,9},?\s+(?=[a-z]{3})", "", text, flags=re.I))) and (
        found := re.search(r"\b(\d{4})\b", text[match.end() :])
    ):
        day, month, year = int(match[2]), match[1], found[1]
    else:
        return None
    number = int(year)
    if len(year) == 2:
        number += 2000 if number < 50 else 1900
    elif len(year) == 3:
        number += 1900  # "100" for 2000, the bug of old programs
    if number not in _YEARS or month.lower() not in _MONTHS:
        return None
    return number, _MONTHS[month.lower()], day


def _offset(rest: str) -> int | None:
    """Minutes east of Greenwich; 0 if not given, None if absurd."""
    match = _ZONE.search(rest)
    if match is None:
        return 0
    if match[4]:
        return _ZONES.get(match[4].lower(), 0)
    minutes = int(match[2]) * 60 + int(match[3])
    if minutes > 14 * 60 or int(match[3]) > 59:
        return None
    return -minutes if match[1] == "-" else minutes
