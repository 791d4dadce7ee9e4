"""The letter with which opinions go to another body (移送函、转送函), its list and the receipt to send back. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK

from intake import labels
from intake.digest.docx_style import BODY, FANG, font, rule
from intake.model import Disposal
from intake.papers.document import Pair, bytes_of, form, line, listed, new

PLAIN = "Normal"
COLUMNS = (("序号", 13), ("登记编号", 26), ("收到日期", 24), ("渠道", 17), ("内容摘要", 48), ("材料", 28))


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the list; `summary` of a report says nothing of its words."""

    number: str
    received_on: date
    channel: str
    summary: str
    files: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What stands in the letter."""

    office: str
    sign: str
    disposal: Disposal
    addressee: str
    circular: str
    note: str
    items: Sequence[Item]
    day: date
    made_at: datetime


def render(letter: Letter) -> bytes:
    """Letter, list and receipt as one Word document; the same letter gives the same bytes."""
    act = labels.label(letter.disposal)
    title = f"关于{act}群众意见的函"
    document = new(f"{title}{letter.sign}", letter.office, letter.made_at)
    line(document, title, "Title")
    _sized(line(document, letter.sign, PLAIN, WD_ALIGN_PARAGRAPH.CENTER))
    line(document, f"{letter.addressee}：", PLAIN)
    for text in _text(letter, act):
        line(document, text, BODY)
    line(document, f"附件：{act}清单", BODY)
    document.add_paragraph()
    for text in (letter.office, _day(letter.day)):
        line(document, text, PLAIN, WD_ALIGN_PARAGRAPH.RIGHT)
    _annex(document, letter, act)
    _receipt(document, letter, act)
    return bytes_of(document)


def _text(letter: Letter, act: str) -> list[str]:
    about = f"在征集对《{letter.circular}》整改落实情况的意见建议过程中，" if letter.circular else ""
    return [
        f"{about}我单位收到群众来件{len(letter.items)}件，按照职责分工和归口办理的规定，应由你单位受理，现予{act}，请依法依规办理。",
        *([letter.note] if letter.note else []),
        "来件人的个人信息和反映内容请注意保密，不得转给被反映的单位或个人。请收到后填写所附回执并退回我单位。",
    ]


def _annex(document: Any, letter: Letter, act: str) -> None:
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    line(document, f"{act}清单", "Title")
    rows = [
        (str(n), item.number, item.received_on.isoformat(), item.channel, item.summary, item.files)
        for n, item in enumerate(letter.items, start=1)
    ]
    listed(document, COLUMNS, rows)


def _receipt(document: Any, letter: Letter, act: str) -> None:
    """On the list's last page where it fits; it begins under a line to cut at."""
    document.add_paragraph()
    cut = line(document, f"{act}回执", PLAIN, WD_ALIGN_PARAGRAPH.CENTER)
    rule(cut, "top", 6, "000000")
    cut.paragraph_format.keep_with_next = True
    form(
        document,
        [
            [Pair("函号", f"{letter.office}{letter.sign}"), Pair("件数", f"{len(letter.items)} 件")],
            [Pair("收到日期", "　　　　年　月　日"), Pair("受理编号", "")],
            [Pair("接收单位", f"{letter.addressee}（盖章）", 2), Pair("经办人、电话", "", 2)],
        ],
        together=True,
    )


def _sized(paragraph: Any) -> None:
    for run in paragraph.runs:
        font(run.font, FANG, 14)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
