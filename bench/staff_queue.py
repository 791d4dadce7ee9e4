"""Server time of the queue's pages over many opinions: `python bench/staff_queue.py [ROWS] [DATABASE]`.

A tenth of the opinions waits, a tenth is in hand, the rest is finished; half a permille is urgent. DATABASE is a path
or a `postgresql://` address; it is filled where it is empty. Without it a temporary SQLite file is used.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from intake import accounts, catalogue, migrations, triage
from intake.app import create_app
from intake.clock import to_text
from intake.config import Config
from intake.db import Connection, Database, transaction
from intake.model import Role, Staff
from intake.resources import folder
from intake.store import circulars, offices, queue, staff

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
BODY = "我家住六楼，老公房加装电梯什么时候轮到我们？楼道堆物多年没人管，垃圾分类亭房也没有建好，请给个说法。" * 2
STATES = (("waiting", 10), ("confirmed", 2), ("handed_over", 3), ("answered", 5), ("closed", 75), ("set_aside", 5))
BATCH = 5_000
PASSWORD = "a-long-password"
OPINION = """INSERT INTO opinion (id, office_id, channel, origin, status, subject, body, place, name, phone, email,
    wants_answer, received_at, registered_at, details, unit_id, held, seal, urgent, enriched_at, band)
    VALUES (:id, 1, :channel, 'self', :status, '', :body, '', '', '', '', 0, :at, :at, '{}', :unit, :held, :seal,
    :urgent, :at, :band)"""
LINK = """INSERT INTO link (opinion_id, issue_id, state, origin, main, rank, probability, evidence, linked_at)
    VALUES (:id, :issue, :state, 'machine', 0, 1, 0.8, '[[6, 10, "加装电梯"]]', :at)"""


def prepare(conn: Connection, rows: int) -> None:
    """An office with the seeds' circular and many opinions."""
    with transaction(conn):
        offices.ensure(conn, "测试办公室")
    accounts.add(conn, "bo", "包宝", Role.MANAGER, PASSWORD, NOW, cost=0)
    bo = staff.by_login(conn, "bo")
    circular = (folder("seeds") / "circular.txt").read_bytes()
    catalogue.set_state(conn, catalogue.import_(conn, circular, "circular.txt", None, bo, NOW), "open", bo, NOW)
    began = time.perf_counter()
    fill(conn, rows, bo)
    print(f"{rows:,} opinions in {time.perf_counter() - began:.0f} s on {conn.dialect}")


def fill(conn: Connection, rows: int, bo: Staff) -> None:
    """Opinions a minute apart, as an office has them after years."""
    rnd, issues = random.Random(1), [issue.id for issue in circulars.linkable(conn)]
    units = [triage.unit(conn, f"第 {n} 单位", bo, NOW) for n in range(1, 31)]
    for start in range(0, rows, BATCH):
        made = [_row(rnd, rows - n, n + 1, issues, units) for n in range(start, min(rows, start + BATCH))]
        with transaction(conn):
            conn.executemany(OPINION, made)
            conn.executemany(
                "INSERT INTO register (office_id, year, number, opinion_id) VALUES (1, 2026, :number, :id)", made
            )
            conn.executemany(LINK, made)
    conn.execute("ANALYZE")


def _row(rnd: random.Random, age: int, number: int, issues: list[int], units: list[int]) -> dict[str, object]:
    at = NOW - timedelta(minutes=age)
    [status] = rnd.choices([s for s, _ in STATES], [weight for _, weight in STATES])
    return {
        "id": int(at.timestamp() * 1000) << 21 | rnd.getrandbits(21),
        "number": number,
        "channel": rnd.choice(["web"] * 5 + ["email"] * 2 + ["phone"] * 2 + ["letter"]),
        "status": status,
        "body": f"{number} {BODY}",
        "at": to_text(at),
        "unit": rnd.choice(units) if status in ("handed_over", "answered") else None,
        "held": "同一网络一小时内提交了 20 件以上" if rnd.random() < 0.02 else None,
        "seal": "proposed" if rnd.random() < 0.01 else "none",
        "urgent": int(rnd.random() < 0.0005),
        "band": rnd.choice(["sure", "sure", "look", "none", None]),
        "issue": rnd.choice(issues),
        "state": "suggested" if status == "waiting" else "confirmed",
    }


def measure(name: str, act: Callable[[], object], times: int = 7) -> None:
    """Print of some runs the median, the slowest, and the median of what they took of a processor, milliseconds."""
    took, busy = [], []
    for _ in range(times):
        began, used = time.perf_counter(), time.process_time()
        act()
        took.append((time.perf_counter() - began) * 1000)
        busy.append((time.process_time() - used) * 1000)
    print(f"{name:34s} {statistics.median(took):9.1f} {max(took):9.1f} {statistics.median(busy):9.1f}")


def main(rows: int, address: str) -> None:
    config = Config(database=address, secret_key="k" * 32, password_cost=0)
    database = Database(config)
    migrations.migrate(database)
    with database.connection() as conn:
        if not staff.every(conn):
            prepare(conn, rows)
        issue, middle = circulars.linkable(conn)[20].id, queue.page(conn, queue.Filter(), limit=rows // 20)[-1].id
        unit = staff.units(conn)[3].id
    database.close()
    client = create_app(config).test_client()
    html = client.get("/staff/login").text
    token = html.partition('name="csrf_token" value="')[2].partition('"')[0]
    client.post("/staff/login", data={"csrf_token": token, "login": "bo", "password": PASSWORD})
    client.get("/staff/queue")
    print(f"{'page':34s} {'median ms':>9s} {'slowest':>9s} {'CPU':>9s}")
    for name, query in (
        ("waiting, with the first opinion", ""),
        ("waiting, in the middle", f"?after={middle}"),
        ("sure band", "?band=sure"),
        ("not linked yet", "?band=pending"),
        ("held", "?held=1"),
        ("letters", "?channel=letter"),
        ("handed over to a unit", f"?status=handed_over&unit_id={unit}"),
        ("closed", "?status=closed"),
        ("all", "?status="),
        ("an issue, waiting", f"?issue_id={issue}"),
        ("an issue, all", f"?status=&issue_id={issue}"),
        ("a frequent word, all", "?status=&text=电梯"),
        ("a word that nobody wrote, waiting", "?text=没有人写过"),
    ):
        measure(name, lambda query=query: client.get(f"/staff/queue{query}"))
    measure("one opinion beside its list", lambda: client.get(f"/staff/queue/{middle}"))
    with database.connection() as conn:
        measure("the counts alone", lambda: queue.tally(conn, sealed=False))
        measure("the list alone", lambda: queue.page(conn, queue.Filter()))
        measure("the next one", lambda: queue.after(conn, queue.Filter(), middle))
    database.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        given = sys.argv[1:] + ["100000", str(Path(temporary) / "intake.db")][len(sys.argv) - 1 :]
        main(int(given[0]), given[1])
