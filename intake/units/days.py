"""The office's own entries in the calendar of working days, for years and days that the library does not know."""

from datetime import date, datetime, timedelta

from intake import accounts
from intake.accounts import Permission
from intake.db import Connection, transaction
from intake.errors import Invalid
from intake.model import Staff
from intake.store import events, workdays
from intake.store.offices import OFFICE_ID
from intake.workdays import Own

NAME = 20  # characters
LONGEST = 31  # days entered at once


def enter(conn: Connection, first: date, last: date, own: Own, by: Staff, now: datetime) -> None:
    """Say that the days from `first` to `last` are worked, or not; due dates set from now on follow it."""
    accounts.demand(by, Permission.HAND_OVER)
    days = (last - first).days + 1
    if days < 1:
        raise Invalid("截止日期不能早于起始日期")
    if days > LONGEST:
        raise Invalid(f"一次最多登记 {LONGEST} 天")
    if len(own.name) > NAME:
        raise Invalid(f"名称请不要超过 {NAME} 个字")
    with transaction(conn):
        workdays.put(conn, [first + timedelta(days=n) for n in range(days)], own)
        _note(conn, "days_entered", first, last, by, now, works=own.works)


def leave(conn: Connection, first: date, last: date, by: Staff, now: datetime) -> None:
    """Forget what the office entered for these days."""
    accounts.demand(by, Permission.HAND_OVER)
    with transaction(conn):
        workdays.remove(conn, first, last)
        _note(conn, "days_left", first, last, by, now)


def _note(conn: Connection, kind: str, first: date, last: date, by: Staff, now: datetime, **data: bool) -> None:
    days = {"first": first.isoformat(), "last": last.isoformat()}
    events.append(conn, OFFICE_ID, kind, now, staff_id=by.id, data={**days, **data})
