"""The second factor of an account (动态口令): enrolment, the check at log-in with its throttle, recovery, reset."""

import hashlib
import hmac
import re
import secrets
from datetime import datetime

from intake import accounts, totp
from intake.db import Connection, transaction
from intake.errors import Invalid, Refused
from intake.model import Staff
from intake.store import events, factors

RECOVERY = 10
_WRONG = "动态口令不正确，或者已经用过；请等下一个口令出现后再填写"


def new_salt() -> str:
    """What a new secret is derived from."""
    return secrets.token_hex(16)


def secret(conn: Connection, staff_id: int, salt: str) -> bytes:
    """The secret that an authenticator shares with this installation; it is stored nowhere."""
    return hmac.digest(conn.keys.factor, f"{staff_id}:{salt}".encode(), hashlib.sha1)


def enrol(conn: Connection, person: Staff, salt: str, typed: str, now: datetime) -> list[str]:
    """Bind an account to an authenticator that shows the right code; its recovery codes, shown this once.

    Sessions of before end.  Raises Invalid for a wrong code or an account that has a second factor.
    """
    step = totp.step_of(secret(conn, person.id, salt), _bare(typed), now)
    if step is None:
        raise Invalid("动态口令不正确，请核对手机时间后再填写")
    codes = [accounts.new_password() for _ in range(RECOVERY)]
    with transaction(conn):
        if not factors.enrol(conn, person.id, salt, step, now):
            raise Invalid("这个账号已经启用动态口令")
        factors.keep_recovery(conn, person.id, map(_bare, codes))
        events.append(conn, person.id, "factor_enrolled", now, staff_id=person.id)
    return codes


def renew(conn: Connection, person: Staff, now: datetime) -> list[str]:
    """New recovery codes in place of those that are left, shown this once.  Raises Invalid without a second factor."""
    codes = [accounts.new_password() for _ in range(RECOVERY)]
    with transaction(conn):
        if factors.salt_of(conn, person.id) is None:
            raise Invalid("这个账号没有启用动态口令")
        factors.drop_recovery(conn, person.id)
        factors.keep_recovery(conn, person.id, map(_bare, codes))
        events.append(conn, person.id, "recovery_codes_renewed", now, staff_id=person.id)
    return codes


def check(conn: Connection, person: Staff, typed: str, address: str, now: datetime) -> None:
    """Use up the code, or recovery code, that somebody with the right password typed.  Raises Refused.

    Each code is taken once.  Failures are counted as those of passwords are, for the account and for the address.
    """
    account = f"factor:{person.id}"
    accounts.demand_tries(conn, account, address, now)
    with transaction(conn):
        right = _take(conn, person, _bare(typed), now)
        accounts.count_try(conn, account, address, now, right=right)
    if not right:
        raise Refused(_WRONG)


def reset(conn: Connection, person: Staff, now: datetime, *, by: int | None = None) -> None:
    """Take the second factor of somebody away who has lost it; sessions end.  Raises Invalid where there is none."""
    with transaction(conn):
        if not factors.drop(conn, person.id):
            raise Invalid("这个账号没有启用动态口令")
        events.append(conn, person.id, "factor_reset", now, staff_id=by)


def _take(conn: Connection, person: Staff, typed: str, now: datetime) -> bool:
    salt = factors.salt_of(conn, person.id)
    step = totp.step_of(secret(conn, person.id, salt), typed, now) if salt else None
    if step is not None:
        return factors.take_step(conn, person.id, step)
    if not factors.take_recovery(conn, person.id, typed):
        return False
    events.append(conn, person.id, "recovery_code_used", now, staff_id=person.id)
    return True


def _bare(typed: str) -> str:
    return re.sub(r"[\s-]", "", typed).lower()
