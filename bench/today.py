"""Server time of the page of the day among a million opinions, and of lists it leads to: `python bench/today.py
[opinions] [database]`.

Ten thousand opinions a week, as in `digest.py`; the database is kept where it is named. Also opens of every table of
the page the list behind its rarest number and the one behind its largest.
"""

import re
import sys
import tempfile
from html import unescape
from pathlib import Path

from crowd import crowd
from staff_queue import PASSWORD, measure

from intake import accounts
from intake.app import create_app
from intake.clock import now
from intake.db import Database
from intake.model import Role
from intake.store import staff

WEEK, EARLY, MONTH = (f"/staff/today?range=2026-{name}" for name in ("W47", "W20", "11"))


def main(opinions: int, path: Path) -> None:
    config = crowd(path, opinions)
    database = Database(config)
    with database.connection() as conn:
        if not any(person.login == "bo" for person in staff.every(conn)):
            accounts.add(conn, "bo", "包宝", Role.MANAGER, PASSWORD, now(), cost=0)
    database.close()
    client = create_app(config).test_client()
    token = client.get("/staff/login").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    client.post("/staff/login", data={"csrf_token": token, "login": "bo", "password": PASSWORD})
    client.get("/staff/queue")
    print(f"{'page':34s} {'median ms':>9s} {'slowest':>9s} {'CPU':>9s}")
    for name, address in (
        ("week", WEEK),
        ("a week half a year ago", EARLY),
        ("month", MONTH),
        ("today", "/staff/today"),
    ):
        measure(name, lambda address=address: client.get(address))
    html = client.get(WEEK).text + client.get(EARLY).text
    for caption, table in re.findall(r"<caption>(.*?)</caption>(.*?)</table>", html, re.S):
        links = re.findall(r'<a href="(/staff/queue\?[^"]+)">(\d+)</a>', table)
        for address, number in sorted(links, key=lambda link: int(link[1]))[:: max(1, len(links) - 1)]:
            measure(f"{caption[:12]} {number}", lambda address=address: client.get(unescape(address)), 3)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        given = sys.argv[1:] + ["1000000", f"{folder}/intake.db"][len(sys.argv) - 1 :]
        main(int(given[0]), Path(given[1]))
