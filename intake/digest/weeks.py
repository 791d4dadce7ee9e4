"""ISO weeks of the office: which days and moments they are, and those before. Pure."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from intake.clock import week_bounds
from intake.errors import Invalid


def checked(week: str) -> str:
    """`week` itself where there is such a week: `2026-W53`, not `2025-W53`.  Raises Invalid."""
    try:
        if not re.fullmatch(r"[0-9]{4}-W[0-9]{2}", week) or not 2 <= int(week[:4]) <= 9998:
            raise ValueError(week)
        monday(week)
    except ValueError:
        raise Invalid(f"没有“{week}”这一周，请按“2026-W47”的样式填写年份和周次") from None
    return week


def monday(week: str) -> date:
    """The first day of a week."""
    return date.fromisoformat(f"{week}-1")


def days(week: str) -> list[date]:
    """Its seven days."""
    return [monday(week) + timedelta(days=n) for n in range(7)]


def shifted(week: str, by: int) -> str:
    """The week so many weeks later, or earlier where `by` is negative."""
    year, number, _ = (monday(week) + timedelta(weeks=by)).isocalendar()
    return f"{year}-W{number:02d}"


def starts(week: str, back: int, zone: ZoneInfo) -> list[datetime]:
    """The first moments of the `back` weeks before, oldest first, and of the week itself; UTC."""
    return [week_bounds(shifted(week, n), zone)[0] for n in range(-back, 1)]


def spoken(week: str) -> str:
    """`2026年第47周（11月16日至11月22日）`."""
    return f"{short(week)}（{span(week)}）"


def short(week: str) -> str:
    """`2026年第47周`."""
    return f"{week[:4]}年第{int(week[6:])}周"


def span(week: str) -> str:
    """`11月16日至11月22日`; days of another year than the week's name theirs."""
    first, *_, last = days(week)
    year = int(week[:4])
    return f"{_day(first, year)}至{_day(last, year)}"


def recent(week: str, count: int) -> Iterator[str]:
    """A week and those before it, newest first."""
    return (shifted(week, -n) for n in range(count))


def _day(day: date, year: int) -> str:
    return f"{day.month}月{day.day}日" if day.year == year else f"{day.year}年{day.month}月{day.day}日"
