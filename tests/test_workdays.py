"""The calendar: days off and days worked for them as announced, the office's own, and what limits make of them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.duty import Limit, LimitKind, Stage
from intake.workdays import Calendar, Own

PLAIN = Calendar()
THURSDAY = date(2026, 9, 24)  # before the Mid-Autumn Festival, a Friday, and the National Day


def working(days: int) -> Limit:
    return Limit(days, LimitKind.WORKING)


def natural(days: int) -> Limit:
    return Limit(days, LimitKind.NATURAL)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 18), True),
        (date(2026, 11, 21), False),
        (date(2026, 10, 1), False),
        (date(2026, 10, 10), True),  # a Saturday worked for the National Day
        (date(2026, 2, 23), False),  # a Monday of the Spring Festival
    ],
)
def test_days_are_worked_as_announced(day: date, works: bool) -> None:
    assert PLAIN.works(day) is works


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        (THURSDAY, working(1), date(2026, 9, 28)),
        (THURSDAY, working(5), date(2026, 10, 9)),
        (date(2026, 9, 30), working(3), date(2026, 10, 10)),
        (date(2026, 11, 18), natural(10), date(2026, 11, 30)),  # the 28th is a Saturday
        (date(2026, 9, 20), natural(5), date(2026, 9, 28)),  # the last day is the festival
        (date(2026, 11, 18), natural(1), date(2026, 11, 19)),
    ],
)
def test_a_limit_ends_on_a_working_day(start: date, limit: Limit, due: date) -> None:
    assert PLAIN.due(start, limit) == due


def test_what_the_office_enters_stands_before_what_the_library_knows() -> None:
    closed = Calendar({date(2026, 11, 19): Own(False, "停电"), date(2026, 11, 21): Own(True, "补班")})
    assert closed.due(date(2026, 11, 18), working(2)) == date(2026, 11, 21)
    assert PLAIN.due(date(2026, 11, 18), working(2)) == date(2026, 11, 20)


def test_a_year_nobody_announced_is_said_to_be_uncertain() -> None:
    assert PLAIN.certain(2026)
    assert not PLAIN.certain(2099)
    assert PLAIN.works(date(2099, 10, 1)) is True
    entered = Calendar({date(2099, 10, 1): Own(False, "国庆节")})
    assert entered.certain(2099)
    assert entered.works(date(2099, 10, 1)) is False


@pytest.mark.parametrize(
    ("due", "stage"),
    [
        (date(2026, 11, 23), Stage.AHEAD),
        (date(2026, 11, 20), Stage.SOON),
        (date(2026, 11, 18), Stage.SOON),
        (date(2026, 11, 17), Stage.YELLOW),
        (date(2026, 11, 12), Stage.YELLOW),
        (date(2026, 11, 11), Stage.RED),
        (None, Stage.AHEAD),
    ],
)
def test_the_stage_changes_with_the_working_days_before_and_after(due: date | None, stage: Stage) -> None:
    assert PLAIN.stage(due, date(2026, 11, 18), soon=2, red=5) == stage


@given(st.dates(date(2024, 1, 1), date(2026, 12, 1)), st.integers(0, 30), st.integers(1, 12))
def test_red_is_exactly_so_many_working_days_overdue(due: date, passed: int, red: int) -> None:
    today = due + timedelta(days=passed)
    slow = sum(PLAIN.works(due + timedelta(days=n)) for n in range(1, passed + 1))
    assert PLAIN.overdue(due, today) == slow
    assert (PLAIN.stage(due, today, soon=0, red=red) == Stage.RED) == (slow >= red)


def test_a_year_is_shown_in_stretches_with_the_offices_own_marked() -> None:
    shown = Calendar({date(2026, 11, 19): Own(False, "停电"), date(2026, 11, 20): Own(False, "停电")}).stretches(2026)
    assert [(s.first, s.last, s.name) for s in shown if s.own] == [(date(2026, 11, 19), date(2026, 11, 20), "停电")]
    spring = [(s.first, s.last, s.works) for s in shown if s.name == "春节"]
    assert spring == [
        (date(2026, 2, 14), date(2026, 2, 14), True),
        (date(2026, 2, 15), date(2026, 2, 23), False),
        (date(2026, 2, 28), date(2026, 2, 28), True),
    ]
    assert Calendar().stretches(2099) == []
