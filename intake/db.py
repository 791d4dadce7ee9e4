"""Opens SQLite or PostgreSQL, runs transactions, applies migrations. Knows nothing about opinions.

Statements are written once, with `:name` parameters, and run on both. A connection reads by itself in
autocommit; whatever writes does so inside `transaction(conn)`. Rows are read by column name.
"""

import fcntl
import os
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from intake import keyfile
from intake.config import Config
from intake.errors import DatabaseError
from intake.receipts import Keys

Row = Mapping[str, Any]
Params = Mapping[str, Any]
APPLICATION_ID = 0x696E746B


class Connection(Protocol):
    """What the store needs of a database connection, and what the office opened it with."""

    dialect: str
    keys: Keys
    zone: ZoneInfo
    reader: int  # the account that is read for, `:reader` of every statement; 0 is the service itself

    def execute(self, sql: str, params: Params = ..., /) -> "Result": ...
    def executemany(self, sql: str, rows: Sequence[Params], /) -> None: ...
    def close(self) -> None: ...
    def transaction(self) -> Any: ...
    def reading(self) -> Any: ...


class Result(Protocol):
    """The rows a statement gave."""

    rowcount: int

    def fetchone(self) -> Row | None: ...
    def fetchall(self) -> list[Row]: ...
    def __iter__(self) -> Iterator[Row]: ...


class _Sqlite:
    """A SQLite connection; write transactions of all processes queue at a file lock.

    SQLite's own waiting is sleep-and-retry, under which writers starve each other; the kernel's lock is a queue.
    """

    dialect = "sqlite"

    def __init__(self, path: Path, keys: Keys, zone: ZoneInfo) -> None:
        self.keys = keys
        self.zone = zone
        self.reader = 0
        self._raw = sqlite3.connect(
            path, timeout=30, isolation_level=None, check_same_thread=False, cached_statements=256
        )
        self._raw.row_factory = sqlite3.Row
        for pragma in (
            "foreign_keys=ON",
            "recursive_triggers=ON",
            "synchronous=FULL",
            "secure_delete=ON",
            "cache_size=-16000",
        ):
            self._raw.execute(f"PRAGMA {pragma}")
        self._lock = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def execute(self, sql: str, params: Params = {}, /) -> Any:  # noqa: B006 - never changed
        return self._raw.execute(sql, {"reader": self.reader, **params})

    def executemany(self, sql: str, rows: Sequence[Params], /) -> None:
        self._raw.executemany(sql, rows)

    def close(self) -> None:
        self._raw.close()
        os.close(self._lock)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        if self._raw.in_transaction:
            raise DatabaseError("a transaction is already open on this connection")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        try:
            self._raw.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._raw.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._raw.execute("ROLLBACK")
                raise
        finally:
            fcntl.flock(self._lock, fcntl.LOCK_UN)

    @contextmanager
    def reading(self) -> Iterator[None]:
        self._raw.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            self._raw.execute("ROLLBACK")


class _Postgres:
    """A PostgreSQL connection from psycopg, in autocommit outside `transaction`."""

    dialect = "postgres"

    def __init__(self, raw: Any, keys: Keys, zone: ZoneInfo) -> None:
        self.raw = raw
        self.keys = keys
        self.zone = zone
        self.reader = 0

    def execute(self, sql: str, params: Params = {}, /) -> Any:  # noqa: B006 - never changed
        if not params and ":reader" not in sql:
            return self.raw.execute(sql.encode())
        return self.raw.execute(_percent(sql), {"reader": self.reader, **params})

    def executemany(self, sql: str, rows: Sequence[Params], /) -> None:
        with self.raw.cursor() as cursor:
            cursor.executemany(_percent(sql), rows)

    def close(self) -> None:
        self.raw.close()

    def transaction(self) -> Any:
        if self.raw.info.transaction_status != 0:
            raise DatabaseError("a transaction is already open on this connection")
        return self.raw.transaction()

    @contextmanager
    def reading(self) -> Iterator[None]:
        with self.raw.transaction():
            self.raw.execute(b"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


@cache
def _percent(sql: str) -> bytes:
    """A statement with `:name` parameters as psycopg wants it; `::` casts and quoted text stay."""
    pieces = re.split(r"('(?:[^']|'')*')", sql)
    for i in range(0, len(pieces), 2):
        plain = pieces[i].replace("%", "%%")
        pieces[i] = re.sub(r"(?<!:):([a-z_][a-z0-9_]*)", r"%(\1)s", plain)
    for i in range(1, len(pieces), 2):
        pieces[i] = pieces[i].replace("%", "%%")
    return "".join(pieces).encode()


@contextmanager
def transaction(conn: Connection) -> Iterator[None]:
    """All statements inside take effect together, durably, or not at all.  Does not nest."""
    with conn.transaction():
        yield


def listed(values: Iterable[object]) -> tuple[str, dict[str, object]]:
    """What stands between the brackets of an IN, and its parameters; nothing is in an empty list."""
    params = {f"listed{n}": value for n, value in enumerate(values)}
    return ", ".join(f":{name}" for name in params) or "NULL", params


@contextmanager
def reading(conn: Connection) -> Iterator[None]:
    """All statements inside see the database as it was at the first one; nothing is written, nobody waits."""
    with conn.reading():
        yield


class Database:
    """Where connections come from: pooled, safe between threads and after a fork."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self.is_postgres = config.is_postgres
        if not self.is_postgres:
            Path(config.database).parent.mkdir(parents=True, exist_ok=True)
        self.keys = Keys.derive(keyfile.secret(config))
        self._pool: _SqlitePool | _PostgresPool | None = None
        self._pid = 0

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A connection from the pool; it goes back afterwards."""
        if self._pool is None or self._pid != os.getpid():
            self._pool, self._pid = self._new_pool(), os.getpid()
        with self._pool.connection() as conn:
            yield conn

    def close(self) -> None:
        """Close the idle connections."""
        if self._pool is not None and self._pid == os.getpid():
            self._pool.close()
        self._pool = None

    def _new_pool(self) -> "_SqlitePool | _PostgresPool":
        if self.is_postgres:
            return _PostgresPool(self._config, self.keys)
        return _SqlitePool(self._config, self.keys)


class _SqlitePool:
    def __init__(self, config: Config, keys: Keys) -> None:
        self._path, self._keys, self._zone = Path(config.database), keys, config.office_zone
        self._idle: list[_Sqlite] = []

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        try:
            conn = self._idle.pop()  # atomic under the interpreter lock
        except IndexError:
            conn = _Sqlite(self._path, self._keys, self._zone)
        try:
            yield conn
        finally:
            conn.reader = 0
            self._idle.append(conn)

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()


# compiling a statement takes longer than any of ours runs, and no disk has heads to move; what the server's owner
# has set stays, and what it does not know is left out
_PLANNING = """SELECT set_config(name, CASE name WHEN 'jit' THEN 'off' ELSE '1.1' END, false) FROM pg_settings
    WHERE name IN ('jit', 'random_page_cost') AND source = 'default'"""


def _plan_for_short_statements(raw: Any) -> None:
    raw.execute(_PLANNING)


class _PostgresPool:
    def __init__(self, config: Config, keys: Keys) -> None:
        from psycopg.rows import dict_row
        from psycopg_pool import ConnectionPool

        self._keys, self._zone = keys, config.office_zone
        self._pool = ConnectionPool(
            config.database,
            min_size=0,
            max_size=config.threads + 4,
            kwargs={"autocommit": True, "row_factory": dict_row},
            configure=_plan_for_short_statements,
            check=ConnectionPool.check_connection,
            open=True,
        )

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        with self._pool.connection() as raw:
            yield _Postgres(raw, self._keys, self._zone)

    def close(self) -> None:
        self._pool.close()
