"""How long the service takes to answer, first and later, and its memory when idle: `python bench/start.py`.

Memory is the proportional set size of all its processes, worker included, after each has done its first work.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from statistics import median

INTAKE = Path(sys.executable).parent / "intake"


def start(database: Path) -> tuple[subprocess.Popen[str], str, float]:
    environment = {**os.environ, "INTAKE_DATABASE": str(database)}
    began = time.perf_counter()
    process = subprocess.Popen([INTAKE, "serve"], env=environment, stderr=subprocess.PIPE, text=True)
    said = ""
    while "Ctrl-C" not in said:
        said += process.stderr.readline()
    address = re.search(r"(http://\S+?)/\n", said)[1]
    while True:
        try:
            urllib.request.urlopen(address).read()
            return process, address, time.perf_counter() - began
        except OSError:
            time.sleep(0.01)


def end(process: subprocess.Popen[str]) -> float:
    began = time.perf_counter()
    process.send_signal(signal.SIGINT)
    process.wait()
    return time.perf_counter() - began


def tree(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(below for child in children for below in tree(int(child)))]


def memory(pid: int) -> float:
    """Megabytes."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"^Pss:\s+(\d+)", text, re.M)[1]) / 1024


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "intake.db"
        process, _, first = start(database)
        end(process)
        times, ends = [], []
        for _ in range(5):
            process, address, seconds = start(database)
            times.append(seconds)
            ends.append(end(process))
        process, address, _ = start(database)
        for _ in range(20):
            urllib.request.urlopen(f"{address}/opinion").read()
        time.sleep(3)
        sizes = {pid: memory(pid) for pid in tree(process.pid)}
        end(process)
    print(f"first start {first:.2f} s, later {median(times):.2f} s, end {median(ends):.2f} s")
    print(
        f"idle memory {sum(sizes.values()):.0f} MB in {len(sizes)} processes: "
        + " + ".join(f"{s:.0f}" for s in sizes.values())
    )


if __name__ == "__main__":
    main()
