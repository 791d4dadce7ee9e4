"""What is done to the keys of programs: make one, revoke it, count what it does against its limit."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from intake.db import Connection, transaction
from intake.errors import Invalid, NotFound
from intake.store import api_keys, events
from intake.store.api_keys import ApiKey

LONGEST = 60  # characters of a key's name
_HOUR = 3600  # seconds
MOST = 1_000_000  # calls an hour


class Right(StrEnum):
    """One thing that a program may do."""

    SUBMIT = "submit"
    SUGGEST = "suggest"
    LOOKUP = "lookup"


def add(
    conn: Connection, name: str, rights: Iterable[Right], per_hour: int, now: datetime, by: int | None = None
) -> str:
    """A new key: the secret, which is shown once and stored nowhere.  Raises Invalid."""
    name, wanted = " ".join(name.split()), frozenset(rights)
    if not 0 < len(name) <= LONGEST:
        raise Invalid(f"请填写接入方名称，最多 {LONGEST} 个字")
    if not wanted or not 0 < per_hour <= MOST:
        raise Invalid("请至少给一项权限，每小时次数应为正数")
    secret = f"intake-{secrets.token_urlsafe(32)}"
    with transaction(conn):
        key_id = api_keys.add(conn, secret, name, wanted, per_hour, now)
        events.append(
            conn, key_id, "api_key_made", now, staff_id=by, data={"rights": sorted(wanted), "per_hour": per_hour}
        )
    return secret


def revoke(conn: Connection, key_id: int, now: datetime, by: int | None = None) -> None:
    """Let a key do nothing more.  Raises NotFound where no such key is in use."""
    with transaction(conn):
        if not api_keys.revoke(conn, key_id, now):
            raise NotFound("没有这个使用中的接口密钥")
        events.append(conn, key_id, "api_key_revoked", now, staff_id=by)


def spend(conn: Connection, key: ApiKey, now: datetime) -> bool:
    """Count one call; False where the key has had its calls of this hour of the clock.

    Counting and comparing are one statement, so that calls at the same moment never pass the limit together.
    """
    with transaction(conn):
        return api_keys.spend(conn, key.id, _hour(now))


def again_in(now: datetime) -> int:
    """Seconds until a key that had all its calls may call again."""
    return (_hour(now) + 1) * _HOUR - int(now.timestamp())


def _hour(now: datetime) -> int:
    return int(now.timestamp()) // _HOUR
