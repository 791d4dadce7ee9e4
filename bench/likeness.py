"""Repeats among a million opinions: `python bench/likeness.py [opinions] [database]`.

The database is made once (a quarter of an hour) and kept where it is named. Then two thousand more opinions come in:
what each costs to be made findable and to have its repeats found, a transaction each, and to be read for the page;
and beside it what a transaction of one row costs.
"""

import multiprocessing
import resource
import sys
import tempfile
import time
from array import array
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles

from sayings import repeated, said

from intake import installation, likeness
from intake.clock import to_text
from intake.config import Config
from intake.db import Connection, Database, transaction
from intake.store import likeness as store
from intake.text import minhash
from intake.text.core import core

CHUNK, MORE = 10_000, 2_000
START = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> None:
    opinions = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = sys.argv[2] if len(sys.argv) > 2 else f"{folder}/intake.db"
        config = Config(database=path, secret_key="k" * 32, password_cost=0)
        database, there = Database(config), Path(path).exists()
        installation.prepare(config, database)
        with database.connection() as conn:
            if not there:
                fill(conn, opinions)
            measure(conn)
        database.close()


def fill(conn: Connection, opinions: int) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        for chunk in pool.imap(made, range(0, opinions, CHUNK)):
            with transaction(conn):
                insert(conn, "opinion", [row(n, body) for n, body, _ in chunk])
                insert(conn, "register", [register(n) for n, _, _ in chunk])
                pairs = sorted((key, row_id(n)) for n, _, keys in chunk for key in keys)
                insert(conn, "signature_key", [{"key": key, "opinion_id": opinion_id} for key, opinion_id in pairs])
                kept = [{"opinion_id": row_id(n), "keys": array("i", keys).tobytes()} for n, _, keys in chunk]
                insert(conn, "signature", kept)
    conn.execute("ANALYZE")


def made(start: int) -> list[tuple[int, str, tuple[int, ...]]]:
    return [(n, body := said(n), minhash.keys(core(body))) for n in range(start, start + CHUNK)]


def row_id(n: int) -> int:
    return int((START + timedelta(seconds=n * 10)).timestamp() * 1000) << 21 | n


def row(n: int, body: str) -> dict:
    moment = to_text(START + timedelta(seconds=n * 10))
    empty = dict.fromkeys(("subject", "place", "name", "phone", "email"), "")
    fixed = {"office_id": 1, "channel": "web", "origin": "self", "status": "waiting", "wants_answer": 0}
    times = {"received_at": moment, "registered_at": moment}
    return {"id": row_id(n), "body": body, "details": "{}", **times, **empty, **fixed}


def register(n: int) -> dict:
    return {"office_id": 1, "year": 2026, "number": n + 1, "opinion_id": row_id(n)}


def insert(conn: Connection, table: str, rows: list[dict]) -> None:
    names = list(rows[0])
    places = ", ".join(f":{name}" for name in names)
    conn.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})", rows)


def measure(conn: Connection) -> None:
    first = conn.execute("SELECT COUNT(*) AS n FROM opinion").fetchone()["n"]
    cost: dict[str, list[tuple[float, float]]] = {"index": [], "find": [], "page": [], "commit": []}
    memory, hits = [], []
    for n in range(first, first + MORE):
        body = said(n)
        with transaction(conn):
            insert(conn, "opinion", [row(n, body)])
            insert(conn, "register", [register(n)])
        cost["index"].append(timed(lambda: index(conn, row_id(n), body)))  # noqa: B023
        own = core(body)
        cost["find"].append(timed(lambda: find(conn, row_id(n), own)))  # noqa: B023
        cost["page"].append(timed(lambda: store.repeats(conn, row_id(n))))  # noqa: B023
        cost["commit"].append(timed(lambda: commit(conn)))
        if (earlier := repeated(n)) is not None and earlier % 100 != 7:
            hits.append(row_id(earlier) in [repeat.id for repeat in store.repeats(conn, row_id(n))])
        if n - first in (200, MORE - 1):
            memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(f"{first:,} opinions; milliseconds on the clock, and of processor")
    for name, spent in cost.items():
        clock, processor = zip(*spent, strict=True)
        p = quantiles(clock, n=100)
        print(
            f"{name:6s} median {median(clock):5.2f}  p95 {p[94]:6.2f}  p99 {p[98]:6.2f}  cpu {median(processor):5.2f}"
        )
    print(f"memory after 200 and after {MORE:,} of them: {memory[0]:.0f}, {memory[1]:.0f} MB")
    print(f"repeats found: {sum(hits)} of {len(hits)}")


def timed(act: Callable[[], object]) -> tuple[float, float]:
    start, busy = time.perf_counter(), time.process_time()
    act()
    return (time.perf_counter() - start) * 1000, (time.process_time() - busy) * 1000


def index(conn: Connection, opinion_id: int, body: str) -> None:
    keys = minhash.keys(core(body))
    with transaction(conn):
        store.index(conn, opinion_id, keys)


def commit(conn: Connection) -> None:
    """What every transaction costs on this disk at this moment, whatever is in it."""
    with transaction(conn):
        conn.execute("DELETE FROM attempt")
        conn.execute("INSERT INTO attempt (subject, at) VALUES ('bench', '2026')")


def find(conn: Connection, opinion_id: int, own: str) -> None:
    found = likeness.alike(conn, opinion_id, own, minhash.keys(own))
    with transaction(conn):
        store.keep(conn, opinion_id, found)


if __name__ == "__main__":
    main()
