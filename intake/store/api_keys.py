"""Keys of programs that may use the open interfaces; of each only a keyed hash."""

from dataclasses import dataclass
from datetime import datetime

from intake import receipts
from intake.clock import to_text
from intake.db import Connection, Row
from intake.ids import new_id

_COLUMNS = "id, name, rights, per_hour, revoked_at"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What a program may do, and how often in an hour; a revoked key may nothing."""

    id: int
    name: str
    rights: frozenset[str]
    per_hour: int
    revoked: bool


def add(conn: Connection, secret: str, name: str, rights: frozenset[str], per_hour: int, now: datetime) -> int:
    """A new key; its id."""
    key_id = new_id(now)
    conn.execute(
        """INSERT INTO api_key (id, name, hash, rights, per_hour, made_at)
        VALUES (:id, :name, :hash, :rights, :per_hour, :at)""",
        {
            "id": key_id,
            "name": name,
            "hash": _hash(conn, secret),
            "rights": " ".join(sorted(rights)),
            "per_hour": per_hour,
            "at": to_text(now),
        },
    )
    return key_id


def every(conn: Connection) -> list[ApiKey]:
    """All of them, oldest first."""
    return [_key(row) for row in conn.execute(f"SELECT {_COLUMNS} FROM api_key ORDER BY id")]


def by_secret(conn: Connection, secret: str) -> ApiKey | None:
    """The key that a program shows, where it is not revoked."""
    row = conn.execute(
        f"SELECT {_COLUMNS} FROM api_key WHERE hash = :hash AND revoked_at IS NULL", {"hash": _hash(conn, secret)}
    ).fetchone()
    return _key(row) if row else None


def revoke(conn: Connection, key_id: int, now: datetime) -> bool:
    """Let a key do nothing more; False where it is so already or is not there."""
    done = conn.execute(
        "UPDATE api_key SET revoked_at = :at WHERE id = :id AND revoked_at IS NULL",
        {"id": key_id, "at": to_text(now)},
    )
    return int(done.rowcount) == 1


def spend(conn: Connection, key_id: int, hour: int) -> bool:
    """Count one call in an hour, counted since 1970; False where the key had all of them or is revoked.

    A host whose clock is behind does not begin the hour before anew.
    """
    done = conn.execute(
        """UPDATE api_key SET calls = CASE WHEN hour < :hour THEN 1 ELSE calls + 1 END,
            hour = CASE WHEN hour < :hour THEN :hour ELSE hour END
        WHERE id = :id AND revoked_at IS NULL AND (hour < :hour OR calls < per_hour)""",
        {"id": key_id, "hour": hour},
    )
    return int(done.rowcount) == 1


def _hash(conn: Connection, secret: str) -> str:
    return receipts.lookup_hash(conn.keys, f"api:{secret}")


def _key(row: Row) -> ApiKey:
    rights = frozenset(row["rights"].split())
    return ApiKey(row["id"], row["name"], rights, row["per_hour"], row["revoked_at"] is not None)
