"""The managers' page of the day: the digest's figures as they stand, each leading to the opinions that it counts."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from intake.accounts import Permission, may
from intake.digest import chart, periods
from intake.digest.accused import rule
from intake.digest.chart import Chart
from intake.digest.live import Asked, Board, board
from intake.digest.periods import Period, Scope
from intake.errors import Invalid
from intake.model import Circular
from intake.store import circulars, digests
from intake.store.digests import Entry
from intake.web import addressed, narrowing
from intake.web.auth import needs
from intake.web.support import db, moment, services, staff

bp = Blueprint("today", __name__, url_prefix="/staff/today")
LONGEST = 93  # days
_WEEK = 7


@bp.get("")
@needs(Permission.READ_DIGEST)
def index() -> ResponseReturnValue:
    offered = _offered(moment().astimezone(db().zone).date())
    period, wrong = _period(offered)
    published = [circular for circular in circulars.every(db()) if circular.state != "draft"]
    entry = _entry()
    scope = Scope(period, _circular(published))
    asked = Asked(scope, entry.id if entry else None, may(staff(), Permission.SEE_SEALED))
    found = board(db(), services().config, asked, moment())
    page = render_template(
        "today/index.html",
        period=period,
        wrong=wrong,
        offered=offered,
        circulars=published,
        entry=entry,
        place=_place(asked, offered),
        found=found,
        days=_days(found),
        draw=chart.draw,
        address=narrowing.address,
        rule=rule(period.kind),
    )
    return page, 422 if wrong else 200


def _offered(today: date) -> dict[str, tuple[str, Period]]:
    """The periods to choose from: what addresses call them, their words."""
    week, month = periods.week_of(today), periods.month_of(today)
    return {
        "today": ("今日", Period("days", today, today)),
        "week": ("本周", week),
        "last-week": ("上周", week.shifted(-1)),
        "month": ("本月", month),
        "last-month": ("上月", month.shifted(-1)),
    }


def _period(offered: dict[str, tuple[str, Period]]) -> tuple[Period, str]:
    """The period that the address asks for, else today; what is wrong with it."""
    name = request.args.get("range", "today")
    if name in offered:
        return offered[name][1], ""
    try:
        period = periods.parse(f"{request.args.get('first')}--{request.args.get('last')}" if name == "days" else name)
    except Invalid as error:
        return offered["today"][1], str(error)
    if len(period.days()) > LONGEST:
        return offered["today"][1], f"这里最多统计 {LONGEST} 天，更长的时段请看专报"
    return period, ""


def _circular(published: Sequence[Circular]) -> int:
    """The circular that the figures are of, 0 for all."""
    given = addressed.number(request.args.get("circular", ""))
    return next((circular.id for circular in published if circular.id == given), 0)


def _entry() -> Entry | None:
    """The entry that the figures are of."""
    given = narrowing.number("issue")
    return None if given is None else next((entry for entry in digests.entries(db()) if entry.id == given), None)


def _place(asked: Asked, offered: dict[str, tuple[str, Period]]) -> dict[str, Any]:
    """The query of this page's address."""
    named = (name for name, (_, period) in offered.items() if period == asked.scope.period)
    return {
        "range": next(named, asked.scope.period.key),
        "circular": asked.scope.circular_id or None,
        "issue": asked.issue_id,
    }


def _days(found: Board) -> Chart | None:
    """The days as a chart; none for a single one, or where nothing came."""
    lines = [
        (date.fromisoformat(line.words), cell.count) for line in found.tables["days"] for cell in line.cells if cell
    ]
    if len(lines) < 2 or not any(count for _, count in lines):
        return None
    names = [f"周{'一二三四五六日'[day.weekday()]}" if len(lines) <= _WEEK else str(day.day) for day, _ in lines]
    values = tuple(count for _, count in lines)
    return Chart("days", "每日登记件数", tuple(names), values, tuple(0 for _ in values), ("", ""), lying=False)
