"""Words that must go leave the bytes of SQLite's files; indexing and sealing at the same moment never cross."""

import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from builders import NOW, opinion, person

from intake import indexing, triage
from intake.config import Config
from intake.db import Connection, Database, transaction
from intake.model import Role, Seal, Staff
from intake.store import documents, jobs, opinions

LATER = NOW + timedelta(days=30)
WORD = "zqxwvk"  # shares no beginning with other words, so that the index writes it out


@pytest.fixture
def bo(conn: Connection) -> Staff:
    return person(conn, Role.MANAGER)


def index(conn: Connection) -> None:
    while indexing.work(conn, LATER):
        pass


def places(config: Config) -> list[str]:
    """The files of the database that hold the word."""
    files = sorted(Path(config.database).parent.glob("intake.db*"))
    return [file.name for file in files if WORD.encode() in file.read_bytes()]


def blot(conn: Connection, opinion_id: int, bo: Staff) -> None:
    """Take the word out of an opinion, as a correction does."""
    with transaction(conn):
        opinions.change(conn, opinion_id, 1, body="改过的话")
    triage.note(conn, opinion_id, "更正", bo, NOW)
    index(conn)


def test_words_taken_out_of_a_text_are_scrubbed_from_the_files(config: Config, conn: Connection, bo: Staff) -> None:
    made = [opinion(conn, body=f"电梯{n}").opinion_id for n in range(30)]
    index(conn)
    told = opinion(conn, body=f"有人说 {WORD} 这个词").opinion_id
    index(conn)
    assert places(config)
    blot(conn, told, bo)
    assert jobs.due(conn, jobs.SCRUB, LATER)
    assert indexing.scrub(conn, LATER)
    assert places(config) == []
    assert not jobs.due(conn, jobs.SCRUB, LATER)
    found = conn.execute("SELECT COUNT(*) AS n FROM search_index WHERE search_index MATCH '\"电梯\"'").fetchone()
    assert found is not None
    assert found["n"] == len(made)


def test_a_log_that_is_being_read_is_swept_later(
    config: Config, conn: Connection, database: Database, bo: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = opinion(conn, body=WORD).opinion_id
    index(conn)
    blot(conn, told, bo)
    conn.execute("PRAGMA busy_timeout = 0")
    with database.connection() as other, other.reading():
        other.execute("SELECT COUNT(*) AS n FROM opinion").fetchone()
        assert not indexing.scrub(conn, LATER)
        assert jobs.due(conn, jobs.SCRUB, LATER)
    assert indexing.scrub(conn, LATER)
    assert places(config) == []


@pytest.mark.both
def test_nothing_is_scrubbed_where_nothing_was_taken_out(conn: Connection, bo: Staff) -> None:
    receipt = opinion(conn)
    index(conn)
    triage.note(conn, receipt.opinion_id, "更多的话", bo, NOW)
    index(conn)
    assert not jobs.due(conn, jobs.SCRUB, LATER)
    assert indexing.scrub(conn, LATER)


@pytest.mark.both
def test_what_was_sealed_is_to_be_scrubbed(conn: Connection, bo: Staff) -> None:
    receipt = opinion(conn)
    index(conn)
    triage.seal(conn, receipt.opinion_id, 1, Seal.SEALED, bo, NOW)
    assert jobs.due(conn, jobs.SCRUB, LATER)
    assert indexing.scrub(conn, LATER)
    assert not jobs.due(conn, jobs.SCRUB, LATER)


@pytest.mark.both
def test_what_is_asked_for_while_scrubbing_is_done_the_next_time(conn: Connection, bo: Staff) -> None:
    receipt = opinion(conn)
    with transaction(conn):
        jobs.again(conn, receipt.opinion_id, jobs.SCRUB, LATER + timedelta(seconds=1))
        jobs.all_done(conn, jobs.SCRUB, LATER)
    assert jobs.due(conn, jobs.SCRUB, LATER + timedelta(seconds=1))


@pytest.mark.both
@pytest.mark.slow
def test_sealing_while_the_worker_indexes_leaves_nothing_to_be_found(
    database: Database, conn: Connection, bo: Staff
) -> None:
    made = [opinion(conn).opinion_id for _ in range(60)]
    wrong: list[Exception] = []

    def work() -> None:
        try:
            with database.connection() as other:
                until = time.monotonic() + 20
                while jobs.waiting(other, jobs.INDEX) and time.monotonic() < until:
                    indexing.work(other, LATER)
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for opinion_id in made[::2]:
        triage.seal(conn, opinion_id, 1, Seal.SEALED, bo, NOW)
    for thread in threads:
        thread.join()
    index(conn)
    assert wrong == []
    kept = [row["opinion_id"] for row in conn.execute("SELECT opinion_id FROM search_document ORDER BY opinion_id")]
    assert kept == sorted(made[1::2])
    assert documents.texts(conn, made).keys() == set(made[1::2])
