"""Full-text search among many opinions: `python bench/search.py [OPINIONS] [DATABASE]`.

DATABASE is a path or a `postgresql://` address; it is filled and indexed where it is empty, and kept where it is named.
Prints what indexing costs and takes, then milliseconds of searches: the first page with its passages and the count,
as the results page does it, and the pages themselves.
"""

import itertools
import json
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from intake import accounts, indexing, installation
from intake.app import create_app
from intake.clock import to_text
from intake.config import Config
from intake.db import Connection, Database, transaction
from intake.model import Role
from intake.resources import folder
from intake.store import circulars, documents, jobs, queue
from intake.store.filters import Filter
from intake.store.jobs import INDEX
from intake.text import passages
from intake.web import search

END = datetime(2026, 11, 22, 16, tzinfo=UTC)
BATCH = 5_000
PASSWORD = "a-long-password"
STATES = (("waiting", 10), ("confirmed", 2), ("answered", 8), ("closed", 75), ("set_aside", 5))
ALL = Filter(status="")


def bodies(opinions: int) -> Iterator[str]:
    """Texts of some 110 characters: what people and circulars say, some often and most seldom, and rare words."""
    dice = random.Random(1)
    samples = (folder("seeds") / "samples.jsonl").read_text(encoding="utf-8").splitlines()
    said = [json.loads(line)["text"] for line in samples if line.strip()]
    text = "\n".join([(folder("seeds") / "circular.txt").read_text(encoding="utf-8"), *said])
    clauses = sorted({c for piece in re.split(r"[^\w%]+", text) if 3 <= len(c := piece.strip()) <= 24})
    dice.shuffle(clauses)
    weights = list(itertools.accumulate(1 / (n + 3) ** 0.7 for n in range(len(clauses))))
    for n in range(opinions):
        parts = dice.choices(clauses, cum_weights=weights, k=dice.randint(5, 13))
        for _ in range(3):
            rare = "".join(chr(dice.randint(0x4E00, 0x6570)) for _ in range(dice.randint(2, 3)))
            parts.insert(dice.randrange(len(parts)), rare)
        yield f"{n}弄{'，'.join(parts)}。"


def fill(conn: Connection, opinions: int) -> None:
    """Opinions a minute apart, three issues suggested for each, written straight into the tables."""
    dice, issues = random.Random(2), [issue.id for issue in circulars.linkable(conn)]
    texts = bodies(opinions)
    for start in range(0, opinions, BATCH):
        rows = [_row(dice, n, opinions - n, next(texts)) for n in range(start, min(opinions, start + BATCH))]
        links = [{**row, "issue": issue} for row in rows for issue in dice.sample(issues, 3)]
        with transaction(conn):
            _insert(conn, "opinion", rows)
            conn.executemany(
                "INSERT INTO register (office_id, year, number, opinion_id) VALUES (1, 2026, :number, :id)", rows
            )
            conn.executemany(
                "INSERT INTO link (opinion_id, issue_id, state, origin, evidence, linked_at) "
                "VALUES (:id, :issue, 'suggested', 'machine', '[]', :received_at)",
                links,
            )
            conn.executemany("INSERT INTO job (opinion_id, kind, due_at) VALUES (:id, 'index', :received_at)", rows)


def _insert(conn: Connection, table: str, rows: Sequence[dict[str, object]]) -> None:
    names = [name for name in rows[0] if name != "number"]
    places = ", ".join(f":{name}" for name in names)
    conn.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})", rows)


def _row(dice: random.Random, n: int, age: int, body: str) -> dict[str, object]:
    at = END - timedelta(minutes=age)
    [status] = dice.choices([state for state, _ in STATES], [weight for _, weight in STATES])
    empty = dict.fromkeys(("subject", "place", "name", "phone", "email"), "")
    return {
        **empty,
        "id": int(at.timestamp() * 1000) << 21 | dice.getrandbits(21),
        "number": n + 1,
        "channel": dice.choice(("web", "web", "email", "phone", "letter")),
        "status": status,
        "body": body,
        "received_at": to_text(at),
        "registered_at": to_text(at),
        "band": dice.choice(("sure", "look", "none")),
        "office_id": 1,
        "origin": "self",
        "wants_answer": 0,
        "details": "{}",
    }


def build(conn: Connection, address: str) -> None:
    """Index what is not indexed yet, and say what it costs."""
    number, took = jobs.waiting(conn, INDEX), []
    if not number:
        return
    before, began, used = _size(conn, address), time.perf_counter(), time.process_time()
    while True:
        start = time.perf_counter()
        if not indexing.work(conn, END):
            break
        took.append((time.perf_counter() - start) * 1000)
    each = [
        (clock() - start) / number * 1000 for clock, start in ((time.perf_counter, began), (time.process_time, used))
    ]
    took.sort()
    print(f"indexed {number:,} opinions: {each[0]:.2f} ms each, {each[1]:.2f} of CPU")
    middle, most = took[len(took) // 2], took[len(took) * 99 // 100]
    print(f"  a batch of {indexing.BATCH}: median {middle:.1f} ms, 99 % {most:.1f}, slowest {took[-1]:.1f}")
    print(f"  {(_size(conn, address) - before) / number:.0f} bytes for an opinion")
    conn.execute("ANALYZE")  # never while the index is small: SQLite would then scan it for every merge


def _size(conn: Connection, address: str) -> int:
    if conn.dialect == "postgres":
        row = conn.execute("SELECT pg_database_size(current_database()) AS n").fetchone()
        assert row is not None
        return int(row["n"])
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(address).stat().st_size


def words(conn: Connection, number: int) -> list[str]:
    """Two-character words as they stand in opinions here and there: common ones come often."""
    dice = random.Random(3)
    rows = conn.execute("SELECT body FROM opinion ORDER BY id DESC LIMIT 20000").fetchall()
    found = []
    while len(found) < number:
        run = dice.choice(re.findall(r"[\u4e00-\u9fff]{2,}", dice.choice(rows)["body"]))
        start = dice.randrange(len(run) - 1)
        found.append(run[start : start + 2])
    return found


def look(conn: Connection, wanted: Filter) -> int:
    """What the results page asks for; how many were found."""
    lines = queue.newest(conn, wanted, limit=search.PAGE)
    texts = documents.texts(conn, [line.id for line in lines])
    for own in texts.values():
        for text in own:
            passages.spans(text.text, wanted.query)
    return queue.count(conn, wanted, search.MOST + 1)


def measure(name: str, acts: Sequence[Callable[[], object]]) -> None:
    """Run acts one after the other, each once before; print median, 95 % and slowest, milliseconds."""
    took = []
    for act in acts:
        began = time.perf_counter()
        act()
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    print(f"{name:46s} {statistics.median(took):8.1f} {took[len(took) * 95 // 100]:8.1f} {took[-1]:8.1f}")


def searches(conn: Connection) -> None:
    """Searches of many kinds."""
    pairs, issue = words(conn, 400), circulars.linkable(conn)[20].id
    common = max(set(pairs), key=pairs.count)
    kinds: dict[str, list[Filter]] = {
        "two characters": [replace(ALL, text=pair) for pair in pairs],
        "one character": [replace(ALL, text=pair[0]) for pair in pairs[:100]],
        "two words of two characters": [replace(ALL, text=f"{a} {b}") for a, b in zip(pairs, pairs[1:], strict=False)],
        "one of two": [replace(ALL, text=f"{a} OR {b}") for a, b in zip(pairs, pairs[1:], strict=False)],
        "one without the other": [replace(ALL, text=f"{a} -{b}") for a, b in zip(pairs, pairs[1:], strict=False)],
        "letters and digits": [replace(ALL, text=str(n * 997)) for n in range(1, 101)],
        "two characters, waiting": [replace(ALL, text=pair, status="waiting") for pair in pairs],
        "two characters, set aside, letters": [
            replace(ALL, text=pair, status="set_aside", channel="letter") for pair in pairs
        ],
        "two characters, about an issue": [replace(ALL, text=pair, issue_id=issue) for pair in pairs],
        "two characters, a week long ago": [
            replace(ALL, text=pair, since=date(2025, 6, 1), until=date(2025, 6, 7)) for pair in pairs
        ],
        "two characters nobody wrote": [replace(ALL, text=chr(0x7000 + n) + "龘") for n in range(100)],
        f"the commonest ({common})": [replace(ALL, text=common)] * 20,
    }
    print(f"{'search':46s} {'median':>8s} {'95 %':>8s} {'slowest':>8s}")
    for name, filters in kinds.items():
        measure(name, [lambda wanted=wanted: look(conn, wanted) for wanted in filters])
    few = [replace(ALL, text=pair) for pair in pairs if queue.count(conn, replace(ALL, text=pair), 1001) <= search.MOST]
    best = [lambda wanted=wanted: queue.best(conn, wanted, most=search.MOST, limit=search.PAGE) for wanted in few]
    measure("best first, of at most 1000", best[:100])
    hits = sorted(queue.count(conn, replace(ALL, text=pair), 10_000_000) for pair in pairs[:40])
    print(f"hits of two characters: {hits[0]:,} to {hits[-1]:,}, median {hits[len(hits) // 2]:,}")


def pages(config: Config, pairs: Sequence[str]) -> None:
    """Whole pages as the web server makes them."""
    client = create_app(config).test_client()
    token = client.get("/staff/login").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    client.post("/staff/login", data={"csrf_token": token, "login": "bench", "password": PASSWORD})
    client.get(f"/staff/search?text={pairs[0]}")
    client.get("/staff/queue")
    print(f"{'page':46s} {'median':>8s} {'95 %':>8s} {'slowest':>8s}")
    for name, path in (
        ("results", "/staff/search?text={}"),
        ("results, best first", "/staff/search?sort=fit&text={}"),
        ("the queue, waiting, with words", "/staff/queue?text={}"),
        ("the queue, closed, with words", "/staff/queue?status=closed&text={}"),
        ("the queue, all, with words", "/staff/queue?status=&text={}"),
    ):
        measure(name, [lambda path=path.format(pair): client.get(path) for pair in pairs])


def main(opinions: int, address: str) -> None:
    config = Config(database=address, secret_key="k" * 32, password_cost=0)
    database = Database(config)
    installation.prepare(config, database)
    with database.connection() as conn:
        if not queue.count(conn, ALL):
            accounts.add(conn, "bench", "包宝", Role.MANAGER, PASSWORD, END, cost=0)
            fill(conn, opinions)
        build(conn, address)
        searches(conn)
        pairs = words(conn, 100)
    database.close()
    pages(config, pairs)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        given = sys.argv[1:] + ["1000000", str(Path(temporary) / "intake.db")][len(sys.argv) - 1 :]
        main(int(given[0]), given[1])
