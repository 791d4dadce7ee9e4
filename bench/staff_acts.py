"""Acts of staff by eight clerks at once on one SQLite file: `python bench/staff_acts.py [OPINIONS_EACH] [DATABASE]`.

Each clerk is a process that sends the forms of the opinion's page: linking, classifying, a note, handing over or
closing, and takes every tenth closing back. Every answer must be the redirection of an act that was done.
"""

import multiprocessing
import statistics
import sys
import tempfile
import time
from pathlib import Path

from intake import accounts, clock, installation, triage
from intake.app import create_app
from intake.config import Config
from intake.db import Database
from intake.model import Channel, Role, Submission
from intake.receive import receive
from intake.store import circulars, staff

CLERKS = 8
PASSWORD = "a-long-password"
BODY = "我家住六楼，老公房加装电梯什么时候轮到我们？楼道堆物多年没人管，请给个说法。"


def prepare(config: Config, each: int) -> list[list[int]]:
    """Eight managers and as many opinions for each; their ids."""
    database = Database(config)
    installation.prepare(config, database)
    with database.connection() as conn:
        now = clock.now()
        for n in range(CLERKS):
            accounts.add(conn, f"clerk{n}", f"经办{n}", Role.MANAGER, PASSWORD, now, cost=0)
        triage.unit(conn, "区房管局", staff.by_login(conn, "clerk0"), now)
        keys = [[f"bench-{n}-{m}" for m in range(each)] for n in range(CLERKS)]
        made = [
            [
                receive(conn, Submission(channel=Channel.WEB, key=key, body=f"{key} {BODY}"), now).opinion_id
                for key in own
            ]
            for own in keys
        ]
    database.close()
    return made


def work(config: Config, clerk: int, own: list[int], start: float, results: "multiprocessing.Queue[object]") -> None:
    """What one clerk does; milliseconds of each act, and what was answered otherwise than by a redirection."""
    app = create_app(config)
    client = app.test_client()
    token = client.get("/staff/login").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    client.post("/staff/login", data={"csrf_token": token, "login": f"clerk{clerk}", "password": PASSWORD})
    token = client.get("/staff/queue").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    database: Database = app.extensions["intake"].database
    with database.connection() as conn:
        issue = circulars.linkable(conn)[clerk].id
    cookie = client.get_cookie("intake_staff", path="/staff")
    assert cookie is not None
    # always the cookie of the page: messages that no page shows would pile up in it
    sender, head = app.test_client(use_cookies=False), {"Cookie": f"intake_staff={cookie.value}"}
    took, wrong = list[float](), list[str]()
    time.sleep(max(0.0, start - time.time()))
    for n, opinion_id in enumerate(own):
        for path, fields in _acts(n, opinion_id, issue):
            began = time.perf_counter()
            answer = sender.post(path, headers=head, data={"csrf_token": token, "seen": "0", **fields}).status_code
            took.append((time.perf_counter() - began) * 1000)
            if answer != 303:
                wrong.append(f"{path}: {answer}")
    results.put((took, wrong, time.time()))


def _acts(n: int, opinion_id: int, issue: int) -> list[tuple[str, dict[str, str]]]:
    at = f"/staff/queue/{opinion_id}"
    last = (f"{at}/close", {"version": "3", "outcome": "noted"})
    if n % 5 == 0:
        last = (f"{at}/hand_over", {"version": "3", "unit": "区房管局", "days": "10", "kind": "working"})
    found = [
        (f"{at}/confirm", {"version": "1", "main": str(issue)}),
        (f"{at}/classify", {"version": "2", "nature": "suggestion"}),
        (f"{at}/note", {"version": "3", "text": "已电话核实"}),
        last,
    ]
    return [*found, ("/staff/queue/undo", {})] if n % 10 == 1 else found


def main(each: int, address: str) -> None:
    config = Config(database=address, secret_key="k" * 32, password_cost=0)
    made = prepare(config, each)
    results: multiprocessing.Queue[object] = multiprocessing.Queue()
    start = time.time() + 6
    people = [multiprocessing.Process(target=work, args=(config, n, own, start, results)) for n, own in enumerate(made)]
    for person in people:
        person.start()
    said = [results.get() for _ in people]
    for person in people:
        person.join()
    took = sorted(each for done, _, _ in said for each in done)  # type: ignore[misc]
    wrong = [line for _, lines, _ in said for line in lines]  # type: ignore[misc]
    seconds = max(end for _, _, end in said) - start  # type: ignore[misc]
    middle, most = statistics.median(took), took[len(took) * 99 // 100]
    print(f"{CLERKS} clerks, {len(took):,} acts in {seconds:.1f} s: {len(took) / seconds:.0f} a second")
    print(f"an act: median {middle:.1f} ms, 99 % {most:.1f}, slowest {took[-1]:.1f}; errors: {len(wrong)}")
    for line in wrong[:10]:
        print(line)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        given = sys.argv[1:] + ["200", str(Path(temporary) / "intake.db")][len(sys.argv) - 1 :]
        main(int(given[0]), given[1])
