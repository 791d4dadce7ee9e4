"""Citizens at a form: each opens a connection, gets the page, sends an opinion, waits for the receipt."""

import http.client
import multiprocessing
import secrets
import threading
import time
from dataclasses import dataclass
from statistics import quantiles
from urllib.parse import urlencode

TEXT = "我家住六楼，今年七十八了，下一趟楼要歇三回。楼里十二户都签了字，电梯到现在没有动静，还要等多久？"


@dataclass(frozen=True, slots=True)
class Load:
    """What a run gave: pairs of GET and POST a second, milliseconds of the POST and of the pair, errors."""

    pairs: float
    post_p50: float
    post_p99: float
    pair_p50: float
    pair_p99: float
    errors: int

    def __str__(self) -> str:
        return (
            f"{self.pairs:7.1f} pairs/s   POST p50 {self.post_p50:5.1f} p99 {self.post_p99:6.1f} ms   "
            f"pair p50 {self.pair_p50:5.1f} p99 {self.pair_p99:6.1f} ms   errors {self.errors}"
        )


def run(port: int, seconds: float, *, processes: int = 2, clients: int = 4) -> Load:
    """Load a server on loopback with `processes` × `clients` citizens at once."""
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    started = [context.Process(target=_process, args=(port, seconds, clients, queue)) for _ in range(processes)]
    for process in started:
        process.start()
    found = [queue.get() for _ in started]
    for process in started:
        process.join()
    posts = [t for one in found for t in one["posts"]]
    pairs = [t for one in found for t in one["pairs"]]
    errors = sum(one["errors"] for one in found)
    if len(pairs) < 2:
        raise SystemExit(f"the server answered nothing useful ({errors} errors)")
    return Load(len(pairs) / seconds, *_percentiles(posts), *_percentiles(pairs), errors)


def _percentiles(seconds: list[float]) -> tuple[float, float]:
    cut = quantiles(seconds, n=100)
    return cut[49] * 1000, cut[98] * 1000


def _process(port, seconds, clients, queue) -> None:
    found = {"posts": [], "pairs": [], "errors": 0}
    end = time.monotonic() + seconds
    threads = [threading.Thread(target=_client, args=(port, end, found)) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    queue.put(found)


def _client(port: int, end: float, found: dict) -> None:
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": f"http://127.0.0.1:{port}",
        "Sec-Fetch-Site": "same-origin",
    }
    while time.monotonic() < end:
        began = time.perf_counter()
        try:
            conn = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            conn.request("GET", "/opinion")
            conn.getresponse().read()
            body = urlencode({"key": secrets.token_hex(16), "body": TEXT, "consent": "y"})
            sent = time.perf_counter()
            conn.request("POST", "/opinion", body, headers)
            answer = conn.getresponse().read()
            conn.close()
        except (OSError, http.client.HTTPException):
            found["errors"] += 1
            continue
        if b"data-code=" not in answer:
            found["errors"] += 1
            continue
        done = time.perf_counter()
        found["posts"].append(done - sent)
        found["pairs"].append(done - began)
