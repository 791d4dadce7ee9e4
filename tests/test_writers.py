"""Many at once, and the power cut: nothing shown is lost, no number is missing, nobody is told of a lock."""

import multiprocessing
import os
import random
import secrets
import signal
import subprocess
import sys
import threading
import time
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from builders import NOW, submission
from conftest import SECRET

from intake import inspection
from intake.config import Config
from intake.db import Connection, Database
from intake.receive import receive
from intake.store import opinions

pytestmark = [pytest.mark.slow, pytest.mark.both]
PROCESSES, THREADS, EACH = 4, 4, 500
ROUNDS = 20
WRITER = """
import sys
from intake.config import Config
from intake.db import Database
sys.path.insert(0, sys.argv[3])
from builders import NOW, submission
from intake.receive import receive
with Database(Config(database=sys.argv[1], secret_key=sys.argv[2])).connection() as conn:
    while True:
        print(receive(conn, submission(), NOW).code, flush=True)
"""


def test_sixteen_writers_leave_a_register_without_gaps(conn: Connection, config: Config) -> None:
    context = multiprocessing.get_context("spawn")
    start, results = context.Barrier(PROCESSES + 1), context.Queue()
    processes = [context.Process(target=_write, args=(config.database, start, results)) for _ in range(PROCESSES)]
    for process in processes:
        process.start()
    start.wait()
    outcomes = [results.get(timeout=240) for _ in processes]
    for process in processes:
        process.join()
    errors = [error for _, found in outcomes for error in found]
    assert errors == []
    codes = [code for found, _ in outcomes for code in found]
    assert len(set(codes)) == PROCESSES * THREADS * EACH
    for code in random.Random(1).sample(codes, 200):
        opinions.by_receipt(conn, code)
    assert list(inspection.findings(conn)) == []


def _write(address: str, start: Barrier, results: "multiprocessing.Queue[tuple[list[str], list[str]]]") -> None:
    database = Database(Config(database=address, secret_key=SECRET))
    codes: list[str] = []
    errors: list[str] = []

    def send() -> None:
        try:
            with database.connection() as conn:
                for _ in range(EACH):
                    codes.append(receive(conn, submission(key=secrets.token_hex(16)), NOW).code)
        except Exception as error:  # whatever reaches a writer fails the test
            errors.append(repr(error))

    threads = [threading.Thread(target=send) for _ in range(THREADS)]
    start.wait()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    results.put((codes, errors))


def test_every_receipt_given_before_a_kill_can_be_looked_up(conn: Connection, config: Config) -> None:
    chance, shown = random.Random(47), 0
    for _ in range(ROUNDS):
        codes = _write_and_kill(config, after=chance.uniform(0.02, 0.2))
        shown += len(codes)
        for code in codes:
            opinions.by_receipt(conn, code)
    assert shown > ROUNDS
    assert list(inspection.findings(conn)) == []


def _write_and_kill(config: Config, *, after: float) -> list[str]:
    """The codes a process printed before it was killed in the middle of its work."""
    command = [sys.executable, "-c", WRITER, config.database, SECRET, str(Path(__file__).parent)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    first = process.stdout.readline()
    time.sleep(after)
    os.kill(process.pid, signal.SIGKILL)
    rest = process.stdout.read()
    process.stdout.close()
    process.wait()
    whole = (first + rest).rpartition("\n")[0]
    return whole.split()
