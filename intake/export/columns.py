"""What a row of an export has: the columns of a table, and the same as one JSON object. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from functools import cache
from typing import Any

from intake.clock import to_text
from intake.labels import label
from intake.model import AsideReason, Channel, Disposal, Nature, Origin, Outcome, Stance, Status
from intake.store.exports import Exported

Cell = str | int | datetime


@dataclass(frozen=True, slots=True)
class Names:
    """What ids are called: entries as `1-1-5 加装电梯`, circulars by title; the zone of the office's times.

    `safe` makes a text of somebody, who gave these names and numbers of himself, fit to leave the house.
    """

    issues: dict[int, str]
    circulars: dict[int, str]
    zone: tzinfo
    safe: Callable[[str, tuple[str, ...]], str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, width in characters, and the cell of an opinion; `free` where that is somebody's text."""

    title: str
    width: int
    cell: Callable[[Exported, Names], Cell]
    free: bool = False


def _local(at: datetime, names: Names) -> datetime:
    return at.astimezone(names.zone).replace(tzinfo=None, microsecond=0)


@cache
def _word(kind: type[StrEnum], value: str | None) -> str:
    return label(kind(value)) if value else ""


def _issues(ids: tuple[int, ...], names: Names) -> str:
    return "；".join(names.issues.get(issue_id, "") for issue_id in ids) if ids else ""


def _said(opinion: Exported, names: Names, direction: str) -> str:
    texts = (names.safe(each.text, opinion.own) for each in opinion.said if each.direction == direction)
    return "\n\n".join(texts) if opinion.said else ""


def _yes(flag: object) -> str:
    return "是" if flag else ""


COLUMNS = (
    Column("登记编号", 14, lambda o, _: o.number),
    Column("收到时间", 18, lambda o, n: _local(o.received_at, n)),
    Column("登记时间", 18, lambda o, n: _local(o.registered_at, n)),
    Column("发生日期", 12, lambda o, _: o.happened_on or "", free=True),
    Column("反映渠道", 10, lambda o, _: _word(Channel, o.channel)),
    Column("来源", 12, lambda o, _: _word(Origin, o.origin)),
    Column("办理状态", 10, lambda o, _: _word(Status, o.status)),
    Column("通报", 30, lambda o, n: n.circulars.get(o.circular_id or 0, ""), free=True),
    Column("主要关联事项", 30, lambda o, n: _issues(o.confirmed[:1], n), free=True),
    Column("其他关联事项", 30, lambda o, n: _issues(o.confirmed[1:], n), free=True),
    Column("系统建议（待确认）", 30, lambda o, n: _issues(o.suggested, n), free=True),
    Column("诉求性质", 10, lambda o, _: _word(Nature, o.nature)),
    Column("整改态度", 12, lambda o, _: _word(Stance, o.stance)),
    Column("处置", 10, lambda o, _: _word(Disposal, o.disposal)),
    Column("承办单位", 20, lambda o, _: o.unit or "", free=True),
    Column("办理结果", 12, lambda o, _: _word(Outcome, o.outcome)),
    Column("存查、无效原因", 14, lambda o, _: _word(AsideReason, o.aside_reason)),
    Column("紧急", 6, lambda o, _: _yes(o.urgent)),
    Column("截止后来件", 10, lambda o, _: _yes(o.late)),
    Column("来件人已撤回", 12, lambda o, _: _yes(o.withdrawn_at)),
    Column("待人工核看", 20, lambda o, _: o.held or "", free=True),
    Column("附件数", 8, lambda o, _: o.files),
    Column("地点", 20, lambda o, n: n.safe(o.place, o.own), free=True),
    Column("标题", 24, lambda o, n: n.safe(o.subject, o.own), free=True),
    Column("内容", 80, lambda o, n: n.safe(o.text, o.own), free=True),
    Column("引用的旧邮件", 30, lambda o, n: n.safe(o.quoted, o.own), free=True),
    Column("来件人补充", 30, lambda o, n: _said(o, n, "in"), free=True),
    Column("答复", 40, lambda o, n: _said(o, n, "out"), free=True),
)


def cells(opinion: Exported, names: Names) -> list[Cell]:
    """An opinion as a row."""
    return [column.cell(opinion, names) for column in COLUMNS]


def record(opinion: Exported, names: Names) -> dict[str, Any]:
    """An opinion as a JSON object: codes instead of labels, times in UTC, ids as texts."""
    return {
        "id": str(opinion.id),
        "number": opinion.number,
        "received_at": to_text(opinion.received_at),
        "registered_at": to_text(opinion.registered_at),
        "happened_on": opinion.happened_on,
        "channel": opinion.channel,
        "origin": opinion.origin,
        "status": opinion.status,
        "circular": names.circulars.get(opinion.circular_id or 0),
        "confirmed": [{"id": str(i), "title": names.issues.get(i)} for i in opinion.confirmed],
        "suggested": [{"id": str(i), "title": names.issues.get(i)} for i in opinion.suggested],
        "nature": opinion.nature,
        "stance": opinion.stance,
        "disposal": opinion.disposal,
        "unit": opinion.unit,
        "outcome": opinion.outcome,
        "aside_reason": opinion.aside_reason,
        "held": opinion.held,
        "urgent": opinion.urgent,
        "late": opinion.late,
        "withdrawn_at": to_text(opinion.withdrawn_at) if opinion.withdrawn_at else None,
        "place": names.safe(opinion.place, opinion.own),
        "subject": names.safe(opinion.subject, opinion.own),
        "text": names.safe(opinion.text, opinion.own),
        "quoted": names.safe(opinion.quoted, opinion.own),
        "said": [
            {"direction": each.direction, "at": to_text(each.at), "text": names.safe(each.text, opinion.own)}
            for each in opinion.said
        ],
        "files": opinion.files,
    }
