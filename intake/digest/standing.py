"""What the worker does by itself: last week's digest stands ready on the first working day, or is issued then."""

from datetime import date, datetime, time, timedelta

from intake.clock import to_text
from intake.config import Config
from intake.db import Connection, transaction
from intake.digest import periods
from intake.digest.forms import FORMS
from intake.digest.issue import draft, find, issue
from intake.digest.periods import Period, Scope
from intake.store import digests, editions, events, heartbeats, outbox, workdays
from intake.store.offices import OFFICE_ID
from intake.workdays import Calendar

LATE = timedelta(days=7)  # after which a week that was missed is left to people
PATIENCE = timedelta(hours=1)  # for a digest that is due, before somebody is told
_WEEKS = 3  # that may end without a working day between them


def work(conn: Connection, config: Config, now: datetime) -> bool:
    """Do what is due for one week, the earliest first; whether there was anything.

    Whatever fails is raised and tried again; several workers may do the same week, and only one is written down.
    """
    for period in _due(conn, config, now):
        scope = Scope(period)
        if config.digest_issue == "issue" and config.digest_signing == "one":
            issue(conn, config, scope, None, now)
        elif find(conn, scope) is None:
            found = draft(conn, config, scope, now)
            for form in FORMS.values():
                form.render(found)
        with transaction(conn):
            if editions.drafted(conn, period.key, now):
                data = {"period": period.key, "at": to_text(now)}
                events.append(conn, OFFICE_ID, "digest_drafted", now, data=data)
        return True
    return False


def watch(conn: Connection, config: Config, now: datetime) -> bool:
    """Tell the duty officer, once for each week, that its digest is still not made; whether there was any.

    A task beside the one that makes digests: that one may be what stands still.
    """
    late = [week for week in _due(conn, config, now) if now - _moment(conn, config, week) >= PATIENCE]
    words = f"{late[0].name}专报" if late else None
    if heartbeats.every(conn).get(heartbeats.DIGEST_ALARM, (now, None))[1] == words:
        return False
    with transaction(conn):
        if words is None:
            heartbeats.beat(conn, heartbeats.DIGEST_ALARM, now)
        else:
            heartbeats.missed(conn, heartbeats.DIGEST_ALARM, words, now)
            if config.duty_email:
                outbox.add(conn, "digest_late", config.duty_email, now)
    return True


def _moment(conn: Connection, config: Config, week: Period) -> datetime:
    return moment(week, config, workdays.calendar(conn), conn)


def moment(period: Period, config: Config, calendar: Calendar, conn: Connection) -> datetime:
    """When a week's digest is due: at the hour set, on the first working day after it."""
    day: date = period.last + timedelta(days=1)
    while not calendar.works(day):
        day += timedelta(days=1)
    return datetime.combine(day, time(config.digest_hour), tzinfo=conn.zone)


def _due(conn: Connection, config: Config, now: datetime) -> list[Period]:
    calendar, ready, first = workdays.calendar(conn), editions.drafts(conn), digests.first_registered(conn)
    this = periods.week_of(now.astimezone(conn.zone).date())
    past = [this.shifted(-back) for back in range(_WEEKS, 0, -1)]
    return [
        week
        for week in past
        if first is not None
        and first < week.bounds(conn.zone)[1]
        and week.key not in ready
        and timedelta() <= now - moment(week, config, calendar, conn) < LATE
    ]
