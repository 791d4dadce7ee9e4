"""Large boxes and large messages: several passes, memory that does not grow, every byte kept."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from builders import NOW
from dovecot import Dovecot, dovecot
from letters import letter, with_file

from intake.channels.mail import ledger, poller
from intake.config import Config
from intake.db import Connection
from intake.store import blobs, mails, opinions

pytestmark = [pytest.mark.servers, pytest.mark.slow]


@pytest.fixture
def server() -> Iterator[Dovecot]:
    with dovecot() as server:
        yield server


@pytest.fixture
def config(config: Config, server: Dovecot) -> Config:
    return replace(
        config,
        imap_host="127.0.0.1",
        imap_port=server.port,
        imap_user=server.user,
        imap_password=server.password,
        imap_tls="plain",
    )


def resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def take_all(conn: Connection, config: Config) -> list[float]:
    """Poll until nothing is left; the memory after each pass."""
    memory = []
    while poller.poll(conn, config, NOW):
        memory.append(resident_mb())
    return memory


def check_box(conn: Connection, config: Config, server: Dovecot, count: int) -> None:
    for start in range(0, count, 500):
        server.deliver(*(letter(number=str(n)) for n in range(start, min(start + 500, count))))
    memory = take_all(conn, config)
    assert mails.counts(conn) == {"taken": count}
    assert len(memory) == -(-count // poller.PASS)
    assert memory[-1] < memory[0] + 20
    [balance] = ledger.reconcile(conn, config)
    assert (balance.in_box, balance.missing, balance.new) == (count, (), 0)


def test_a_box_larger_than_one_pass_is_taken_whole(conn: Connection, config: Config, server: Dovecot) -> None:
    check_box(conn, config, server, poller.PASS + 100)


@pytest.mark.soak
def test_ten_thousand_messages_cost_no_more_memory_than_two(conn: Connection, config: Config, server: Dovecot) -> None:
    check_box(conn, config, server, 10_000)


def test_a_message_of_40_megabytes_is_kept_to_the_last_byte(conn: Connection, config: Config, server: Dovecot) -> None:
    data = os.urandom(30_000_000)
    raw = with_file(data)
    server.deliver(letter(number="before"), raw, letter(number="after"))
    assert poller.poll(conn, config, NOW) == 3
    row = conn.execute("SELECT opinion_id FROM register WHERE number = 2").fetchone()
    assert row is not None
    photo, whole = opinions.attachments(conn, row["opinion_id"])
    assert len(raw) > 40_000_000
    assert (blobs.get(conn, photo.blob) == data, blobs.get(conn, whole.blob) == raw) == (True, True)
