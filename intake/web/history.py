"""An opinion's history in plain words, for staff."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from intake import labels
from intake.desk.correcting import FIELDS
from intake.duty import Stage
from intake.model import (
    AsideReason,
    Channel,
    Disposal,
    Event,
    LinkOrigin,
    Nature,
    Origin,
    Outcome,
    Rating,
    Seal,
    Stance,
)


@dataclass(frozen=True, slots=True)
class Names:
    """What the ids in events stand for."""

    staff: Mapping[int, str]
    issues: Mapping[int, str]
    units: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a history; `who` is empty where nobody of the office did it, `words` are what somebody wrote."""

    seq: int
    at: datetime
    who: str
    did: str
    words: str


def steps(history: Iterable[Event], names: Names) -> list[Step]:
    """The history, oldest first."""
    return [
        Step(event.seq, event.at, names.staff.get(event.staff_id or 0, ""), did(event, names), event.words or "")
        for event in history
    ]


def issues_in(history: Iterable[Event]) -> set[int]:
    """The issues that a history speaks of."""
    return {issue_id for event in history for issue_id in event.data.get("issues", ())}


def did(event: Event, names: Names) -> str:
    """What happened, as a short sentence without a subject."""
    say = _SENTENCES.get(event.kind)
    return say(event.data, names) if say else event.kind


def _received(data: dict[str, Any], _names: Names) -> str:
    return f"登记（{labels.label(Channel(data['channel']))}，{labels.label(Origin(data['origin']))}）"


def _confirmed(data: dict[str, Any], names: Names) -> str:
    titles = [names.issues.get(issue_id, "已不在通报中的事项") for issue_id in data["issues"]]
    about = f"关联“{titles[0]}”" if titles else "不涉及通报所列事项"
    further = f"，另涉及{'、'.join(f'“{title}”' for title in titles[1:])}" if titles[1:] else ""
    return f"{labels.label(LinkOrigin(data['origin']))}：{about}{further}"


def _classified(data: dict[str, Any], _names: Names) -> str:
    nature, stance = data.get("nature"), data.get("stance")
    said = [labels.label(Nature(nature))] if nature else []
    return "分类：" + "，".join(said + ([labels.label(Stance(stance))] if stance else []))


def _handed_over(data: dict[str, Any], names: Names) -> str:
    helpers = "、".join(_unit({"unit": helper}, names) for helper in data.get("helpers", ()))
    due = f"，{_day(data['due'])}到期" if data.get("due") else ""
    shared = [words for name, words in (("contacts", "转告联系方式"), ("files", "附上附件")) if data.get(name)]
    return f"交{_unit(data, names)}办理{f'，{helpers}协办' if helpers else ''}{due}" + "".join(f"，{w}" for w in shared)


def _day(text: str) -> str:
    on = date.fromisoformat(text)
    return f"{on.year}年{on.month}月{on.day}日"


def _unit(data: dict[str, Any], names: Names) -> str:
    return names.units.get(data["unit"], "承办单位")


def _contacted(data: dict[str, Any], names: Names) -> str:
    return f"{_unit(data, names)}先行联系，{'已联系上' if data['reached'] else '没有联系上'}"


def _time_granted(data: dict[str, Any], _names: Names) -> str:
    return f"同意延期 {data['days']} 天，至{_day(data['due'])}"


def _reminded(data: dict[str, Any], names: Names) -> str:
    how = "邮件提醒" if data["told"] else "应以电话或书面提醒"
    return f"{how}{_unit(data, names)}：{labels.label(Stage(data['stage']))}"


def _sealed(data: dict[str, Any], _names: Names) -> str:
    return "设为密件" if data["seal"] == Seal.SEALED else "解除密件"


def _people(data: dict[str, Any], names: Names) -> str:
    return "、".join(names.staff.get(staff_id, "工作人员") for staff_id in data["staff"])


def _signed(data: dict[str, Any], names: Names) -> str:
    return f"审核签发{names.staff.get(data['author'], '他人')}起草的答复"


def _published(data: dict[str, Any], names: Names) -> str:
    return f"审核公布{names.staff.get(data['author'], '他人')}编辑的答复" if "author" in data else "公布答复"


def _words_deleted(data: dict[str, Any], _names: Names) -> str:
    with_it = [
        words
        for words, there in (
            ("原邮件一并删除", data["mails"]),
            ("待领的导出文件收回", data["exports"]),
            (f"第{'、'.join(map(str, data['digests']))}期专报更正", data["digests"]),
        )
        if there
    ]
    what = "来件人写的全部文字、附件和联系方式" if data.get("whole") else "遮盖的文字"
    return f"永久删除{what}" + (f"（{'，'.join(with_it)}）" if with_it else "")


def _just(words: str) -> Callable[[dict[str, Any], Names], str]:
    return lambda _data, _names: words


def _added(data: dict[str, Any]) -> str:
    words, files = "来件人来信补充" if data.get("channel") else "来件人补充", data.get("files", 0)
    return f"{words}，附 {files} 个文件" if files else words


UNDONE = {
    "confirmed": "关联",
    "relinked": "改动的关联",
    "classified": "分类",
    "set_aside": "存查",
    "closed": "办结",
}
_SENTENCES: dict[str, Callable[[dict[str, Any], Names], str]] = {
    "received": _received,
    "confirmed": _confirmed,
    "relinked": lambda data, names: "重新" + _confirmed(data, names),
    "classified": _classified,
    "set_aside": lambda data, _: f"存查（{labels.label(AsideReason(data['reason']))}）",
    "handed_over": _handed_over,
    "handover_proposed": lambda data, names: f"拟交{_unit(data, names)}办理",
    "proposal_left": lambda data, names: f"不采用拟交{_unit(data, names)}办理的意见",
    "recalled": lambda data, names: f"从{_unit(data, names)}收回",
    "signed": lambda data, names: f"{_unit(data, names)}签收",
    "contacted": _contacted,
    "time_asked": lambda data, names: f"{_unit(data, names)}申请延期 {data['days']} 天",
    "time_granted": _time_granted,
    "time_refused": _just("不同意延期"),
    "given_back": lambda data, names: f"{_unit(data, names)}退回",
    "unit_replied": lambda data, names: f"{_unit(data, names)}回复：{labels.label(Outcome(data['outcome']))}",
    "unit_advised": lambda data, names: f"{_unit(data, names)}协办意见",
    "reminded": _reminded,
    "transferred": lambda data, _: labels.label(Disposal(data["disposal"])),
    "transfer_received": lambda data, _: f"对方已收到（{_day(data['received'])}）",
    "withheld": _just("原文不列入专报"),
    "instructed": _just("领导批示"),
    "instruction_done": _just("批示已落实"),
    "slip_made": lambda data, names: f"打印给{_unit(data, names)}的交办单",
    "answered": lambda data, names: _signed(data, names) if "author" in data else "答复",
    "claimed": _just("领办"),
    "unclaimed": _just("取消领办"),
    "answer_submitted": _just("起草答复，送审"),
    "answer_returned": _just("退回答复修改"),
    "answer_recalled": _just("撤回送审的答复"),
    "answer_withdrawn": _just("撤回答复"),
    "publication_proposed": _just("编辑公布内容，送审"),
    "publication_returned": _just("退回公布内容修改"),
    "published": _published,
    "unpublished": _just("撤下公布的答复"),
    "closed": lambda data, _: f"办结（{labels.label(Outcome(data['outcome']))}）",
    "reopened": _just("重新办理"),
    "undone": lambda data, _: f"撤销{UNDONE[data['kind']]}",
    "accused_named": _just("记录被反映单位"),
    "recusal_proposed": lambda data, names: f"提到{_people(data, names)}，系统建议回避",
    "recused": lambda data, names: f"{_people(data, names)}回避",
    "recusal_ended": lambda data, names: f"{_people(data, names)}不再回避",
    "noted": _just("备注"),
    "sealed": _sealed,
    "isolated": _just("涉密隔离"),
    "joined": _just("并件"),
    "split": _just("取消并件"),
    "redacted": lambda data, _: "整件遮盖" if data.get("whole") else "遮盖文字",
    "unredacted": _just("恢复遮盖的文字"),
    "deletion_asked": _just("提出永久删除遮盖的文字"),
    "deletion_left": _just("不同意永久删除，保持遮盖"),
    "words_deleted": _words_deleted,
    "corrected": lambda data, _: f"更正{'、'.join(FIELDS[name] for name in data['fields'])}",
    "notice_printed": _just("打印收件告知单"),
    "contacts_seen": _just("查看联系方式"),
    "released": _just("核对后放行"),
    "duty_told": _just("已通知值班人员"),
    "mail_sent": _just("邮件已发出"),
    "mail_failed": _just("邮件没有发出"),
    "mail_returned": _just("邮件被退回"),
    "added": lambda data, _names: _added(data),
    "withdrawn": _just("来件人撤回"),
    "restored": _just("来件人取消撤回"),
    "rated": lambda data, _names: f"来件人评价：{labels.label(Rating(data['rating']))}",
}
