"""The periods of digests: names and borders of weeks, months, quarters and any days, in the office's zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.digest import periods
from intake.digest.periods import Period, parse
from intake.digest.wording import earlier
from intake.errors import Invalid

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAYS = st.dates(date(2001, 1, 1), date(2890, 1, 1))
LENGTHS = st.integers(0, 365)


@pytest.mark.parametrize(
    ("key", "first", "last", "title"),
    [
        ("2026-W47", "2026-11-16", "2026-11-22", "2026年第47周（11月16日至11月22日）"),
        ("2026-W53", "2026-12-28", "2027-01-03", "2026年第53周（12月28日至2027年1月3日）"),
        ("2025-W01", "2024-12-30", "2025-01-05", "2025年第1周（2024年12月30日至1月5日）"),
        ("2024-02", "2024-02-01", "2024-02-29", "2024年2月（2月1日至2月29日）"),
        ("2026-12", "2026-12-01", "2026-12-31", "2026年12月（12月1日至12月31日）"),
        ("2026-Q4", "2026-10-01", "2026-12-31", "2026年第四季度（10月1日至12月31日）"),
        ("2026-11-30--2027-01-02", "2026-11-30", "2027-01-02", "2026年11月30日至2027年1月2日"),
        ("2026-11-05--2026-11-05", "2026-11-05", "2026-11-05", "2026年11月5日至11月5日"),
    ],
)
def test_a_key_names_its_days(key: str, first: str, last: str, title: str) -> None:
    period = parse(key)
    assert (period.first.isoformat(), period.last.isoformat(), period.title, period.key) == (first, last, title, key)


@pytest.mark.parametrize(
    "key",
    [
        *("2025-W53", "2026-W00", "2026-W54", "2026-w47", "2026W47", "2026-13", "2026-00", "2026-Q5", "2026-Q0"),
        *("2026-11-15--2026-11-01", "2026-01-01--2027-01-02", "2026-02-30--2026-03-01", "9999-W52", "0000-Q1"),
        *("", "week", "2026-W47.docx", "２０２６-W47", "1999-W01", "2026-11-01--", "2026-W47\n"),
    ],
)
def test_what_is_no_period_is_refused_in_words(key: str) -> None:
    with pytest.raises(Invalid, match="时段|起止日期"):
        parse(key)


@pytest.mark.parametrize(
    ("key", "before"),
    [
        ("2026-W01", "2025-W52"),
        ("2027-W01", "2026-W53"),
        ("2026-01", "2025-12"),
        ("2024-03", "2024-02"),
        ("2026-Q1", "2025-Q4"),
        ("2026-11-05--2026-11-15", "2026-10-25--2026-11-04"),
    ],
)
def test_the_period_before(key: str, before: str) -> None:
    assert parse(key).shifted(-1).key == before
    assert parse(before).shifted(1).key == key


def test_a_week_begins_and_ends_at_midnight_in_shanghai() -> None:
    start, end = parse("2026-W47").bounds(SHANGHAI)
    assert start == datetime(2026, 11, 15, 16, tzinfo=UTC)
    assert end == datetime(2026, 11, 22, 16, tzinfo=UTC)


def test_a_day_may_have_twenty_three_hours() -> None:
    start, end = parse("2026-03-29--2026-03-29").bounds(ZoneInfo("Europe/Berlin"))
    assert end - start == timedelta(hours=23)


@given(DAYS)
def test_every_day_is_in_its_week_month_and_quarter(day: date) -> None:
    for period in (periods.week_of(day), periods.month_of(day), periods.quarter_of(day)):
        assert period.first <= day <= period.last
        assert parse(period.key) == period
        assert day in period.days()


@given(DAYS, LENGTHS, st.integers(-8, 8))
def test_shifting_there_and_back_leaves_a_period_as_it_was(day: date, length: int, by: int) -> None:
    some_days = Period("days", day, day + timedelta(days=length))
    for period in (periods.week_of(day), periods.month_of(day), periods.quarter_of(day), some_days):
        assert period.shifted(by).shifted(-by) == period
        assert period.shifted(-1).last + timedelta(days=1) == period.first


@pytest.mark.parametrize(
    ("kind", "compared", "words"), [("week", 8, "前8周"), ("month", 1, "前1个月"), ("month", 0, "此前")]
)
def test_what_a_period_is_compared_with_has_words(kind: str, compared: int, words: str) -> None:
    assert earlier(kind, compared) == words
