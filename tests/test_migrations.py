"""Migrations: from nothing and from every older version with data, several processes at once, all or nothing."""

import multiprocessing
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from builders import circular, opinion
from conftest import SECRET
from postgres import Cluster

from intake import migrations
from intake.config import Config
from intake.db import Database
from intake.errors import DatabaseError
from intake.migrations import Migration
from intake.store import opinions

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.servers)]


@pytest.fixture(params=BOTH)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Config:
    """An empty database."""
    if request.param == "sqlite":
        return Config(database=str(tmp_path / "intake.db"), secret_key=SECRET)
    cluster: Cluster = request.getfixturevalue("postgres")
    return Config(database=cluster.empty(), secret_key=SECRET)


def test_both_dialects_have_the_same_steps() -> None:
    names = [[step.name for step in migrations.known(dialect)] for dialect in ("sqlite", "postgres")]
    assert names[0] == names[1]


def test_several_processes_start_at_once(empty: Config) -> None:
    context = multiprocessing.get_context("spawn")
    start, results = context.Barrier(6), context.Queue()
    processes = [context.Process(target=_migrate, args=(empty.database, start, results), daemon=True) for _ in range(6)]
    for process in processes:
        process.start()
    done = [results.get(timeout=60) for _ in processes]
    for process in processes:
        process.join()
    assert sorted(done) == [0] * 5 + [len(migrations.known("sqlite"))]


def _migrate(address: str, start: Barrier, results: "multiprocessing.Queue[int]") -> None:
    database = Database(Config(database=address, secret_key=SECRET))
    start.wait()
    results.put(len(migrations.migrate(database)))


def test_every_older_version_comes_up_with_its_data(empty: Config) -> None:
    database = Database(empty)
    with database.connection() as conn:
        steps = migrations.known(conn.dialect)
    migrations.migrate(database, steps[:1])
    with database.connection() as conn:
        conn.execute("INSERT INTO unit (id, name) VALUES (7, '街道办')")
    for reached in range(2, len(steps) + 1):
        assert migrations.migrate(database, steps[:reached]) == [steps[reached - 1].name]
        with database.connection() as conn:
            assert conn.execute("SELECT name FROM unit WHERE id = 7").fetchone()["name"] == "街道办"  # type: ignore[index]
    assert migrations.migrate(database) == []
    migrations.check(database)
    database.close()


def test_a_step_that_fails_leaves_nothing_behind(empty: Config) -> None:
    database = Database(empty)
    migrations.migrate(database)
    with database.connection() as conn:
        steps = migrations.known(conn.dialect)
    broken = Migration(
        len(steps) + 1, "9999_broken", "CREATE TABLE half (id BIGINT PRIMARY KEY);\nINSERT INTO nowhere VALUES (1);\n"
    )
    with pytest.raises(Exception, match="nowhere"):
        migrations.migrate(database, [*steps, broken])
    with database.connection() as conn:
        conn.execute("CREATE TABLE half (id BIGINT PRIMARY KEY)")
    migrations.check(database)
    database.close()


def test_a_newer_database_is_refused(empty: Config) -> None:
    database = Database(empty)
    migrations.migrate(database)
    with database.connection() as conn:
        conn.execute("INSERT INTO migration (number, name, applied_at) VALUES (99, '0099_future', '')")
    for act in (migrations.migrate, migrations.check):
        with pytest.raises(DatabaseError, match="newer release"):
            act(database)
    database.close()


def test_an_empty_database_is_not_served(empty: Config) -> None:
    database = Database(empty)
    with pytest.raises(DatabaseError, match="intake init"):
        migrations.check(database)
    database.close()


@pytest.mark.parametrize("names", [["0002_words"], ["0001_a", "0001_b"], ["0001_a", "0003_c"]])
def test_gaps_and_doubles_in_the_numbers_are_errors(tmp_path: Path, names: list[str]) -> None:
    for name in names:
        path = tmp_path / "sqlite" / f"{name}.sql"
        path.parent.mkdir(exist_ok=True)
        path.write_text("SELECT 1;", encoding="utf-8")
    with pytest.raises(DatabaseError, match="gap or a duplicate"):
        migrations.known("sqlite", tmp_path)


def test_semicolons_in_texts_and_triggers_split_nothing(tmp_path: Path) -> None:
    database = Database(Config(database=str(tmp_path / "intake.db"), secret_key=SECRET))
    migrations.migrate(database)
    with database.connection() as conn:
        steps = migrations.known("sqlite")
        tricky = Migration(
            len(steps) + 1,
            "9999_tricky",
            "-- a comment; with a semicolon\nCREATE TABLE t (x TEXT DEFAULT 'a;b') STRICT;\n"
            "CREATE TRIGGER g AFTER INSERT ON t\nBEGIN DELETE FROM t WHERE x = ';'; END;\n",
        )
        migrations.migrate(database, [*steps, tricky])
        conn.execute("INSERT INTO t DEFAULT VALUES")
        assert conn.execute("SELECT x FROM t").fetchone()["x"] == "a;b"  # type: ignore[index]
    database.close()


def test_an_opinion_survives_migrating_again(database: Database) -> None:
    with database.connection() as conn:
        circular(conn)
        receipt = opinion(conn)
    migrations.migrate(database)
    with database.connection() as conn:
        assert opinions.by_receipt(conn, receipt.code).number == receipt.number
