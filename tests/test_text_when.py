"""Days and times as the desk types them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from intake.text import when

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 11, 25)  # a Wednesday
NOW = datetime(2026, 11, 25, 10, 20, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2026-11-24", date(2026, 11, 24)),
        ("2026/1/4", date(2026, 1, 4)),
        ("2026.11.24", date(2026, 11, 24)),
        ("20261124", date(2026, 11, 24)),
        ("２０２６年１１月２４日", date(2026, 11, 24)),
        ("二〇二六年十一月二十四日", date(2026, 11, 24)),
        ("11.24", date(2026, 11, 24)),
        ("11。24", date(2026, 11, 24)),
        ("11月24日", date(2026, 11, 24)),
        ("11 月 24 号", date(2026, 11, 24)),
        ("十一月廿四", date(2026, 11, 24)),
        ("12-3", date(2025, 12, 3)),
        ("11-25", TODAY),
        ("24日", date(2026, 11, 24)),
        ("26号", date(2026, 10, 26)),
        ("31日", date(2026, 10, 31)),
        ("2.29", date(2024, 2, 29)),
        ("今天", TODAY),
        ("昨天", date(2026, 11, 24)),
        ("前天", date(2026, 11, 23)),
        ("大前天", date(2026, 11, 22)),
        ("周一", date(2026, 11, 23)),
        ("星期五", date(2026, 11, 20)),
        ("上周三", date(2026, 11, 18)),
        ("上星期天", date(2026, 11, 22)),
    ],
)
def test_days_are_read_as_typed(typed: str, expected: date) -> None:
    assert when.day(typed, TODAY) == expected


@pytest.mark.parametrize(
    "typed", ["", "  ", "明天下雨", "2026-02-30", "13.1", "去年", "11.24.1", "32日", "十十月", "1"]
)
def test_what_is_no_day_is_none(typed: str) -> None:
    assert when.day(typed, TODAY) is None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("9:30", (25, 9, 30)),
        ("09：05", (25, 9, 5)),
        ("9点半", (25, 9, 30)),
        ("上午九点半", (25, 9, 30)),
        ("九点三十五分", (25, 9, 35)),
        ("九点三刻", (25, 9, 45)),
        ("十点整", (25, 10, 0)),
        ("昨天下午3点", (24, 15, 0)),
        ("昨天晚上8点一刻", (24, 20, 15)),
        ("凌晨12点", (25, 0, 0)),
        ("中午12点", (25, 12, 0)),
        ("中午一点", (25, 13, 0)),
        ("11-24 9:30", (24, 9, 30)),
        ("2026-11-24 21:05", (24, 21, 5)),
        ("2026-11-24T21:05", (24, 21, 5)),
        ("11月24日上午十点", (24, 10, 0)),
        ("2026年11月24日 09:05", (24, 9, 5)),
        ("刚才", (25, 10, 20)),
        ("10分钟前", (25, 10, 10)),
        ("半小时前", (25, 9, 50)),
        ("两个小时前", (25, 8, 20)),
    ],
)
def test_times_are_read_as_typed(typed: str, expected: tuple[int, int, int]) -> None:
    day, hour, minute = expected
    assert when.moment(typed, NOW) == datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "typed", ["", "昨天", "25:00", "9:75", "9", "上午十五点", "晚上1点", "11.24", "随便什么时候", "三十点"]
)
def test_what_is_no_time_is_none(typed: str) -> None:
    assert when.moment(typed, NOW) is None
