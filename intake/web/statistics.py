"""Figures for everybody, as a page and as JSON: what came in before this week, small numbers protected."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, current_app, jsonify, render_template
from flask.typing import ResponseReturnValue

from intake import clock
from intake.db import Connection
from intake.model import Channel, Status
from intake.sentence import Sentence
from intake.store import circulars, statistics
from intake.text import protect
from intake.web import opened
from intake.web.auth import anyone
from intake.web.cached import SECONDS, Brief, cacheable
from intake.web.language import say
from intake.web.support import db, moment

ENOUGH = 20  # opinions below which a table would tell of single ones
_CHANNELS = {
    Channel.WEB: Sentence("网上"),
    Channel.EMAIL: Sentence("电子邮件"),
    Channel.PHONE: Sentence("电话"),
    Channel.LETTER: Sentence("信件"),
}
_STATES = {
    Sentence("等待办理"): (Status.WAITING,),
    Sentence("正在办理"): (Status.CONFIRMED, Status.HANDED_OVER),
    Sentence("已答复或办结"): (Status.ANSWERED, Status.CLOSED),
    Sentence("已存查"): (Status.SET_ASIDE,),
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose rows add up to all opinions; `rows` are words and how their number is printed."""

    caption: str
    rows: list[tuple[str, str]]
    chinese: bool = False


@anyone
def page() -> ResponseReturnValue:
    opened.demand("statistics")
    before = _week_start()
    total, shown = _tables(before)
    return cacheable(render_template("public/statistics.html", before=before, total=total, tables=shown, most=ENOUGH))


@anyone
def as_json() -> Response:
    opened.demand("statistics")
    before = _week_start()
    total, shown = _tables(before)
    response = jsonify(
        {
            "before": clock.to_text(before),
            "total": total,
            "tables": [
                {"caption": say(table.caption), "rows": [{"name": say(name), "count": n} for name, n in table.rows]}
                for table in shown
            ],
        }
    )
    response.cache_control.public, response.cache_control.max_age = True, SECONDS
    return response


def _tables(before: datetime) -> tuple[int | None, list[Table]]:
    kept: Brief[tuple[int | None, list[Table]]] = current_app.extensions["intake_statistics"]
    return kept.value(before, lambda: tables(db(), before))


def tables(conn: Connection, before: datetime) -> tuple[int | None, list[Table]]:
    """How many in all, and the tables that may be shown; None and none where too few came."""
    channels, states = statistics.by_channel(conn, before), statistics.by_status(conn, before)
    total = sum(channels.values())
    if total < ENOUGH:
        return None, []
    issues = statistics.by_issue(conn, before)
    titles = {issue.id: issue.title for issue in circulars.linkable(conn)}
    about = [(title, issues.get(issue_id, 0)) for issue_id, title in titles.items()]
    rest = total - sum(count for _, count in about)
    found = [
        _table(Sentence("反映渠道"), [(words, channels.get(channel, 0)) for channel, words in _CHANNELS.items()]),
        _table(
            Sentence("办理情况"),
            [(words, sum(states.get(status, 0) for status in group)) for words, group in _STATES.items()],
        ),
        _table(Sentence("主要涉及的整改事项"), [*about, (Sentence("其他，或者尚未确定"), rest)], chinese=True),
    ]
    return total, [table for table in found if table is not None]


def _table(caption: Sentence, counted: list[tuple[str, int]], *, chinese: bool = False) -> Table | None:
    printed = protect.shown([count for _, count in counted])
    if printed is None:
        return None
    return Table(caption, [(words, text) for (words, _), text in zip(counted, printed, strict=True)], chinese)


def _week_start() -> datetime:
    """Whole weeks only, so that nobody can watch a single opinion make the difference."""
    zone = db().zone
    return clock.week_bounds(clock.week_of(moment(), zone), zone)[0]
