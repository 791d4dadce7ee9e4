"""Keys of programs: what is counted against a key's limit, also when many call at the same moment."""

import threading
from datetime import timedelta

import pytest
from builders import NOW

from intake import api_keys
from intake.api_keys import Right
from intake.config import Config
from intake.db import Connection, Database
from intake.store import api_keys as stored
from intake.store.api_keys import ApiKey

pytestmark = pytest.mark.both
THREADS, EACH, LIMIT = 6, 20, 50


def made(conn: Connection, per_hour: int) -> ApiKey:
    found = stored.by_secret(conn, api_keys.add(conn, "随申办", tuple(Right), per_hour, NOW))
    assert found is not None
    return found


def test_calls_at_the_same_moment_never_pass_the_limit_together(conn: Connection, config: Config) -> None:
    key, passed, start = made(conn, LIMIT), list[bool](), threading.Barrier(THREADS)
    database = Database(config)

    def run() -> None:
        with database.connection() as own:
            start.wait()
            for _ in range(EACH):
                passed.append(api_keys.spend(own, key, NOW))

    threads = [threading.Thread(target=run) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.close()
    assert (len(passed), sum(passed)) == (THREADS * EACH, LIMIT)


def test_a_new_hour_gives_new_calls(conn: Connection) -> None:
    key = made(conn, 1)
    later = NOW + timedelta(seconds=api_keys.again_in(NOW))
    assert [api_keys.spend(conn, key, at) for at in (NOW, NOW, later, later)] == [True, False, True, False]


def test_a_clock_that_is_behind_gives_no_calls_twice(conn: Connection) -> None:
    key = made(conn, 1)
    assert api_keys.spend(conn, key, NOW)
    assert not api_keys.spend(conn, key, NOW - timedelta(hours=1))


def test_a_key_revoked_meanwhile_counts_nothing(conn: Connection) -> None:
    key = made(conn, 9)
    api_keys.revoke(conn, key.id, NOW)
    assert not api_keys.spend(conn, key, NOW)
