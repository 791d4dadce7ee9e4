"""Connections and transactions: all or nothing, nobody starves, both dialects from one text."""

import multiprocessing
import sqlite3
import threading
import time
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from conftest import SECRET

from intake.config import Config
from intake.db import Connection, Database, _percent, reading, transaction
from intake.errors import DatabaseError


@pytest.mark.both
def test_a_failed_transaction_leaves_nothing(conn: Connection) -> None:
    with pytest.raises(RuntimeError), transaction(conn):
        add(conn, 1)
        raise RuntimeError
    assert names(conn) == []


@pytest.mark.both
def test_a_transaction_does_not_nest(conn: Connection) -> None:
    with pytest.raises(DatabaseError, match="already open"), transaction(conn), transaction(conn):
        pass


@pytest.mark.both
def test_after_a_caught_conflict_the_transaction_goes_on(conn: Connection) -> None:
    with transaction(conn):
        add(conn, 1)
        add(conn, 1)
        add(conn, 2)
    assert names(conn) == ["unit 1", "unit 2"]


@pytest.mark.both
def test_reading_sees_one_moment(database: Database, conn: Connection) -> None:
    with reading(conn):
        assert names(conn) == []
        with database.connection() as other, transaction(other):
            add(other, 1)
        assert names(conn) == []
    assert names(conn) == ["unit 1"]


@pytest.mark.both
def test_foreign_keys_hold(conn: Connection) -> None:
    with pytest.raises(Exception, match="(?i)foreign key"), transaction(conn):
        conn.execute("INSERT INTO receipt (hash, opinion_id, version, attempt) VALUES ('x', 1, 1, 0)")


def test_sqlite_is_durable_and_strict(conn: Connection, config: Config) -> None:
    pragmas = {name: next(iter(conn.execute(f"PRAGMA {name}")))[0] for name in ("synchronous", "foreign_keys")}  # type: ignore[index]
    assert pragmas == {"synchronous": 2, "foreign_keys": 1}
    raw = sqlite3.connect(config.database)
    assert raw.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    tables = raw.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name <> 'migration'").fetchall()
    raw.close()
    indexes = tuple(f"{name}_" for name, sql in tables if "VIRTUAL" in sql)
    lax = [name for name, sql in tables if "STRICT" not in sql and f"{name}_" not in indexes]
    lax = [name for name in lax if not (indexes and name.startswith(indexes))]  # SQLite's own tables of an index
    assert lax == []


@pytest.mark.parametrize(
    ("sql", "wanted"),
    [
        ("SELECT :a, :a_b WHERE x = ':a'", "SELECT %(a)s, %(a_b)s WHERE x = ':a'"),
        ("SELECT x::text LIKE '50%' || :a", "SELECT x::text LIKE '50%%' || %(a)s"),
        ("SELECT '' || 'it''s :x' || :y", "SELECT '' || 'it''s :x' || %(y)s"),
        ("SELECT 5 % :n", "SELECT 5 %% %(n)s"),
    ],
)
def test_named_parameters_become_psycopgs(sql: str, wanted: str) -> None:
    assert _percent(sql).decode() == wanted


def test_writers_in_a_tight_loop_do_not_starve_each_other(config: Config) -> None:
    context = multiprocessing.get_context("spawn")
    start, results = context.Barrier(3), context.Queue()
    processes = [
        context.Process(target=_hammer, args=(config.database, start, results, first * 1_000_000)) for first in (1, 2)
    ]
    for process in processes:
        process.start()
    start.wait()
    done = sorted(results.get(timeout=30) for _ in processes)
    for process in processes:
        process.join()
    assert done[0] > done[1] / 4, done


def _hammer(path: str, start: Barrier, results: "multiprocessing.Queue[int]", first: int) -> None:
    database, done = Database(Config(database=path, secret_key=SECRET)), 0
    with database.connection() as conn:
        start.wait()
        end = time.monotonic() + 1
        while time.monotonic() < end:
            with transaction(conn):
                add(conn, first + done)
            done += 1
    results.put(done)


def test_a_pool_serves_threads_and_keeps_connections(database: Database) -> None:
    def use() -> None:
        with database.connection() as conn:
            names(conn)

    threads = [threading.Thread(target=use) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.connection() as first:
        pass
    with database.connection() as second:
        assert first is second


def test_another_programs_file_is_refused(tmp_path: Path) -> None:
    from intake import migrations

    path = tmp_path / "other.db"
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE theirs (id INTEGER)")
    raw.close()
    database = Database(Config(database=str(path), secret_key=SECRET))
    with pytest.raises(DatabaseError, match="another program"):
        migrations.migrate(database)
    database.close()


def add(conn: Connection, number: int) -> None:
    conn.execute(
        "INSERT INTO unit (id, name) VALUES (:id, :name) ON CONFLICT DO NOTHING",
        {"id": number, "name": f"unit {number}"},
    )


def names(conn: Connection) -> list[str]:
    return [row["name"] for row in conn.execute("SELECT name FROM unit ORDER BY id").fetchall()]
