"""Working days in the People's Republic of China; what an office enters stands before what the library knows. Pure.

The library knows the years that the State Council has announced and says so of others: there Monday to Friday are
taken for working days unless the office entered something, and pages say that this is not certain.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from chinese_calendar import constants as announced  # type: ignore[import-untyped]  # the library has no types

from intake.duty import Limit, LimitKind, Stage

_DAY = timedelta(days=1)
_YEARS = frozenset(day.year for day in announced.holidays)
_NAMES = {holiday.value: holiday.chinese for holiday in announced.Holiday}


@dataclass(frozen=True, slots=True)
class Own:
    """A day as the office entered it."""

    works: bool
    name: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row that are not what their weekday says; `own`: entered by the office."""

    first: date
    last: date
    works: bool
    name: str
    own: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked, and what follows from that for time limits."""

    own: Mapping[date, Own] = field(default_factory=dict)

    def works(self, day: date) -> bool:
        """Whether this is a working day."""
        if day in self.own:
            return self.own[day].works
        return day in announced.workdays or (day.weekday() < 5 and day not in announced.holidays)

    def certain(self, year: int) -> bool:
        """Whether the holidays of a year are known, by the library or because the office entered some."""
        return year in _YEARS or any(day.year == year for day in self.own)

    def after(self, day: date, days: int) -> date:
        """The working day that comes so many working days after a day; before it where `days` is negative."""
        step = _DAY if days > 0 else -_DAY
        for _ in range(abs(days)):
            day += step
            while not self.works(day):
                day += step
        return day

    def due(self, start: date, limit: Limit) -> date:
        """The last day of a time limit; the day it starts on does not count.

        Natural days that end on a day off end on the next working day (Civil Code, article 203).
        """
        if limit.kind == LimitKind.WORKING:
            return self.after(start, limit.days)
        end = start + limit.days * _DAY
        return end if self.works(end) else self.after(end, 1)

    def overdue(self, due: date, today: date) -> int:
        """How many working days have begun since a due date passed."""
        return sum(self.works(due + n * _DAY) for n in range(1, (today - due).days + 1))

    def red_before(self, today: date, red: int) -> date:
        """The day before which a due date must lie to be overdue by `red` working days or more."""
        return self.after(today + _DAY, -red)

    def stage(self, due: date | None, today: date, *, soon: int, red: int) -> Stage:
        """How a due date stands: `soon` working days before it and `red` working days after it the stage changes."""
        if due is None or due > self.after(today, soon):
            return Stage.AHEAD
        if due >= today:
            return Stage.SOON
        return Stage.RED if due < self.red_before(today, red) else Stage.YELLOW

    def stretches(self, year: int) -> list[Stretch]:
        """The days of a year that are not what their weekday says, and all the office entered, in order."""
        days = [date(year, 1, 1) + n * _DAY for n in range(366)]
        special = [day for day in days if day.year == year and (day in self.own or _name(day))]
        kinds = {day: (self.works(day), self._name(day), day in self.own) for day in special}
        runs = groupby(enumerate(special), lambda row: (row[1].toordinal() - row[0], kinds[row[1]]))
        found = [[day for _, day in run] for _, run in runs]
        return [Stretch(run[0], run[-1], *kinds[run[0]]) for run in found]

    def _name(self, day: date) -> str:
        return self.own[day].name if day in self.own else _name(day)


def _name(day: date) -> str:
    """The holiday that a day is taken off or worked for."""
    return str(_NAMES.get(announced.workdays.get(day) or announced.holidays.get(day), ""))
