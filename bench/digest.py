"""The digest of a week of ten thousand opinions among a million: `python bench/digest.py [opinions] [database]`.

Prints seconds for the figures and for each form (PDF where LibreOffice is installed), and the peak of memory. The
database is kept where it is named.
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

from crowd import END, crowd

from intake.db import Database
from intake.digest.forms import EVERY, offered
from intake.digest.periods import Scope, parse
from intake.digest.snapshot import snapshot

WEEK = Scope(parse("2026-W47"))


def main() -> None:
    opinions = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(folder) / "intake.db"
        _measure(crowd(path, opinions))


def _measure(config) -> None:
    database = Database(config)
    with database.connection() as conn:
        for _ in range(3):
            start = time.perf_counter()
            found = snapshot(conn, config, WEEK, END)
            print(f"figures   {time.perf_counter() - start:6.2f} s   {found['totals']['registered']} opinions")
    whole = 0.0
    for name in offered():
        start = time.perf_counter()
        data = EVERY[name].render(found)
        spent = time.perf_counter() - start
        whole += spent
        print(f"{name:8s}  {spent:6.2f} s   {len(data) / 1e6:6.1f} MB")
    print(f"all forms {whole:6.2f} s   peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    database.close()


if __name__ == "__main__":
    main()
