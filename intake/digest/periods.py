"""The stretches of days a digest can be about: ISO week, month, quarter, any days; what was before them. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from intake.errors import Invalid

YEARS = range(2000, 2900)
LONGEST = 366  # days


@dataclass(frozen=True, slots=True)
class Kind:
    """How periods of a kind are spoken of: 本周, 上周, 前8周平均."""

    this: str
    former: str
    unit: str


KINDS = {
    "week": Kind("本周", "上周", "周"),
    "month": Kind("本月", "上月", "个月"),
    "quarter": Kind("本季度", "上季度", "个季度"),
    "days": Kind("本期", "前一期", "期"),
}


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days of the office, both ends counted; `kind` is a key of KINDS."""

    kind: str
    first: date
    last: date

    @property
    def key(self) -> str:
        """How addresses and the database write it: `2026-W47`, `2026-11`, `2026-Q4`, `2026-11-01--2026-11-15`."""
        if self.kind == "week":
            year, week, _ = self.first.isocalendar()
            return f"{year}-W{week:02d}"
        if self.kind == "month":
            return f"{self.first:%Y-%m}"
        if self.kind == "quarter":
            return f"{self.first.year}-Q{self.first.month // 3 + 1}"
        return f"{self.first}--{self.last}"

    @property
    def name(self) -> str:
        """`2026年第47周`."""
        if self.kind == "week":
            year, week, _ = self.first.isocalendar()
            return f"{year}年第{week}周"
        if self.kind == "month":
            return f"{self.first.year}年{self.first.month}月"
        if self.kind == "quarter":
            return f"{self.first.year}年第{'一二三四'[self.first.month // 3]}季度"
        return f"{spoken_day(self.first)}至{_day(self.last, self.first.year)}"

    @property
    def span(self) -> str:
        """`11月16日至11月22日`; days of another year than the name's have theirs."""
        year = self.first.isocalendar().year if self.kind == "week" else self.first.year
        return f"{_day(self.first, year)}至{_day(self.last, year)}"

    @property
    def title(self) -> str:
        """`2026年第47周（11月16日至11月22日）`."""
        return self.name if self.kind == "days" else f"{self.name}（{self.span}）"

    def days(self) -> list[date]:
        """Its days."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    def bounds(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Its first moment, and the first one after it, UTC."""
        return midnight(self.first, zone), midnight(self.last + timedelta(days=1), zone)

    def shifted(self, by: int) -> "Period":
        """The period of the same kind so many later, or earlier where `by` is negative."""
        if self.kind == "month":
            return _months(self, by, 1)
        if self.kind == "quarter":
            return _months(self, by * 3, 3)
        step = ((self.last - self.first) + timedelta(days=1)) * by
        return Period(self.kind, self.first + step, self.last + step)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a digest is about: a period, and one circular or, with 0, all of them."""

    period: Period
    circular_id: int = 0


def parse(text: str) -> Period:
    """What a key names.  Raises Invalid."""
    try:
        period = _parsed(text)
    except (ValueError, OverflowError):
        period = None
    if period is None or not {period.first.year, period.last.year} <= set(YEARS):
        raise Invalid(
            f"没有“{text[:40]}”这一时段，请按 2026-W47、2026-11、2026-Q4 或 2026-11-01--2026-11-15 的样式填写"
        )
    if not 0 <= (period.last - period.first).days < LONGEST:
        raise Invalid(f"起止日期先后有误，或者超过 {LONGEST} 天")
    return period


def week_of(day: date) -> Period:
    """The week a day is in."""
    monday = day - timedelta(days=day.weekday())
    return Period("week", monday, monday + timedelta(days=6))


def month_of(day: date) -> Period:
    """The month a day is in."""
    return _months(Period("month", day.replace(day=1), day), 0, 1)


def quarter_of(day: date) -> Period:
    """The quarter a day is in."""
    return _months(Period("quarter", day.replace(day=1, month=(day.month - 1) // 3 * 3 + 1), day), 0, 3)


def recent(period: Period, count: int) -> Iterator[Period]:
    """A period and those before it, newest first."""
    return (period.shifted(-n) for n in range(count))


def midnight(day: date, zone: tzinfo) -> datetime:
    """The first moment of a day of the office, UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def spoken_day(day: date) -> str:
    """`2026年11月23日`."""
    return f"{day.year}年{day.month}月{day.day}日"


def _parsed(text: str) -> Period | None:
    if re.fullmatch(r"[0-9]{4}-W[0-9]{2}", text):
        return week_of(date.fromisoformat(f"{text}-1"))
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}", text):
        return month_of(date.fromisoformat(f"{text}-01"))
    if found := re.fullmatch(r"([0-9]{4})-Q([1-4])", text):
        return quarter_of(date(int(found[1]), int(found[2]) * 3, 1))
    if found := re.fullmatch(r"([0-9]{4}-[0-9]{2}-[0-9]{2})--([0-9]{4}-[0-9]{2}-[0-9]{2})", text):
        return Period("days", date.fromisoformat(found[1]), date.fromisoformat(found[2]))
    return None


def _months(period: Period, by: int, length: int) -> Period:
    """`length` whole months that begin `by` months after the period does."""
    start = period.first.year * 12 + period.first.month - 1 + by
    first, following = (date(n // 12, n % 12 + 1, 1) for n in (start, start + length))
    return Period(period.kind, first, following - timedelta(days=1))


def _day(day: date, year: int) -> str:
    return f"{day.month}月{day.day}日" if day.year == year else spoken_day(day)
