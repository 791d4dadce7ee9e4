"""The public form as a citizen gets it: bytes on first load, server time when cached, Chromium on slow 4G with 4x CPU.

`python bench/public.py`; the circular is the one in `seeds/`.
"""

import gzip
import re
import statistics
import tempfile
import threading
import time
from pathlib import Path

from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from intake import installation
from intake.app import create_app
from intake.config import Config
from intake.db import Database

TIMES = 300
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
OBSERVE = """window.seen = {lcp: 0, long: 0};
new PerformanceObserver(l => l.getEntries().forEach(e => { seen.lcp = e.startTime; }))
    .observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver(l => l.getEntries().forEach(e => { seen.long += Math.max(0, e.duration - 50); }))
    .observe({type: 'longtask', buffered: true});"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        config = Config(database=str(Path(folder) / "intake.db"), password_cost=0)
        database = Database(config)
        installation.prepare(config, database)
        database.close()
        app = create_app(config)
        for path in ("/opinion", "/en/opinion"):
            weigh(app.test_client(), path)
        for path in ("/opinion", "/", "/lookup"):
            clock(app.test_client(), path)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever).start()
        try:
            for path in ("/opinion", "/", "/opinion?size=large", "/en/opinion"):
                browse(f"http://127.0.0.1:{server.server_port}", path)
        finally:
            server.shutdown()


def weigh(client, path: str) -> None:
    html = client.get(path).text
    parts = {path: len(gzip.compress(html.encode()))}
    for asset in re.findall(r'(?:href|src)="(/assets/[^"]+)"', html):
        with client.get(asset) as response:
            parts[asset.rpartition("/")[2]] = len(gzip.compress(response.data, 9))
    print(f"{path}: {sum(parts.values()):,} bytes packed", parts)


def clock(client, path: str) -> None:
    headers = {"Accept-Encoding": "gzip"}
    client.get(path, headers=headers)
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        client.get(path, headers=headers)
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    print(f"{path}: {statistics.median(took):.2f} ms median, {took[int(TIMES * 0.95)]:.2f} ms p95 in the application")


def browse(base: str, path: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 360, "height": 740})
        page.add_init_script(OBSERVE)
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", SLOW_4G)
        session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        page.goto(base + path, wait_until="load")
        page.wait_for_timeout(500)
        found = page.evaluate(
            """() => ({fcp: performance.getEntriesByName('first-contentful-paint')[0].startTime, ...seen,
            load: performance.timing.loadEventEnd - performance.timing.navigationStart,
            bytes: performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))
                .reduce((all, e) => all + e.transferSize, 0)})"""
        )
        work = ""
        if "opinion" in path:
            began = time.perf_counter()
            page.focus("#body")
            page.wait_for_function("() => document.getElementById('proof').value", timeout=60_000)
            work = f", proof of work {time.perf_counter() - began:.1f} s"
        print(
            f"{path}: first paint {found['fcp']:.0f} ms, largest {found['lcp']:.0f} ms, load {found['load']:.0f} ms, "
            f"blocked {found['long']:.0f} ms, {found['bytes']:,.0f} bytes over the wire{work}"
        )
        browser.close()


if __name__ == "__main__":
    main()
