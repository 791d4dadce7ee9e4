"""Leave and deputies: what somebody who is away has in hand goes to, or is listed for, who stands in for them.

A deputy gains no right by it: they do what their own role may do, and see no opinion that is kept from them.
"""

from datetime import date, datetime

from intake import accounts
from intake.accounts import Permission
from intake.db import Connection, transaction
from intake.errors import Invalid
from intake.model import Staff
from intake.store import absences, claims, events, staff
from intake.store.absences import Absence


def begin(conn: Connection, staff_id: int, deputy_id: int, until: date, by: Staff, now: datetime) -> None:
    """Say that somebody is away until the end of a day, and who stands in; of others only who may appoint.

    Raises Refused, and Invalid for a deputy who cannot stand in or a day that is over.
    """
    _demand(staff_id, by)
    today = now.astimezone(conn.zone).date()
    if until < today:
        raise Invalid("截止日期不能早于今天")
    person, deputy = staff.by_id(conn, staff_id), staff.by_id(conn, deputy_id)
    away = {absence.staff_id for absence in absences.current(conn, today)}
    if person is None or deputy is None or not could_stand_in(person, deputy):
        raise Invalid("请选择代理人")
    if deputy.id in away:
        raise Invalid(f"{deputy.name}也在休假，请另选代理人")
    with transaction(conn):
        absences.put(conn, Absence(person.id, deputy.id, until), by.id, now)
        claims.hand_on(conn, person.id, deputy.id)
        data = {"deputy": deputy.id, "until": until.isoformat()}
        events.append(conn, person.id, "absence_begun", now, staff_id=by.id, data=data)


def end(conn: Connection, staff_id: int, by: Staff, now: datetime) -> None:
    """Somebody is back before the day that was said; what was handed on stays where it is."""
    _demand(staff_id, by)
    with transaction(conn):
        if absences.drop(conn, staff_id):
            events.append(conn, staff_id, "absence_ended", now, staff_id=by.id)


def covered(conn: Connection, by: Staff, now: datetime) -> set[int]:
    """Whom a person stands in for now."""
    today = now.astimezone(conn.zone).date()
    return {absence.staff_id for absence in absences.current(conn, today) if absence.deputy_id == by.id}


def could_stand_in(person: Staff, deputy: Staff) -> bool:
    """Whether somebody may be another one's deputy: a colleague of the office, or of the same unit."""
    return deputy.id != person.id and not deputy.disabled and deputy.unit_id == person.unit_id


def _demand(staff_id: int, by: Staff) -> None:
    if staff_id != by.id:
        accounts.demand(by, Permission.APPOINT)
