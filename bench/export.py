"""Exports of a hundred thousand opinions beside a plain openpyxl one: `python bench/export.py [rows] [database]`.

Each form in a process of its own: seconds, size, peak of memory. An ordered one is made as the worker makes it for a
page, into the database. The plain one reads all rows, then fills a workbook, as an admin page's export action does.
"""

import multiprocessing
import resource
import sys
import tempfile
import time
from pathlib import Path

from crowd import END, crowd

from intake import accounts
from intake.clock import now
from intake.db import Database
from intake.export import orders
from intake.export.columns import COLUMNS, cells
from intake.export.run import _names, export
from intake.model import Role
from intake.store import exports, staff
from intake.store.exports import Wanted


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(folder) / "intake.db"
        config = crowd(path, rows)
        context = multiprocessing.get_context("spawn")
        for form in ("csv", "jsonl", "xlsx", "csv as written", "xlsx as written", "csv ordered", "plain openpyxl"):
            process = context.Process(target=_run, args=(config, form, Path(folder) / "out"))
            process.start()
            process.join()


def _run(config, form: str, out: Path) -> None:
    database = Database(config)
    with database.connection() as conn, out.open("wb") as file:
        start = time.perf_counter()
        if form == "plain openpyxl":
            _plain(conn, file)
        elif form == "csv ordered":
            _ordered(conn, config)
        else:
            name, _, written = form.partition(" ")
            export(conn, name, Wanted(), file, None, END, private=not written)
        spent = time.perf_counter() - start
    database.close()
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu, peak = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    print(
        f"{form:16s} {spent:6.2f} s, CPU {cpu:6.2f} s   {out.stat().st_size / 1e6:6.1f} MB   peak {peak:5.0f} MB",
        flush=True,
    )


def _ordered(conn, config) -> None:
    if not any(person.login == "bo" for person in staff.every(conn)):
        accounts.add(conn, "bo", "包宝", Role.MANAGER, "a-long-password", END, cost=0)
    orders.order(conn, "csv", Wanted(), staff.by_login(conn, "bo"), now())
    orders.work(conn, config, now())


def _plain(conn, file) -> None:
    import openpyxl

    names = _names(conn, private=True)
    opinions = [opinion for page in exports.pages(conn, Wanted()) for opinion in page]
    book = openpyxl.Workbook()
    book.active.append([column.title for column in COLUMNS])
    for opinion in opinions:
        book.active.append(cells(opinion, names))
    book.save(file)


if __name__ == "__main__":
    main()
