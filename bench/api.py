"""Programs at the JSON interface: submit, suggest, look up, each in turn: `python bench/api.py [seconds]`.

Beside them the cost of counting a call against its key, empty and after many calls of the same hour.
"""

import http.client
import json
import secrets
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median, quantiles

from load import TEXT
from serving import serving

from intake import api_keys, clock, installation
from intake.api_keys import MOST, Right
from intake.config import Config
from intake.db import Database
from intake.store import api_keys as stored

SERVER, CLIENTS = "gunicorn 1x4", 4
CALLS = {
    "submit": ("/api/v1/opinions", {"body": TEXT, "consent": True}, 201),
    "suggest": ("/api/v1/suggestions", {"text": TEXT}, 200),
    "look up": ("/api/v1/lookups", {"receipt": ""}, 200),
}


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 8.0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "intake.db"
        secret = prepared(path)
        with serving("durable", SERVER, path) as port:
            receipt = ask(http.client.HTTPConnection("127.0.0.1", port), secret, *CALLS["submit"][:2])[1]["receipt"]
            for name, (address, given, wanted) in CALLS.items():
                sent = {"receipt": receipt} if name == "look up" else given
                run(port, secret, address, sent, wanted, 1.0)
                print(f"{name:8s} {run(port, secret, address, sent, wanted, seconds)}", flush=True)


def prepared(path: Path) -> str:
    """A key in a new database, after the cost of counting its calls was printed."""
    config = Config(database=str(path), password_cost=0)
    database = Database(config)
    installation.prepare(config, database)
    with database.connection() as conn:
        secret = api_keys.add(conn, "bench", tuple(Right), MOST, clock.now())
        key = stored.by_secret(conn, secret)
        for before in (0, 5000):
            for _ in range(before):
                api_keys.spend(conn, key, clock.now())
            took = []
            for _ in range(500):
                began = time.perf_counter()
                api_keys.spend(conn, key, clock.now())
                took.append((time.perf_counter() - began) * 1000)
            print(f"counting a call after {before}: {median(took):.2f} ms", flush=True)
    database.close()
    return secret


def ask(conn: http.client.HTTPConnection, secret: str, address: str, given: object) -> tuple[int, dict]:
    headers = {
        "Content-Type": "application/json",
        "Authorization": f"Bearer {secret}",
        "Idempotency-Key": secrets.token_hex(16),
    }
    conn.request("POST", address, json.dumps(given), headers)
    answer = conn.getresponse()
    return answer.status, json.loads(answer.read())


def run(port: int, secret: str, address: str, given: object, wanted: int, seconds: float) -> str:
    took, wrong = list[float](), list[int]()
    end = time.monotonic() + seconds

    def client() -> None:
        conn = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.monotonic() < end:
            began = time.perf_counter()
            status, _ = ask(conn, secret, address, given)
            took.append((time.perf_counter() - began) * 1000)
            if status != wanted:
                wrong.append(status)

    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cut = quantiles(took, n=100)
    return f"{len(took) / seconds:6.0f}/s   p50 {cut[49]:5.1f} p99 {cut[98]:6.1f} ms   errors {len(wrong)}"


if __name__ == "__main__":
    main()
