"""Days and times as a Chinese office types them: 2026-11-24, 11.24, 11月24日, 昨天, 上午九点半. Pure.

Understands or says no (None); never guesses between two readings. A day without a year is the latest such day that
is not after today.
"""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

_DIGITS = {char: str(i) for i, char in enumerate("〇一二三四五六七八九")} | {"零": "0", "两": "2"}
_NUMERAL = re.compile("[〇零一二两三四五六七八九十廿]+")
_DAYS_AGO = {"今天": 0, "今日": 0, "当天": 0, "昨天": 1, "昨日": 1, "前天": 2, "前日": 2, "大前天": 3}
_WORD = re.compile("|".join(sorted(_DAYS_AGO, key=len, reverse=True)))
_FULL = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})[日号]?")
_SHORT = re.compile(r"(\d{1,2})(?:[-/.]|月)(\d{1,2})[日号]?")
_MONTH_DAY = re.compile(r"(?:本月|这个月)?(\d{1,2})[日号]")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})")
_WEEKDAY = re.compile(r"(上|本|这)?个?(?:周|星期|礼拜)([1-6日天])")
# One o'clock "at night" belongs to a day nobody named: it fits no part, and is asked for rather than guessed.
_PARTS = {
    "凌晨": range(6),
    **dict.fromkeys(["清晨", "早晨", "早上", "早"], range(4, 12)),
    "上午": range(6, 13),
    "中午": range(11, 15),
    "下午": range(12, 19),
    "傍晚": range(16, 21),
    **dict.fromkeys(["晚上", "夜里", "晚"], range(17, 24)),
}
_CLOCK = re.compile(
    rf"({'|'.join(_PARTS)})?"
    r"(\d{1,2})(?::(\d{1,2})(?::\d{1,2})?|[点时](?:钟|整|半|([13])刻|(\d{1,2})分?)?)"
)
_AGO = re.compile(r"(\d{1,3}|半)个?(分钟|小时|钟头)(?:以)?前")
_NOW = re.compile("现在|刚才|刚刚|刚")


def day(typed: str, today: date) -> date | None:
    """The day that was typed; None where it is none."""
    text = _plain(typed)
    return _day(text, today) if text else None


def moment(typed: str, now: datetime) -> datetime | None:
    """The day and time that were typed, in the time zone of `now`; a time alone is today's, a day alone is none."""
    text = _plain(typed)
    if _NOW.fullmatch(text):
        return now
    if ago := _AGO.fullmatch(text):
        return now - _length(ago)
    clock = next((match for match in _CLOCK.finditer(text) if match.end() == len(text)), None)
    if clock is None:
        return None
    before = text[: clock.start()].rstrip("T,")
    on, at = (_day(before, now.date()) if before else now.date()), _time(clock)
    return datetime.combine(on, at, now.tzinfo) if on and at else None


def _plain(typed: str) -> str:
    text = unicodedata.normalize("NFKC", typed).replace("。", ".").replace("钟头", "小时")
    # a blank between date and time keeps "11-24 9:30" from being read as the 249th
    text = re.sub(r"(?<=\d)\s+(?=\d)", "T", text.strip())
    return _NUMERAL.sub(lambda match: _number(match[0]), re.sub(r"\s+", "", text))


def _number(numeral: str) -> str:
    """Arabic digits for a Chinese numeral below a hundred, or for digits read one by one (二〇二六)."""
    numeral = numeral.replace("廿", "二十")
    tens, ten, ones = numeral.partition("十")
    if not ten:
        return "".join(_DIGITS[char] for char in numeral)
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return numeral
    return _DIGITS.get(tens, "1") + _DIGITS.get(ones, "0")


def _day(text: str, today: date) -> date | None:
    if _WORD.fullmatch(text):
        return today - timedelta(days=_DAYS_AGO[text])
    if full := _FULL.fullmatch(text) or _PACKED.fullmatch(text):
        return _date(*map(int, full.groups()))
    if short := _SHORT.fullmatch(text):
        month, of_month = map(int, short.groups())
        return _latest([_date(today.year - back, month, of_month) for back in range(8)], today)
    if in_month := _MONTH_DAY.fullmatch(text):
        months = [(today.year * 12 + today.month - 1) - back for back in range(3)]
        return _latest([_date(n // 12, n % 12 + 1, int(in_month[1])) for n in months], today)
    if weekday := _WEEKDAY.fullmatch(text):
        return _weekday(weekday[1], weekday[2], today)
    return None


def _weekday(which: str | None, name: str, today: date) -> date:
    wanted = 6 if name in "日天" else int(name) - 1
    found = today - timedelta(days=today.weekday() - wanted)
    if which == "上" or (which is None and found > today):
        found -= timedelta(days=7)
    return found


def _date(year: int, month: int, of_month: int) -> date | None:
    try:
        return date(year, month, of_month)
    except ValueError:
        return None


def _latest(days: list[date | None], today: date) -> date | None:
    return next((found for found in days if found and found <= today), None)


def _time(clock: re.Match[str]) -> time | None:
    part, hour, colon, quarter, minutes = clock.groups()
    minute = int(colon or minutes or 0) or int(quarter or 0) * 15 or (30 if clock[0].endswith("半") else 0)
    meant = (int(hour), int(hour) + 12, int(hour) % 12) if part else (int(hour),)
    found = next((h for h in meant if h in _PARTS.get(part, range(24))), None)
    return time(found, minute) if found is not None and minute < 60 else None


def _length(ago: re.Match[str]) -> timedelta:
    minutes = 1 if ago[2] == "分钟" else 60
    return timedelta(minutes=minutes / 2 if ago[1] == "半" else minutes * int(ago[1]))
