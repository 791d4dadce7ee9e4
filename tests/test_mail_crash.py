"""Killed at any statement, the poller loses nothing and takes nothing twice."""

import os
import shutil
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from builders import NOW, circular
from conftest import SECRET
from dovecot import Dovecot, dovecot
from letters import letter, with_file

from intake.channels.mail import poller
from intake.config import Config
from intake.db import Connection, Database

pytestmark = pytest.mark.servers
MAILS = (
    letter(number="1"),
    with_file(b"x" * 1_500_000, number="2"),
    letter("Auto-Submitted: auto-replied", number="3"),
    letter(number="4"),
)
STATEMENTS = 120  # more than one pass over MAILS needs


class Fatal:
    """A connection that kills its own process at the nth statement."""

    def __init__(self, conn: Connection, at: int) -> None:
        self._conn = conn
        self._left = at

    def execute(self, *arguments: Any) -> Any:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return self._conn.execute(*arguments)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._conn, name)


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot() as server:
        server.deliver(*MAILS)
        yield server


def poll_until_killed(config: Config, at: int) -> bool:
    """Poll in a process that dies at statement `at`; whether it came that far."""
    child = os.fork()
    if child == 0:
        try:
            with Database(config).connection() as conn:
                poller.poll(Fatal(conn, at), config, NOW)  # type: ignore[arg-type]
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def check(config: Config, at: int) -> bool:
    """Killed at `at`, then polled again: everything is there once; whether the first pass was killed at all."""
    killed = poll_until_killed(config, at)
    database = Database(config)
    with database.connection() as conn:
        poller.poll(conn, config, NOW)
        states = [row["state"] for row in conn.execute("SELECT state FROM mail ORDER BY uid").fetchall()]
        senders = conn.execute("SELECT COUNT(*) AS n FROM opinion").fetchone()
        numbers = [row["number"] for row in conn.execute("SELECT number FROM register ORDER BY number").fetchall()]
        raw = conn.execute("SELECT COUNT(*) AS n FROM attachment WHERE role = 'raw'").fetchone()
    database.close()
    assert senders is not None
    assert raw is not None
    assert (states, senders["n"], raw["n"], numbers) == (["taken", "taken", "kept", "taken"], 3, 3, [1, 2, 3])
    return killed


def configured(config: Config, server: Dovecot) -> Config:
    return replace(
        config,
        imap_host="127.0.0.1",
        imap_port=server.port,
        imap_user=server.user,
        imap_password=server.password,
        imap_tls="plain",
    )


@pytest.fixture
def prepared(template: Path, tmp_path: Path, server: Dovecot) -> Config:
    """A configuration whose database can be made anew by copying `start.db`."""
    shutil.copy(template, tmp_path / "start.db")
    config = configured(Config(database=str(tmp_path / "start.db"), secret_key=SECRET), server)
    database = Database(config)
    with database.connection() as conn:
        circular(conn)
    database.close()
    return replace(config, database=str(tmp_path / "intake.db"))


def kill_at(prepared: Config, steps: range) -> list[bool]:
    found = []
    start = Path(prepared.database).with_name("start.db")
    for at in steps:
        for suffix in ("", "-wal", "-shm"):
            Path(prepared.database + suffix).unlink(missing_ok=True)
        shutil.copy(start, prepared.database)
        found.append(check(prepared, at))
    return found


def test_killed_at_a_few_statements_nothing_is_lost_or_doubled(prepared: Config) -> None:
    killed = kill_at(prepared, range(1, STATEMENTS, 11))
    assert killed[0]
    assert not killed[-1]  # the last one is beyond the end: the range covers the whole pass


@pytest.mark.soak
def test_killed_at_every_statement_nothing_is_lost_or_doubled(prepared: Config) -> None:
    assert any(kill_at(prepared, range(1, STATEMENTS)))


@pytest.mark.both
@pytest.mark.parametrize("at", [4, 17, 40])
def test_killed_on_either_database(config: Config, server: Dovecot, at: int) -> None:
    assert check(configured(config, server), at)
