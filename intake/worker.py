"""What happens beside the web server: read mailbox and scans, link, compare, index, send mail, remind, tidy.

Every task has a thread and a connection of its own, so that a mailbox that does not answer never delays a link. A task
that fails is tried again after a pause; what failed is written down where staff see it. Several workers, also on
several hosts, may run on one database: work is leased, the mailbox has a ledger.
"""

import logging
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import FrameType

from intake import clock, enrich, housekeeping, indexing, likeness, migrations
from intake.channels.mail import outbox, poller, watch
from intake.config import Config
from intake.db import Connection, Database, transaction
from intake.digest import standing
from intake.errors import IntakeError
from intake.export import orders
from intake.learning import versions
from intake.learning.groundwork import Groundwork
from intake.learning.suggester import Suggester
from intake.ocr import programs as ocr
from intake.ocr import work as reading
from intake.rerank import work as rerank
from intake.rerank.endpoint import Endpoint
from intake.store import heartbeats
from intake.units import reminding

log = logging.getLogger(__name__)
BEAT = timedelta(seconds=20)
GRACE = 2.0  # seconds for what is under way when the worker ends
LONGEST_PAUSE = 300.0  # seconds between two tries of a task that keeps failing


@dataclass(frozen=True, slots=True)
class Task:
    """`act` does what is due and says whether there may be more; `pause` is the rest in seconds when there is none."""

    name: str
    act: Callable[[Connection, datetime], bool]
    pause: float


def tasks(config: Config) -> list[Task]:
    """The standing tasks of an installation."""
    groundwork, told = Groundwork(), config.duty_email
    suggester = Suggester(groundwork)
    further = [enrich.RERANK] if config.llm_url else []
    found = [
        Task("link", lambda conn, now: enrich.work(conn, suggester, now, duty_email=told, further=further) > 0, 0.5),
        Task("learn", lambda conn, now: versions.learn(conn, groundwork, now), 60),
        Task("compare", lambda conn, now: likeness.work(conn, now) > 0, 0.5),
        Task("index", lambda conn, now: indexing.work(conn, now) > 0, 0.5),
        Task("scrub", _scrub, 30),
        Task("remind", lambda conn, now: reminding.work(conn, config, now), 300),
        Task("digest", lambda conn, now: standing.work(conn, config, now), 60),
        Task("digest_watch", lambda conn, now: standing.watch(conn, config, now), 300),
        Task("export", lambda conn, now: orders.work(conn, config, now), 2),
        Task("tidy", _tidy, 3600),
    ]
    if config.imap_host or config.imap_others:
        found.append(Task("poll", lambda conn, now: poller.attend(conn, config, now), config.poll_seconds))
        found.append(Task("watch", lambda conn, now: watch.watch(conn, config, now), 30))
    if config.ocr != "no" and ocr.available():
        found.append(Task("read", reading.work, 1))
    if config.smtp_host:
        found.append(Task("send", lambda conn, now: outbox.send_due(conn, config, now) > 0, 2))
    if config.llm_url:
        model = Endpoint(config.llm_url, config.llm_model, config.llm_key, config.llm_timeout)
        found.append(Task("rerank", lambda conn, now: rerank.work(conn, model, config.llm_daily, now), 1))
    return found


def _scrub(conn: Connection, now: datetime) -> bool:
    indexing.scrub(conn, now)
    return False


def _tidy(conn: Connection, now: datetime) -> bool:
    housekeeping.clear(conn, now)
    housekeeping.seal(conn, now)
    return False


def run(config: Config) -> None:
    """Work until SIGTERM or SIGINT."""
    told: list[int] = []  # an Event set by a signal handler could wait for the very lock that was interrupted

    def end(number: int, _frame: FrameType | None) -> None:
        told.append(number)

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    stop = threading.Event()
    database = Database(config)
    migrations.check(database)
    threads = [
        threading.Thread(target=_repeat, args=(database, task, stop), name=task.name, daemon=True)
        for task in tasks(config)
    ]
    for thread in threads:
        thread.start()
    while not told:
        time.sleep(0.2)
    stop.set()
    end_by = time.monotonic() + GRACE
    for thread in threads:
        thread.join(max(0, end_by - time.monotonic()))  # a mail server is not waited for: nothing half done is lost
    database.close()


def once(config: Config, database: Database) -> None:
    """Do everything that is due now, once and to the end."""
    for task in tasks(config):
        with database.connection() as conn:
            while task.act(conn, clock.now()):
                pass


def _repeat(database: Database, task: Task, stop: threading.Event) -> None:
    failures, beaten = 0, None
    while not stop.is_set():
        now = clock.now()
        try:
            with database.connection() as conn:
                more = task.act(conn, now)
                if beaten is None or now - beaten >= BEAT:
                    _note(conn, task, now)
                    beaten = now
            failures = 0
        except Exception as error:  # whatever it is, the task goes on after a pause, and the others meanwhile
            more, beaten, failures = False, None, failures + 1
            log.exception("task %s failed", task.name)
            with suppress(Exception), database.connection() as conn:
                _note(conn, task, now, _words(error))
        if not more:
            stop.wait(min(task.pause * 2**failures, LONGEST_PAUSE) if failures else task.pause)


def _note(conn: Connection, task: Task, now: datetime, error: str = "") -> None:
    """Write down for staff that a task succeeded, or what stopped it."""
    with transaction(conn):
        if error:
            heartbeats.missed(conn, task.name, error, now)
        else:
            heartbeats.beat(conn, task.name, now)


def _words(error: Exception) -> str:
    """What staff are told: our own sentence, else the kind of error; others' words may quote citizens."""
    return str(error) if isinstance(error, IntakeError) else type(error).__name__
