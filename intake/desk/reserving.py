"""Numbers printed for an outage: taken from the register with their codes, entered later, or declared void."""

import re
from datetime import datetime

from intake import accounts, ids
from intake.accounts import Permission
from intake.db import Connection, transaction
from intake.errors import Conflict, Invalid
from intake.model import Staff
from intake.store import events, reserved
from intake.store.reserved import Reserved
from intake.triage.looking import words

MOST = 50  # numbers at once
OPEN = 200  # numbers that may wait at a time
REASON = 200
_NUMBER = re.compile(r"(20\d\d)\D{0,3}?(\d{1,6})")


def reserve(conn: Connection, count: int, by: Staff, now: datetime) -> list[Reserved]:
    """Take numbers from this year's register for receipts that are printed now.  Raises Invalid for too many."""
    accounts.demand(by, Permission.ENTER)
    waiting = len(reserved.open_ones(conn))
    if not 1 <= count <= MOST:
        raise Invalid(f"一次可以预留 1 到 {MOST} 个编号")
    if waiting + count > OPEN:
        raise Invalid(f"还有 {waiting} 个预留编号没有登记，请先登记或作废")
    year, made = now.astimezone(conn.zone).year, list[int]()
    with transaction(conn):
        while len(made) < count:
            opinion_id = ids.new_id(now)
            if opinion_id not in made and reserved.add(conn, opinion_id, year, by.id, now):
                made.append(opinion_id)
        events.append(conn, by.id, "numbers_reserved", now, staff_id=by.id, data={"numbers": count})
    return [found for found in reserved.open_ones(conn) if found.opinion_id in made]


def void(conn: Connection, opinion_id: int, reason: str, by: Staff, now: datetime) -> None:
    """Declare that a printed number will never be used; it stays in the register as void.  Raises Invalid, Conflict."""
    accounts.demand(by, Permission.ENTER)
    reason = words(reason, REASON)
    if not reason:
        raise Invalid("请填写作废原因，例如“未发出”“填写错误”")
    with transaction(conn):
        if not reserved.void(conn, opinion_id, by.id, reason, now):
            raise Conflict("这个预留编号已经登记过，或者已经作废")
        events.append(conn, by.id, "number_voided", now, staff_id=by.id, data={"opinion": opinion_id}, words=reason)


def find(conn: Connection, typed: str) -> Reserved:
    """The reserved number that somebody reads off a printed receipt.  Raises Invalid saying what is wrong with it."""
    match = _NUMBER.fullmatch(typed.strip())
    found = reserved.by_number(conn, int(match[1]), int(match[2])) if match else None
    if found is None:
        raise Invalid("没有预留这个编号，请照回执填写，例如 2026-000123；平时登记请留空")
    if found.state != "open":
        raise Invalid("这个编号已经登记过" if found.state == "used" else f"这个编号已经作废（{found.reason}）")
    return found
