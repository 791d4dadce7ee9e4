"""Brings a database to this code's version: `NNNN_words.sql` files, forward only, under a lock, all or nothing."""

import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from intake.clock import now, to_text
from intake.db import APPLICATION_ID, Connection, Database, transaction
from intake.errors import DatabaseError

_FOLDER = Path(__file__).resolve().parent
_LOCK = 0x696E746B  # PostgreSQL advisory lock, any constant of our own


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: its number, its file's name and its statements."""

    number: int
    name: str
    sql: str


def known(dialect: str, folder: Path = _FOLDER) -> list[Migration]:
    """All steps in order.  Raises DatabaseError when the numbers are not 1, 2, 3 …"""
    steps = []
    for path in sorted((folder / dialect).glob("*.sql")):
        if not (match := re.fullmatch(r"(\d{4})_[a-z0-9_]+", path.stem)):
            raise DatabaseError(f"{path.name} is not named like 0001_words.sql")
        steps.append(Migration(int(match[1]), path.stem, path.read_text(encoding="utf-8")))
    if [step.number for step in steps] != list(range(1, len(steps) + 1)):
        raise DatabaseError(f"migrations of {dialect} have a gap or a duplicate number")
    return steps


def migrate(database: Database, steps: list[Migration] | None = None) -> list[str]:
    """Apply what is missing; the names of what was applied.

    Several processes may start at once: the version is read after the lock is taken.
    """
    with database.connection() as conn:
        _prepare(conn)
        steps = known(conn.dialect) if steps is None else steps
        with transaction(conn):
            if conn.dialect == "postgres":
                conn.execute("SELECT pg_advisory_xact_lock(:lock)", {"lock": _LOCK})
            conn.execute(
                "CREATE TABLE IF NOT EXISTS migration "
                "(number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)"
            )
            version = _version(conn)
            _refuse_newer(version, steps)
            missing = [step for step in steps if step.number > version]
            for step in missing:
                _apply(conn, step)
    return [step.name for step in missing]


def check(database: Database) -> None:
    """Refuse a database that this code does not fit.  Raises DatabaseError saying what to do."""
    with database.connection() as conn:
        steps = known(conn.dialect)
        try:
            version = _version(conn)
        except Exception as error:
            raise DatabaseError("the database is empty: run `intake init`") from error
        _refuse_newer(version, steps)
        if version < len(steps):
            raise DatabaseError(
                f"the database is at version {version}, this code needs {len(steps)}: run `intake init`"
            )


def _version(conn: Connection) -> int:
    row = conn.execute("SELECT COALESCE(MAX(number), 0) AS version FROM migration").fetchone()
    assert row is not None
    return int(row["version"])


def _refuse_newer(version: int, steps: list[Migration]) -> None:
    if version > len(steps):
        raise DatabaseError(
            f"the database is at version {version}, this code only knows {len(steps)}: start the newer release"
        )


def _prepare(conn: Connection) -> None:
    if conn.dialect != "sqlite":
        return
    owner = next(iter(conn.execute("PRAGMA application_id")))[0]  # type: ignore[index]
    tables = conn.execute("SELECT COUNT(*) AS n FROM sqlite_schema").fetchone()
    assert tables is not None
    if owner != APPLICATION_ID:
        if owner != 0 or tables["n"] > 0:
            raise DatabaseError("this SQLite file belongs to another program")
        conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    conn.execute("PRAGMA journal_mode = WAL")


def _apply(conn: Connection, step: Migration) -> None:
    for statement in _statements(conn, step.sql):
        conn.execute(statement)
    conn.execute(
        "INSERT INTO migration (number, name, applied_at) VALUES (:number, :name, :at)",
        {"number": step.number, "name": step.name, "at": to_text(now())},
    )


def _statements(conn: Connection, sql: str) -> list[str]:
    """A script's statements; sqlite3's own executescript would commit first and leave halves behind."""
    if conn.dialect == "postgres":
        return [sql]
    statements, pending = [], ""
    for line in sql.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            statements.append(pending)
            pending = ""
    if pending.strip():
        raise DatabaseError("a migration ends in the middle of a statement")
    return statements
