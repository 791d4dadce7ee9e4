"""The office's own Chinese words for the closed sets, for pages, papers and digests. Pure."""

from enum import StrEnum
from typing import Any

from intake.duty import HandoverState, LedgerState, LimitKind, RuleKind, Stage
from intake.model import (
    AsideReason,
    Channel,
    Disposal,
    Likeness,
    LinkOrigin,
    LinkState,
    Nature,
    Origin,
    Outcome,
    Rating,
    Role,
    Seal,
    Stance,
    Status,
)

_WORDS: tuple[dict[Any, str], ...] = (
    {
        Channel.WEB: "网页",
        Channel.EMAIL: "电子邮件",
        Channel.PHONE: "电话",
        Channel.LETTER: "来信",
    },
    {
        Origin.SELF: "本人来件",
        Origin.VISIT: "来访",
        Origin.OUTREACH: "走访收集",
        Origin.BOX: "意见箱",
        Origin.FAX: "传真",
        Origin.SUPERIOR: "上级交办",
        Origin.TRANSFER: "其他单位转来",
    },
    {
        Status.WAITING: "待办",
        Status.CONFIRMED: "已分办",
        Status.HANDED_OVER: "已交办",
        Status.ANSWERED: "已答复",
        Status.CLOSED: "已办结",
        Status.SET_ASIDE: "存查",
    },
    {
        Nature.SUGGESTION: "意见建议",
        Nature.CRITICISM: "批评",
        Nature.REPORT: "检举控告",
        Nature.REQUEST: "求助",
        Nature.INQUIRY: "咨询",
        Nature.PRAISE: "表扬",
    },
    {
        Stance.ACCEPTS: "认可整改",
        Stance.PARTLY: "部分认可",
        Stance.DOUBTS: "质疑整改不实",
        Stance.SILENT: "未表态",
    },
    {
        Disposal.OWN: "本办办理",
        Disposal.ASSIGNED: "交办",
        Disposal.FORWARDED: "转送",
        Disposal.TRANSFERRED: "移送",
        Disposal.FILED: "存查",
        Disposal.VOID: "无效件",
    },
    {
        AsideReason.OUT_OF_SCOPE: "与通报无关",
        AsideReason.SPAM: "垃圾信息",
        AsideReason.UNREADABLE: "无法辨认",
        AsideReason.TEST: "测试",
        AsideReason.SILENT_CALL: "无效来电",
        AsideReason.KEPT: "存查备考",
    },
    {
        Outcome.SOLVED: "已解决",
        Outcome.SOLVING: "正在解决",
        Outcome.ADOPTED: "采纳",
        Outcome.PARTLY_ADOPTED: "部分采纳",
        Outcome.EXPLAINED: "解释说明",
        Outcome.NOTED: "留作参考",
        Outcome.NOT_ACCEPTED: "不予受理",
    },
    {
        Rating.CONTENT: "满意",
        Rating.FAIRLY: "基本满意",
        Rating.NOT: "不满意",
    },
    {
        LinkState.SUGGESTED: "建议关联",
        LinkState.CONFIRMED: "已确认",
        LinkState.REJECTED: "已排除",
    },
    {
        LinkOrigin.MACHINE: "系统匹配",
        LinkOrigin.SINGLE: "逐件确认",
        LinkOrigin.BULK: "批量确认",
        LinkOrigin.IMPORT: "导入",
        LinkOrigin.DESK: "登记时选定",
        LinkOrigin.CITIZEN: "来件人选定",
    },
    {
        Likeness.SAME: "内容相同",
        Likeness.NEARLY: "内容相近",
        Likeness.CONTACT: "同一联系方式",
    },
    {
        Role.CLERK: "登记员",
        Role.OFFICER: "经办人",
        Role.MANAGER: "负责人",
        Role.ADMINISTRATOR: "系统管理员",
        Role.UNIT: "承办单位",
    },
    {
        Seal.NONE: "",
        Seal.PROPOSED: "疑似检举控告",
        Seal.SEALED: "密件",
    },
    {
        LimitKind.WORKING: "工作日",
        LimitKind.NATURAL: "自然日",
    },
    {
        Stage.AHEAD: "期限内",
        Stage.SOON: "即将到期",
        Stage.YELLOW: "逾期",
        Stage.RED: "严重逾期",
    },
    {
        HandoverState.PROPOSED: "拟办",
        HandoverState.OPEN: "办理中",
        HandoverState.REPLIED: "已回复",
        HandoverState.RETURNED: "已退回",
        HandoverState.RECALLED: "已收回",
        HandoverState.DONE: "已办结",
    },
    {
        LedgerState.UNSTATED: "未注明",
        LedgerState.OPEN: "未完成",
        LedgerState.STRUCK: "已销号",
        LedgerState.STANDING: "长期坚持",
    },
    {
        RuleKind.NEW: "新建",
        RuleKind.REVISED: "修订",
        RuleKind.NAMED: "提及",
    },
)
# members of two sets that have the same value are equal: one dictionary cannot hold both
_LABELS = {(type(member), member): words for table in _WORDS for member, words in table.items()}

BANDS = {"sure": "把握较大", "look": "需要细看", "none": "可能无关"}
CIRCULAR_STATES = {"draft": "草稿", "open": "征集中", "closed": "已截止", "offline": "已下线"}


def label(value: StrEnum | None) -> str:
    """The Chinese word for a member of a closed set; a dash for none."""
    return "—" if value is None else _LABELS[type(value), value]
