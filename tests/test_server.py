"""`intake serve` as its own processes: starting, ending, and everything that may happen to it."""

import http.client
import os
import random
import re
import resource
import secrets
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from service import Service, serving, start

from intake import inspection
from intake.config import Config
from intake.db import Database

pytestmark = pytest.mark.slow
ROUNDS, CITIZENS = 20, 4


def send(service: Service) -> str | None:
    """Send an opinion; the code of the receipt that was shown."""
    page = service.post("/opinion", key=secrets.token_hex(16), body="电梯什么时候装", consent="y")
    found = re.search(r'data-code="(\d{16})"', page)
    return found[1] if found else None


def test_it_says_where_it_is_and_how_to_log_in(tmp_path: Path) -> None:
    with serving(tmp_path / "intake.db") as service:
        assert f"{service.url}/staff/" in service.said
        password = re.search(r"账号 manager（负责人），密码 (\S+)", service.said)
        assert password is not None
        assert "我要提意见" in service.get("/")


def test_ctrl_c_ends_it_cleanly(tmp_path: Path) -> None:
    with serving(tmp_path / "intake.db") as service:
        children = service.children()
        began = time.monotonic()
        assert service.end() == 0
        assert time.monotonic() - began < 5
        assert not any(Path(f"/proc/{pid}").exists() for pid in children)
        assert service.process.stderr is not None
        assert "Traceback" not in service.process.stderr.read()


def test_a_request_under_way_is_answered_before_it_ends(tmp_path: Path) -> None:
    with serving(tmp_path / "intake.db") as service:
        codes: list[str | None] = []
        threads = [threading.Thread(target=lambda: codes.append(send(service))) for _ in range(4)]
        for thread in threads:
            thread.start()
        time.sleep(0.05)
        os.kill(service.process.pid, signal.SIGTERM)
        for thread in threads:
            thread.join()
        assert service.process.wait(20) == 0


def test_a_later_start_is_quick(tmp_path: Path) -> None:
    with serving(tmp_path / "intake.db") as service:
        service.end()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with serving(tmp_path / "intake.db") as service:
        assert "已建立账号" not in service.said
        service.end()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # the processor's seconds, from start to end: other tests may be taking their share of the clock's
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 3


@pytest.mark.parametrize("number", [0, 1])
def test_a_process_that_dies_is_started_again(tmp_path: Path, number: int) -> None:
    with serving(tmp_path / "intake.db") as service:
        victim = service.children()[number]
        os.kill(victim, signal.SIGKILL)
        deadline = time.monotonic() + 15
        while victim in (now := service.children()) or len(now) < 2:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert wait_for_page(service)
        assert send(service)


def wait_for_page(service: Service) -> bool:
    for _ in range(100):
        with suppress(OSError):
            return "我要提意见" in service.get("/")
        time.sleep(0.1)
    return False


def test_the_demonstration_has_opinions_and_an_account(tmp_path: Path) -> None:
    with serving(tmp_path / "intake.db", "--demo") as service:
        assert re.search(r"账号 demo，密码 \S+", service.said)
    with Database(Config(database=str(tmp_path / "intake.db"))).connection() as conn:
        row = conn.execute("SELECT COUNT(*) AS n FROM opinion").fetchone()
        assert row is not None
        assert row["n"] >= 20


def test_a_taken_port_is_said(tmp_path: Path) -> None:
    with serving(tmp_path / "intake.db") as service:
        port = service.url.rpartition(":")[2]
        with pytest.raises(AssertionError, match="cannot listen"):
            start(tmp_path / "other.db", port=port)


def test_every_receipt_shown_before_the_plug_was_pulled_can_be_looked_up(tmp_path: Path) -> None:
    chance, shown = random.Random(2026), set[str]()
    for _ in range(ROUNDS):
        with serving(tmp_path / "intake.db", threads="4") as service:
            shown |= _until_killed(service, after=chance.uniform(0, 0.3))
    assert len(shown) >= ROUNDS
    with serving(tmp_path / "intake.db") as service:
        assert [code for code in shown if "登记编号" not in service.post("/lookup", code=code)] == []
        service.end()
    with Database(Config(database=str(tmp_path / "intake.db"))).connection() as conn:
        assert list(inspection.findings(conn)) == []


def _until_killed(service: Service, *, after: float) -> set[str]:
    codes: set[str] = set()

    def citizen() -> None:
        with suppress(OSError, http.client.HTTPException):
            while code := send(service):
                codes.add(code)

    threads = [threading.Thread(target=citizen) for _ in range(CITIZENS)]
    for thread in threads:
        thread.start()
    while not codes:
        time.sleep(0.01)
    time.sleep(after)
    service.kill()
    for thread in threads:
        thread.join()
    return codes
