"""The slip that goes to a unit with what was handed over (交办单) or reminds it (督办单), and its reply stub. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from intake import labels
from intake.digest.docx_style import NOTE, rule
from intake.model import Outcome
from intake.papers.document import Pair, bytes_of, form, line, new

OUTCOMES = 4  # in a line of the stub
_CENTRE = WD_ALIGN_PARAGRAPH.CENTER


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on the slip; `card` is the overdue level where there is one, `contacts` only what was shared."""

    office: str
    number: str
    unit: str
    helpers: tuple[str, ...]
    handed_on: date
    due_on: date | None
    limit: str
    contact_on: date | None
    received_on: date
    channel: str
    issues: tuple[str, ...]
    place: str
    text: str
    files: tuple[str, ...]
    contacts: tuple[tuple[str, str], ...]
    proposed: str
    note: str
    card: str
    made_at: datetime


def render(slip: Slip) -> bytes:
    """The slip as a Word document; the same slip gives the same bytes."""
    title = f"意见建议督办单（{slip.card}）" if slip.card else "意见建议交办单"
    document = new(f"{title} {slip.number}", slip.office, slip.made_at, slim=True)
    line(document, title, "Title").paragraph_format.space_before = Pt(0)
    line(document, f"登记编号：{slip.number}　　{slip.office}　　{_day(slip.made_at.date())}", NOTE, _CENTRE)
    form(document, _rows(slip))
    line(document, "办理中请为来件人保密，不得将来件转给被反映的单位或个人。", NOTE)
    _stub(document, slip)
    return bytes_of(document)


def _rows(slip: Slip) -> list[list[Pair]]:
    rows = [
        [Pair("主办单位", slip.unit), Pair("协办单位", "、".join(slip.helpers) or "无")],
        [Pair("交办日期", _day(slip.handed_on)), Pair("办理时限", f"{_day(slip.due_on)}{slip.limit}")],
        [Pair("反映渠道", slip.channel), Pair("收到日期", _day(slip.received_on))],
        [Pair("整改事项", "；".join(slip.issues) or "不涉及通报所列事项")],
        [Pair("地点", slip.place)] if slip.place else [],
        [Pair("反映内容", slip.text, 4)],
        [Pair("附件", "；".join(slip.files))] if slip.files else [],
        [Pair("来件人", "；".join(f"{name} {value}" for name, value in slip.contacts))] if slip.contacts else [],
        [Pair("先行联系", f"请于{_day(slip.contact_on)}前与来件人联系，并记录情况")] if slip.contact_on else [],
        [Pair("拟办意见", slip.proposed)] if slip.proposed else [],
        [Pair("批办、交办意见", slip.note, 2)],
    ]
    return [row for row in rows if row]


def _stub(document: Any, slip: Slip) -> None:
    """What the unit fills in and sends back; it begins under a line to cut at and stays on one page."""
    cut = line(document, f"{slip.office}意见建议办理回复单（请于办结时填写盖章后退回）", NOTE, _CENTRE)
    rule(cut, "top", 6, "000000")
    cut.paragraph_format.keep_with_next = True
    boxes = [f"□{labels.label(outcome)}" for outcome in Outcome]
    outcomes = "\n".join("　".join(boxes[at : at + OUTCOMES]) for at in range(0, len(boxes), OUTCOMES))
    form(
        document,
        [
            [Pair("登记编号", slip.number), Pair("承办单位", slip.unit)],
            [Pair("签收", "　　　　　　年　月　日"), Pair("先行联系", "□联系上　□未联系上")],
            [Pair("办理结果", outcomes)],
            [Pair("办理情况", "", 5)],
            [Pair("承办人", ""), Pair("联系电话", "")],
            [Pair("单位意见", "（盖章）　　　　　年　月　日", 2)],
        ],
        together=True,
    )


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else "未定"
