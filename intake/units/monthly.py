"""The units' monthly table (每月通报): what each was given, what was due, what came in time, late, again.

Everything is computed from what was done anyway; no unit is asked to fill anything in.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from intake.db import Connection
from intake.digest.table import Row, Table, summed, table
from intake.duty import HandoverState
from intake.errors import Invalid
from intake.store import handover_months, staff
from intake.store.handover_months import Given

COLUMNS = ("承办单位", "交办", "其中：重复来件", "其中：重新办理", "应办结", "按期", "逾期", "未到期", "退回")
NOTE = (
    "交办：当月交办的件数；重复来件：同一人或同一内容以前交办过该单位；重新办理：同一件再次交办该单位。"
    "应办结：时限在当月的件数，提前收回的不计；按期、逾期按回复或退回之日计算。密件不计。"
)


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month."""

    year: int
    month: int

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return self.following.first - timedelta(days=1)

    @property
    def following(self) -> "Month":
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def former(self) -> "Month":
        return month_of(self.first - timedelta(days=1))

    @property
    def key(self) -> str:
        return f"{self.year}-{self.month:02d}"

    @property
    def title(self) -> str:
        return f"{self.year}年{self.month}月承办单位办理情况"


@dataclass(slots=True)
class Figures:
    """What one unit is measured by."""

    received: int = 0
    repeated: int = 0
    again: int = 0
    due: int = 0
    in_time: int = 0
    late: int = 0
    pending: int = 0
    returned: int = 0


def month_of(day: date) -> Month:
    """The month of a day."""
    return Month(day.year, day.month)


def parse(key: str) -> Month:
    """The month that `2026-11` names.  Raises Invalid."""
    try:
        day = date.fromisoformat(f"{key}-01")
    except ValueError:
        raise Invalid("没有这个月份") from None
    if not 2000 <= day.year <= 2999:
        raise Invalid("没有这个月份")
    return month_of(day)


def monthly(conn: Connection, month: Month, now: datetime) -> Table:
    """The table of a month, the units by name, and their sums."""
    zone = conn.zone
    start, end = (datetime(m.year, m.month, 1, tzinfo=zone) for m in (month, month.following))
    given = handover_months.given(conn, start, end, month.first, month.last)
    found = tally(given, month, now.astimezone(zone).date(), zone)
    rows: list[Row] = [_row(unit.name, found[unit.id]) for unit in staff.units(conn) if unit.id in found]
    rows = summed(rows, *range(1, len(COLUMNS))) if len(rows) > 1 else rows
    return table("units", month.title, COLUMNS, rows, (28, *[10] * (len(COLUMNS) - 1)), NOTE)


def tally(given: Iterable[Given], month: Month, today: date, zone: ZoneInfo) -> dict[int, Figures]:
    """The figures of each unit. Pure."""
    found: dict[int, Figures] = defaultdict(Figures)
    for one in given:
        its = found[one.unit_id]
        if month_of(one.handed_at.astimezone(zone).date()) == month:
            its.received += 1
            its.repeated += one.repeated
            its.again += one.again
        if one.due_on is not None and month_of(one.due_on) == month:
            _count_due(its, one, one.due_on, today, zone)
    return dict(found)


def _count_due(its: Figures, one: Given, due_on: date, today: date, zone: ZoneInfo) -> None:
    settled_on = one.settled_at.astimezone(zone).date() if one.settled_at else None
    late = (settled_on or today) > due_on
    if one.state == HandoverState.RECALLED and not late:
        return
    its.due += 1
    its.late += late
    its.in_time += settled_on is not None and not late
    its.pending += settled_on is None and not late
    its.returned += one.state == HandoverState.RETURNED


def _row(name: str, its: Figures) -> Row:
    return (name, its.received, its.repeated, its.again, its.due, its.in_time, its.late, its.pending, its.returned)
