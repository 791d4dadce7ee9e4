"""Server time of the lists of what was handed over, the units' table and the ledger: `python bench/units.py [ROWS]`.

An office's opinions as in `bench/staff_queue.py`, a fifth of them handed over at some time, in a temporary SQLite file.
"""

import random
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from staff_queue import NOW, PASSWORD, measure, prepare

from intake import migrations
from intake.app import create_app
from intake.clock import from_text, to_text
from intake.config import Config
from intake.db import Connection, Database, transaction
from intake.ledger import overview
from intake.store import circulars, handover_lists, handovers, ledger, staff
from intake.store.handover_lists import Wanted
from intake.units.monthly import Month, monthly

TODAY = date(2026, 11, 20)
STATES = {"handed_over": "open", "answered": "replied", "closed": "done"}


def hand_over(conn: Connection, share: float = 0.2) -> None:
    """What a fifth of the opinions went through."""
    rnd, units = random.Random(1), [unit.id for unit in staff.units(conn)]
    rows = conn.execute("SELECT id, status, unit_id, received_at FROM opinion ORDER BY id").fetchall()
    made = []
    for row in rows:
        state = STATES.get(row["status"])
        if state is None or (state == "done" and rnd.random() > share):
            continue
        at = from_text(row["received_at"])
        settled = to_text(at + timedelta(days=rnd.randrange(1, 20))) if state != "open" else None
        made.append(
            {
                "id": row["id"],
                "state": state,
                "due": (at.date() + timedelta(days=14)).isoformat(),
                "at": to_text(at),
                "settled": settled,
                "unit": row["unit_id"] or rnd.choice(units),
            }
        )
    with transaction(conn):
        conn.executemany(
            """INSERT INTO handover (id, opinion_id, state, limit_days, limit_kind, due_on, handed_at, settled_at)
            VALUES (:id, :id, :state, 10, 'working', :due, :at, :settled)""",
            made,
        )
        conn.executemany("INSERT INTO handover_unit (handover_id, unit_id, lead) VALUES (:id, :unit, 1)", made)
    conn.execute("ANALYZE")
    print(f"{len(made):,} handed over")


def run(rows: int, config: Config) -> None:
    """Fill the database and measure."""
    database = Database(config)
    migrations.migrate(database)
    with database.connection() as conn:
        prepare(conn, rows)
        hand_over(conn)
        unit = staff.units(conn)[0].id
        for view in ("open", "overdue", "settled"):
            wanted = Wanted(view, TODAY, TODAY + timedelta(days=4))
            measure(f"list {view}", lambda wanted=wanted: handover_lists.page(conn, wanted))
        mine = Wanted("open", TODAY, TODAY + timedelta(days=4), unit)
        measure("list of one unit", lambda: handover_lists.page(conn, mine))
        measure("counts", lambda: handover_lists.counts(conn, wanted))
        measure("counts of one unit", lambda: handover_lists.counts(conn, mine))
        soon = TODAY + timedelta(days=4)
        measure("who is to be reminded", lambda: handovers.pressing(conn, soon=soon, today=TODAY, red=TODAY, limit=50))
        measure("month's table", lambda: monthly(conn, Month(2026, 11), NOW))
        circular = circulars.every(conn)[0].id
        measure("ledger, spoken", lambda: ledger.spoken(conn, circular))
        measure("ledger, whole", lambda: overview.lines(conn, circular))
        measure("come-backs of a week", lambda: ledger.come_backs(conn, NOW - timedelta(days=7), NOW, circular))
    app = create_app(config)
    client = app.test_client()
    html = client.get("/staff/login").text
    token = html.split('name="csrf_token" value="')[1].split('"')[0]
    client.post("/staff/login", data={"csrf_token": token, "login": "bo", "password": PASSWORD})
    for path in ("/staff/handovers", "/staff/units", "/staff/ledger"):
        measure(f"page {path}", lambda path=path: client.get(path))


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        run(count, Config(database=str(Path(folder) / "intake.db"), secret_key="k" * 32, password_cost=0))
