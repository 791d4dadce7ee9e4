"""A database with many opinions, written straight into the tables: through the door it would take an hour.

Ten thousand a week, the newest week being 2026-W47; links, register and what staff did are as they would be, only the
histories' hashes are made up.
"""

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from intake import installation
from intake.clock import to_text
from intake.config import Config
from intake.db import Connection, Database, transaction
from intake.store import circulars

WEEK = 10_000
END = datetime(2026, 11, 22, 16, tzinfo=UTC)  # Sunday 24:00 in Shanghai
_PIECES = (
    "我家住六楼，今年七十八了，膝盖做过手术，下一趟楼要歇三回。",
    "楼里十二户早就都签了字，电梯到现在没有动静，想问问还要等多久。",
    "菜场门口的垃圾桶天天满出来，夏天味道很大，希望多派人清理。",
    "通报里说已经完成整改，可是我们弄堂的路面还是坑坑洼洼。",
    "社区食堂开了以后老人都说好，就是座位少了一点。",
    "停车位不够，晚上消防通道两边全停满了，真着火怎么办。",
    "打电话到居委会问，说要等街道通知，等了三个月没有下文。",
    "感谢工作人员上门，态度很好，问题当天就解决了。",
)
_CHANNELS = ("web", "web", "web", "email", "phone", "phone", "letter")
_DATA: dict[str, dict] = {
    "received": {"origin": "self"},
    "confirmed": {"issues": [], "origin": "single"},
    "answered": {"message": 0},
    "closed": {"outcome": "solved"},
}


def crowd(path: Path, opinions: int) -> Config:
    """Make the database; where there is one of that size already, it is taken as it is."""
    config = Config(database=str(path), secret_key="k" * 32, password_cost=0)
    database = Database(config)
    there = path.exists()
    installation.prepare(config, database)
    if not there:
        with database.connection() as conn:
            _fill(conn, opinions)
    database.close()
    return config


def _fill(conn: Connection, opinions: int) -> None:
    dice, issues = random.Random(47), [issue.id for issue in circulars.linkable(conn)]
    step = timedelta(weeks=1) / WEEK
    for start in range(0, opinions, WEEK):
        rows = [_opinion(n, END - step * (opinions - n), dice) for n in range(start, min(start + WEEK, opinions))]
        with transaction(conn):
            _insert(conn, "opinion", rows)
            _insert(conn, "register", [_register(row, n) for n, row in enumerate(rows, start=start + 1)])
            _insert(conn, "link", [link for row in rows for link in _links(row, issues, dice)])
            _insert(conn, "event", [event for row in rows for event in _events(row)])
    conn.execute("ANALYZE")


def _insert(conn: Connection, table: str, rows: list[dict]) -> None:
    names = list(rows[0])
    places = ", ".join(f":{name}" for name in names)
    conn.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})", rows)


def _opinion(n: int, at: datetime, dice: random.Random) -> dict:
    status = dice.choice(("waiting", "confirmed", "answered", "closed", "closed", "closed"))
    if at < END - timedelta(weeks=6):
        status = "closed"
    return {
        "id": int(at.timestamp() * 1000) << 21 | n % (1 << 21),
        "office_id": 1,
        "channel": dice.choice(_CHANNELS),
        "origin": "self",
        "status": status,
        "subject": "",
        "body": "".join(dice.sample(_PIECES, 3)) + f"我住{n % 997}弄。",
        "place": "",
        "name": "",
        "phone": "",
        "email": "",
        "wants_answer": 0,
        "received_at": to_text(at),
        "registered_at": to_text(at),
        "details": "{}",
        "nature": dice.choice(("suggestion", "criticism", "request")),
        "stance": dice.choice(("accepts", "doubts", "silent", None)),
        "outcome": "solved" if status == "closed" else None,
        "seal": "none" if dice.random() > 0.01 else "sealed",
        "enriched_at": to_text(at),
    }


def _register(row: dict, n: int) -> dict:
    return {"office_id": 1, "year": 2026, "number": n, "opinion_id": row["id"]}


def _links(row: dict, issues: list[int], dice: random.Random) -> list[dict]:
    decided = row["status"] != "waiting"
    return [
        {
            "opinion_id": row["id"],
            "issue_id": issue_id,
            "state": ("confirmed" if rank == 1 else "rejected") if decided else "suggested",
            "origin": "single" if decided else "machine",
            "main": int(decided and rank == 1),
            "rank": rank,
            "probability": 0.5,
            "evidence": "[]",
            "linked_at": row["registered_at"],
        }
        for rank, issue_id in enumerate(dice.sample(issues, 3), start=1)
    ]


def _events(row: dict) -> list[dict]:
    kinds = {"waiting": [], "confirmed": ["confirmed"], "answered": ["confirmed", "answered"]}
    acts = ["received", *kinds.get(row["status"], ["confirmed", "answered", "closed"])]
    return [
        {
            "subject_id": row["id"],
            "seq": seq,
            "kind": kind,
            "at": row["registered_at"],
            "data": json.dumps(_DATA[kind] | ({"channel": row["channel"]} if kind == "received" else {})),
            "hash": "",
        }
        for seq, kind in enumerate(acts, start=1)
    ]
