"""A small week that has one of everything a digest treats differently, for the tests of digests."""

import itertools
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from builders import issue_id, opinion, person

from intake import triage
from intake.config import Config
from intake.db import Connection, transaction
from intake.digest.periods import Scope, parse
from intake.digest.snapshot import snapshot
from intake.digest.types import OpinionLine, Snapshot
from intake.model import AsideReason, Channel, Nature, Outcome, Role, Seal, Staff, Stance
from intake.store import opinions
from intake.store import staff as accounts

GOLDEN = Path(__file__).parent / "data" / "digest"
LIFT, WASTE, HOMES = "加装电梯", "定海路街道垃圾分类工作", "旧改收尾基地剩余"
WEEK = Scope(parse("2026-W47"))
MONDAY = datetime(2026, 11, 15, 16, tzinfo=UTC)  # 00:00 in Shanghai
OVER = datetime(2026, 11, 23, 2, tzinfo=UTC)  # the next Monday, 10:00 in Shanghai


def day(number: int, hour: int = 10) -> datetime:
    """A moment of the week, 1 being Monday; office time."""
    return MONDAY + timedelta(days=number - 1, hours=hour)


def decide(
    conn: Connection,
    opinion_id: int,
    by: Staff,
    at: datetime,
    titles: Sequence[str],
    nature: Nature | None = None,
    stance: Stance | None = None,
) -> None:
    """Confirm what an opinion is about, and say what it is."""
    triage.confirm(conn, opinion_id, version(conn, opinion_id), [issue_id(conn, title) for title in titles], by, at)
    if nature or stance:
        triage.classify(conn, opinion_id, version(conn, opinion_id), by, at, nature=nature, stance=stance)


def version(conn: Connection, opinion_id: int) -> int:
    return opinions.by_id(conn, opinion_id).version


def taken(conn: Connection, at: datetime, **over: Any) -> int:
    """An opinion of that moment; its id."""
    return opinion(conn, at, **over).opinion_id


def small_week(conn: Connection) -> Staff:
    """Fill 2026-W47 and the week before; the manager who did the work."""
    bo = person(conn, Role.MANAGER)
    earlier = taken(conn, day(-4), body="楼道里的电梯井挖了一半停工了")
    decide(conn, earlier, bo, day(-3), [LIFT], Nature.REQUEST, Stance.DOUBTS)
    triage.close(conn, earlier, version(conn, earlier), Outcome.SOLVED, "", bo, day(-2))
    taken(conn, day(-6), channel=Channel.EMAIL, body="垃圾房味道大", email="a@example.org")
    _linked(conn, bo)
    _restricted(conn, bo)
    _others(conn, bo)
    return bo


def _linked(conn: Connection, bo: Staff) -> None:
    two = taken(
        conn,
        day(1),
        name="王小明",
        phone="13800138000",
        body="我叫王小明，电话13800138000，六楼没有电梯，垃圾也没人收。",
    )
    decide(conn, two, bo, day(2), [LIFT, WASTE], Nature.CRITICISM, Stance.DOUBTS)
    with transaction(conn):
        unit_id = accounts.add_unit(conn, "区房管局", day(2))
    triage.hand_over(conn, two, version(conn, two), unit_id, "", bo, day(2))
    praise = taken(conn, day(2), channel=Channel.PHONE, body="电梯装好了，谢谢")
    decide(conn, praise, bo, day(3), [LIFT], Nature.PRAISE, Stance.ACCEPTS)
    triage.answer(conn, praise, version(conn, praise), "感谢支持", bo, day(3), delay=timedelta())
    letter = taken(conn, day(3), channel=Channel.LETTER, subject="=来信", body="=1+1 弄堂口的垃圾桶\n\n第二段")
    decide(conn, letter, bo, day(4), [WASTE], Nature.SUGGESTION)
    triage.close(conn, letter, version(conn, letter), Outcome.ADOPTED, "", bo, day(5))


def _restricted(conn: Connection, bo: Staff) -> None:
    sealed = taken(conn, day(3, 11), body="反映某人的问题")
    triage.seal(conn, sealed, version(conn, sealed), Seal.SEALED, bo, day(3, 12))
    taken(conn, day(4), body="我实名举报某某受贿，要求保密")
    isolated = taken(conn, day(4, 11), body="不该在这里的内容")
    triage.isolate(conn, isolated, version(conn, isolated), bo, day(4, 12))


def _others(conn: Connection, bo: Staff) -> None:
    spam = taken(conn, day(5), channel=Channel.EMAIL, body="代开发票", email="x@example.com")
    triage.set_aside(conn, spam, version(conn, spam), AsideReason.SPAM, "", bo, day(5, 11))
    decide(conn, taken(conn, day(5, 12), body="希望公园多放几张椅子"), bo, day(6), [], Nature.SUGGESTION, Stance.SILENT)
    taken(conn, day(6), body="等人看", held="同一来源短时间内多次提交")
    taken(conn, day(7, 23), body="星期天夜里写的")
    taken(conn, day(8, 0), body="下一周的第一件")


def counted(conn: Connection, config: Config, scope: Scope = WEEK, now: datetime = OVER) -> Snapshot:
    """The snapshot of the week."""
    return snapshot(conn, config, scope, now)


def golden() -> Snapshot:
    """The small week as it is stored, as if it had been issued."""
    found: Snapshot = json.loads((GOLDEN / "week.json").read_text(encoding="utf-8"))
    return Snapshot(**{**found, "number": 47, "issued_by": "包宝"})


def many(week: Snapshot, count: int, **over: Any) -> Snapshot:
    """A week with so many opinions, all about the first one's entry; the other figures stay as they are."""
    first = week["opinions"][0]
    lines = [
        OpinionLine(**{**first, "number": f"2026-{n:06d}", "text": f"第{n}件：{first['text']}", **over})
        for n in range(1, count + 1)
    ]
    return Snapshot(**{**week, "opinions": lines, "totals": {**week["totals"], "valid": count, "shown": count}})


def without_ids(text: str) -> str:
    """A text with ids, which are random, numbered in the order in which they come."""
    numbers = itertools.count(1)
    names: dict[str, str] = {}
    return re.sub(r"\b\d{17,19}\b", lambda m: names.setdefault(m[0], f"id-{next(numbers)}"), text)
