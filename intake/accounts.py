"""Staff accounts: what each role may do, passwords, log-in and its throttle."""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum, auto

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from intake.db import Connection, transaction
from intake.errors import Invalid, Refused
from intake.model import Role, Staff
from intake.passwords import demand_good
from intake.store import attempts, claims, events, staff

WINDOW = timedelta(minutes=15)
TRIES_ACCOUNT = 10
TRIES_ADDRESS = 50


class Permission(StrEnum):
    """One thing a member of staff may do."""

    READ = auto()
    ENTER = auto()
    CONFIRM = auto()
    SEE_CONTACTS = auto()
    HAND_OVER = auto()
    ANSWER = auto()
    RELEASE = auto()
    SEE_SEALED = auto()
    READ_DIGEST = auto()
    ISSUE_DIGEST = auto()
    EXPORT = auto()
    MANAGE_CATALOGUE = auto()
    MANAGE_STAFF = auto()
    SEE_STATUS = auto()
    GRANT_TIME = auto()
    KEEP_LEDGER = auto()
    STRIKE_OFF = auto()
    WORK_FOR_UNIT = auto()
    REDACT = auto()
    RECUSE = auto()
    APPOINT = auto()


_CLERK = frozenset(
    {Permission.READ, Permission.ENTER, Permission.CONFIRM, Permission.SEE_CONTACTS, Permission.READ_DIGEST}
)
_OFFICER = _CLERK | {
    Permission.HAND_OVER,
    Permission.ANSWER,
    Permission.RELEASE,
    Permission.KEEP_LEDGER,
    Permission.REDACT,
    Permission.RECUSE,
}
_MANAGER = _OFFICER | {
    Permission.SEE_SEALED,
    Permission.ISSUE_DIGEST,
    Permission.EXPORT,
    Permission.MANAGE_CATALOGUE,
    Permission.SEE_STATUS,
    Permission.GRANT_TIME,
    Permission.STRIKE_OFF,
    Permission.APPOINT,
}
# Who runs the system reads no opinions: the system, its security and its audit are in different hands.
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.CLERK: _CLERK,
    Role.OFFICER: _OFFICER,
    Role.MANAGER: _MANAGER,
    Role.ADMINISTRATOR: frozenset({Permission.MANAGE_STAFF, Permission.SEE_STATUS}),
    Role.UNIT: frozenset({Permission.WORK_FOR_UNIT}),
}


def may(person: Staff, permission: Permission) -> bool:
    """Whether this person's role has a permission."""
    return permission in PERMISSIONS[person.role]


def demand(person: Staff, permission: Permission) -> None:
    """Raises Refused unless this person's role has the permission."""
    if not may(person, permission):
        raise Refused("您的账号没有这项权限，请联系负责人")


def new_password() -> str:
    """A random password that can be read out: no letters that look alike, 14 characters."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(3))


def add(
    conn: Connection,
    login: str,
    name: str,
    role: Role,
    password: str,
    now: datetime,
    *,
    cost: int,
    by: int | None = None,
    unit: str = "",
) -> int:
    """A new account; its id.  That of a unit names it, whether new or known.

    Raises Invalid for a taken login, a short or common password, or a unit that is missing or out of place.
    """
    if not login.strip() or not name.strip():
        raise Invalid("请填写账号和姓名")
    unit = " ".join(unit.split())
    if (role == Role.UNIT) != bool(unit):
        raise Invalid("请填写承办单位" if role == Role.UNIT else "只有承办单位账号才填写承办单位")
    hashed = _hash(password, cost, login, name)
    with transaction(conn):
        unit_id = staff.add_unit(conn, unit, now) if unit else None
        staff_id = staff.add(conn, login.strip(), name.strip(), role, hashed, now, unit_id)
        data = {"role": role} | ({"unit": unit_id} if unit else {})
        events.append(conn, staff_id, "account_made", now, staff_id=by, data=data)
    return staff_id


def set_password(
    conn: Connection, login: str, password: str, now: datetime, *, cost: int, by: int | None = None
) -> None:
    """A new password; running sessions end.  Raises NotFound, Invalid."""
    person = staff.by_login(conn, login)
    hashed = _hash(password, cost, person.login, person.name)
    with transaction(conn):
        staff.set_password(conn, person.id, hashed)
        events.append(conn, person.id, "password_changed", now, staff_id=by)


def set_disabled(conn: Connection, login: str, disabled: bool, now: datetime, *, by: int | None = None) -> None:
    """Lock an account or open it again.  Raises NotFound, and Invalid for the last administrator who could."""
    person = staff.by_login(conn, login)
    with transaction(conn):
        others = staff.active_administrators(conn) - {person.id}
        if disabled and person.role == Role.ADMINISTRATOR and not others:
            raise Invalid("这是唯一可用的系统管理员账号，不能停用；请先添加另一位系统管理员")
        staff.set_disabled(conn, person.id, disabled)
        if disabled:  # what they had in hand is for others now
            claims.leave_all(conn, person.id)
        events.append(conn, person.id, "account_locked" if disabled else "account_opened", now, staff_id=by)


def check_password(conn: Connection, login: str, password: str, address: str, now: datetime, *, cost: int) -> Staff:
    """Whose password this is; nobody is logged in by it.  Raises Refused.

    A wrong name and a wrong password are refused with the same words.
    Ten failures of an account or fifty of an address within fifteen minutes close the door for as long.
    """
    account = f"login:{login.strip().lower()}"
    demand_tries(conn, account, address, now)
    person = _matching(conn, login, password, cost)
    with transaction(conn):
        count_try(conn, account, address, now, right=person is not None)
    if person is None:
        raise Refused("账号或密码不正确")
    return person


def demand_tries(conn: Connection, account: str, address: str, now: datetime) -> None:
    """Raises Refused where too many tries of an account, or from an address, were wrong of late."""
    since = now - WINDOW
    if (
        attempts.count(conn, account, since) >= TRIES_ACCOUNT
        or attempts.count(conn, f"address:{address}", since) >= TRIES_ADDRESS
    ):
        raise Refused("登录失败次数过多，请 15 分钟后再试")


def count_try(conn: Connection, account: str, address: str, now: datetime, *, right: bool) -> None:
    """Count a wrong try against both; a right one clears the account's."""
    if right:
        attempts.clear(conn, account)
    else:
        attempts.add(conn, account, now)
        attempts.add(conn, f"address:{address}", now)


def logged_in(conn: Connection, person: Staff, now: datetime) -> None:
    """Write down that a session of this person began."""
    with transaction(conn):
        events.append(conn, person.id, "logged_in", now, staff_id=person.id)


def _matching(conn: Connection, login: str, password: str, cost: int) -> Staff | None:
    found = next((p for p in staff.every(conn) if p.login == login.strip()), None)
    # An unknown name costs as much time as a wrong password, so that names cannot be found out.
    hashed = staff.password_of(conn, found.id) if found else _hasher(cost).hash(secrets.token_hex(8))
    try:
        _hasher(cost).verify(hashed, password)
    except (Argon2Error, InvalidHashError):
        return None
    return found if found and not found.disabled else None


def _hash(password: str, cost: int, login: str, name: str) -> str:
    demand_good(password, login, name)
    return _hasher(cost).hash(password)


def _hasher(cost: int) -> PasswordHasher:
    if cost == 0:
        return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return PasswordHasher(time_cost=cost, memory_cost=65536, parallelism=2)
