"""To senders of letters on paper: a notice that the letter has come in (收件告知单), the answer, the envelope. Pure.

The envelope is the 220 × 110 mm one of GB/T 1416: whom to write to in the middle, who writes below on the right.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import docx
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from intake.digest.docx_style import BODY, HEI, SONG, font, set_up
from intake.digest.package import stamped
from intake.papers.words import add, described
from intake.receipts import group
from intake.text.cells import clean

_POSTCODE = re.compile(r"(?<!\d)(\d{6})(?!\d)")


@dataclass(frozen=True, slots=True)
class Sender:
    """The office as it signs and as letters reach it."""

    name: str
    address: str
    postcode: str
    telephone: str
    lookup: str


@dataclass(frozen=True, slots=True)
class Told:
    """Whom one notice goes to; `promised`: the circular says that every opinion is answered."""

    number: str
    code: str
    name: str
    address: str
    received_on: date
    promised: bool


def notices(office: Sender, told: Sequence[Told], made: datetime, today: date) -> bytes:
    """A notice on a page of its own for each."""
    paper = _begun("收件告知单", office, made)
    for n, letter in enumerate(told):
        add(paper, "收件告知单", "Title").paragraph_format.page_break_before = n > 0
        _number(paper, letter)
        add(paper, f"{_addressed(letter)}：", "Normal")
        for words in _said(office, letter):
            add(paper, words, BODY)
        for words in (office.name, _spoken(today)):
            add(paper, words, "Normal").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return _saved(paper)


def answer(office: Sender, letter: Told, text: str, made: datetime, today: date) -> bytes:
    """An answer as a letter, whom it goes to above on the left, where an envelope has its window."""
    paper = _begun("答复函", office, made)
    postcode, address = _parted(letter.address)
    for words in (postcode, address, f"{letter.name or '来信人'}　收"):
        if words:
            _line(paper, words, 12, SONG)
    add(paper, "关于您来信的答复", "Title").paragraph_format.space_before = Pt(36)
    _number(paper, letter)
    add(paper, f"{_addressed(letter)}：", "Normal")
    for words in filter(str.strip, text.splitlines()):
        add(paper, words.strip(), BODY)
    for words in (office.name, _spoken(today)):
        add(paper, words, "Normal").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    contact = "，".join(filter(None, (office.address, office.postcode, office.telephone)))
    if contact:
        _line(paper, f"联系方式：{contact}", 10.5, SONG, before=18)
    return _saved(paper)


def envelopes(office: Sender, told: Sequence[Told], made: datetime) -> bytes:
    """An envelope for each, a page each."""
    paper = _begun("信封", office, made)
    for section in paper.sections:
        _sized(section)
    for n, letter in enumerate(told):
        if n:
            _sized(paper.add_section(WD_SECTION.NEW_PAGE))
        postcode, address = _parted(letter.address)
        _line(paper, " ".join(postcode), 16, HEI)
        _line(paper, address, 16, SONG, before=34, left=40)
        _line(paper, f"{letter.name or '来信人'}　收", 20, SONG, before=8, left=70)
        sender = "　".join(filter(None, (office.address, office.name)))
        _line(paper, sender, 10.5, SONG, before=44, right=True)
        _line(paper, f"邮政编码 {office.postcode}" if office.postcode else "", 10.5, SONG, right=True)
    return _saved(paper)


def _said(office: Sender, letter: Told) -> list[str]:
    after = "办理情况将另行答复您。" if letter.promised else "按照通报的安排，意见建议一般不逐一答复。"
    phone = f"，也可以拨打 {office.telephone} 并告知登记编号询问" if office.telephone else ""
    return [
        f"您的来信已于 {_spoken(letter.received_on)}收到并登记。信中反映的情况，我们将认真研究办理。{after}",
        f"您可以凭查询码 {group(letter.code)} 在 {office.lookup} 查询办理情况{phone}。查询码请妥善保存，不要告诉他人。",
        "感谢您的关心和支持。特此告知。",
    ]


def _number(paper: Any, letter: Told) -> None:
    line = add(paper, f"登记编号：{letter.number}", "Normal")
    line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    line.paragraph_format.space_after = Pt(14)


def _addressed(letter: Told) -> str:
    return f"{letter.name}同志" if letter.name else "来信人"


def _begun(title: str, office: Sender, made: datetime) -> Any:
    paper = docx.Document()
    described(paper, title, office.name, made)
    set_up(paper)
    for footer in (paper.sections[0].footer, paper.sections[0].even_page_footer):
        footer.paragraphs[0].clear()  # each page goes to somebody else
    return paper


def _saved(paper: Any) -> bytes:
    out = io.BytesIO()
    paper.save(out)
    return stamped(out.getvalue())


def _sized(section: Any) -> None:
    section.page_width, section.page_height = Mm(220), Mm(110)
    section.top_margin, section.bottom_margin = Mm(12), Mm(8)
    section.left_margin, section.right_margin = Mm(14), Mm(18)
    section.footer_distance = section.header_distance = Mm(5)


def _line(
    paper: Any, text: str, size: float, face: str, *, before: float = 0, left: float = 0, right: bool = False
) -> None:
    line = paper.add_paragraph()
    layout = line.paragraph_format
    layout.space_before, layout.left_indent = Pt(before), Mm(left)
    if right:
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    font(line.add_run(clean(text)).font, face, size)


def _parted(address: str) -> tuple[str, str]:
    """The postcode in an address, and the rest."""
    found = _POSTCODE.search(address)
    if not found:
        return "", address.strip()
    return found[1], f"{address[: found.start()]}{address[found.end() :]}".strip(" ，,（）()")


def _spoken(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"
