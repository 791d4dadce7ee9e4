"""The state of the service, for who runs it and for managers: what stands still is seen before a citizen notices."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import metadata

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from intake.accounts import Permission
from intake.config import Config
from intake.db import Connection
from intake.receive import ENRICH
from intake.store import heartbeats, jobs, mails, outbox, vitals
from intake.web.auth import needs
from intake.web.support import db, moment, services

bp = Blueprint("status", __name__, url_prefix="/staff/status")
bp.record(
    lambda state: state.app.jinja_env.globals.update(troubles=lambda: troubles(db(), services().config, moment()))
)
_MAILS = {"taken": "登记为意见", "duplicate": "重复", "kept": "非意见邮件，留存", "failed": "处理失败"}
_SILENT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Task:
    """A standing task: when it last succeeded and what stopped it since; `late` where it should have run by now."""

    words: str
    at: datetime | None
    error: str | None
    late: bool

    @property
    def well(self) -> bool:
        return not self.late and not self.error


@bp.get("")
@needs(Permission.SEE_STATUS)
def index() -> ResponseReturnValue:
    config, conn = services().config, db()
    beats = heartbeats.every(conn)
    return render_template(
        "status/index.html",
        tasks=tasks(config, beats, moment()),
        reconciled=_reconciled(beats),
        failures=outbox.failures(conn),
        waiting=jobs.waiting(conn, ENRICH),
        unindexed=jobs.waiting(conn, jobs.INDEX),
        mails=mails.counts(conn),
        mail_words=_MAILS,
        isolated=vitals.isolated(conn),
        size_mb=vitals.size_bytes(conn) / 1_000_000,
        database="PostgreSQL" if config.is_postgres else "SQLite",
        version=metadata.version("intake"),
        config=config,
    )


def _reconciled(beats: Mapping[str, tuple[datetime, str | None]]) -> list[tuple[str, datetime, str | None]]:
    """Each mailbox: when it was last compared with the ledger, and what had been missed until then."""
    prefix = f"{heartbeats.RECONCILED}:"
    return [(name.removeprefix(prefix), *beat) for name, beat in sorted(beats.items()) if name.startswith(prefix)]


def troubles(conn: Connection, config: Config, now: datetime) -> list[str]:
    """What is wrong at this moment, for the bar on top of every page of who may see it."""
    unwell: dict[str, list[str]] = {}
    for task in tasks(config, heartbeats.every(conn), now):
        if not task.well:
            unwell.setdefault(_wrong(task), []).append(task.words)
    found = [f"{'、'.join(words)}：{wrong}" for wrong, words in unwell.items()]
    counted = ((outbox.failures(conn), "没有发出"), (mails.failures(conn), "收到后没有处理成功"))
    return [*found, *(f"{many} 封邮件{words}" for many, words in counted if many)]


def tasks(config: Config, beats: Mapping[str, tuple[datetime, str | None]], now: datetime) -> list[Task]:
    """The tasks of this installation; mailbox and sending only where they are set up."""
    expected = [
        ("link", "匹配整改事项", _SILENT),
        ("learn", "从确认过的关联学习", _SILENT),
        ("compare", "查找重复来件", _SILENT),
        ("index", "编入检索", _SILENT),
        ("remind", "提醒承办单位", 3 * _SILENT),
        ("digest", "编制专报", _SILENT),
    ]
    if config.imap_host:
        expected.append(("poll", "读取收件邮箱", max(_SILENT, timedelta(seconds=3 * config.poll_seconds))))
    if config.smtp_host:
        expected.append(("send", "发送邮件", _SILENT))
    if config.llm_url:
        expected.append(("rerank", "询问语言模型", _SILENT))
    return [_task(words, beats.get(name), now - patience) for name, words, patience in expected]


def _task(words: str, beat: tuple[datetime, str | None] | None, since: datetime) -> Task:
    at, error = beat or (None, None)
    return Task(words, at, error, late=at is None or at < since)


def _wrong(task: Task) -> str:
    if task.error:
        return "失败"
    return "没有运行" if task.at is None else "已停止"
