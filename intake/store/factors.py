"""Second factors of accounts: salt, the last step that was taken, recovery codes."""

from collections.abc import Iterable
from datetime import datetime

from intake import receipts
from intake.clock import to_text
from intake.db import Connection


def salt_of(conn: Connection, staff_id: int) -> str | None:
    """What the secret of an account is derived from; None without a second factor."""
    row = conn.execute("SELECT factor_salt FROM staff WHERE id = :id", {"id": staff_id}).fetchone()
    return row["factor_salt"] if row else None


def enrol(conn: Connection, staff_id: int, salt: str, step: int, now: datetime) -> bool:
    """Give an account its second factor; sessions of before end.  False where it has one."""
    result = conn.execute(
        """UPDATE staff SET factor_salt = :salt, factor_since = :at, factor_step = :step,
            session_epoch = session_epoch + 1 WHERE id = :id AND factor_salt IS NULL""",
        {"id": staff_id, "salt": salt, "at": to_text(now), "step": step},
    )
    return result.rowcount == 1


def take_step(conn: Connection, staff_id: int, step: int) -> bool:
    """Use up the code of a step and those before; False where it was used up."""
    result = conn.execute(
        "UPDATE staff SET factor_step = :step WHERE id = :id AND factor_step < :step", {"id": staff_id, "step": step}
    )
    return result.rowcount == 1


def drop(conn: Connection, staff_id: int) -> bool:
    """Take an account's second factor away, its sessions end; False where it has none."""
    drop_recovery(conn, staff_id)
    result = conn.execute(
        """UPDATE staff SET factor_salt = NULL, factor_since = NULL, factor_step = 0, session_epoch = session_epoch + 1
        WHERE id = :id AND factor_salt IS NOT NULL""",
        {"id": staff_id},
    )
    return result.rowcount == 1


def keep_recovery(conn: Connection, staff_id: int, codes: Iterable[str]) -> None:
    """The recovery codes of an account, as keyed hashes."""
    for code in codes:
        conn.execute(
            "INSERT INTO recovery_code (staff_id, hash) VALUES (:id, :hash)",
            {"id": staff_id, "hash": _hash(conn, staff_id, code)},
        )


def drop_recovery(conn: Connection, staff_id: int) -> None:
    """The recovery codes of an account open nothing any more."""
    conn.execute("DELETE FROM recovery_code WHERE staff_id = :id", {"id": staff_id})


def take_recovery(conn: Connection, staff_id: int, code: str) -> bool:
    """Use up a recovery code; False where there is no such one."""
    result = conn.execute(
        "DELETE FROM recovery_code WHERE staff_id = :id AND hash = :hash",
        {"id": staff_id, "hash": _hash(conn, staff_id, code)},
    )
    return result.rowcount == 1


def recovery_left(conn: Connection, staff_id: int) -> int:
    """How many recovery codes of an account are left."""
    row = conn.execute("SELECT COUNT(*) AS n FROM recovery_code WHERE staff_id = :id", {"id": staff_id}).fetchone()
    assert row is not None
    return int(row["n"])


def _hash(conn: Connection, staff_id: int, code: str) -> str:
    return receipts.lookup_hash(conn.keys, f"recovery:{staff_id}:{code}")
