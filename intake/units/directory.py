"""The units that opinions can be handed to: their names, and the addresses they are told at."""

from datetime import datetime

from email_validator import EmailNotValidError, validate_email

from intake import accounts
from intake.accounts import Permission
from intake.db import Connection, transaction
from intake.duty import Unit
from intake.errors import Invalid
from intake.model import Staff
from intake.store import events, staff
from intake.triage.handing_over import UNIT


def change(conn: Connection, unit: Unit, by: Staff, now: datetime) -> None:
    """Correct a unit's name and address; an empty address: it is told on paper.  Raises Invalid."""
    accounts.demand(by, Permission.HAND_OVER)
    name, email = " ".join(unit.name.split()), unit.email.strip()
    if not name or len(name) > UNIT:
        raise Invalid(f"单位名称请填写 1 至 {UNIT} 个字")
    if email:
        try:
            email = validate_email(email, check_deliverability=False).normalized
        except EmailNotValidError:
            raise Invalid("邮箱地址不正确，请核对") from None
    with transaction(conn):
        if not staff.set_unit(conn, Unit(unit.id, name, email)):
            raise Invalid(f"已经有“{name}”这个单位")
        events.append(conn, unit.id, "unit_changed", now, staff_id=by.id, words=f"{name} {email}")
