"""Posters as a Word document, a page each: what it is for, the QR code, where reports of misconduct belong. Pure."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import segno
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt, RGBColor

from intake.digest.docx_style import HEI, SONG, TITLE, font

SIZES = {"A4": (210, 297), "A5": (148, 210)}
_RED = RGBColor(0x9C, 0x1C, 0x1C)
_PICTURE = 115  # millimetres on A4
_SHORT = 40  # characters of a question that may stand in large type and leave room for the rest of the page


@dataclass(frozen=True, slots=True)
class Sheet:
    """One poster: the address its code leads to, the place it hangs at, the entry it asks about ("" for all)."""

    address: str
    place: str
    about: str


def document(sheets: Sequence[Sheet], office: str, phones: Sequence[str], size: str) -> bytes:
    """The posters of one size."""
    width, height = SIZES[size]
    scale = width / 210
    made = Document()
    section = made.sections[0]
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin = section.right_margin = Mm(18 * scale)
    section.top_margin = section.bottom_margin = Mm(16 * scale)
    for number, sheet in enumerate(sheets):
        _poster(made, sheet, office, phones, scale, first=number == 0)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _poster(made: Any, sheet: Sheet, office: str, phones: Sequence[str], scale: float, *, first: bool) -> None:
    head = _line(made, office, SONG, 20 * scale, after=4 * scale)
    head.paragraph_format.page_break_before = not first
    _line(made, "意见建议征集", TITLE, 52 * scale, after=10 * scale, colour=_RED)
    about = f"“{sheet.about}”整改得怎么样，请您来说" if sheet.about else "整改得怎么样，请您来说"
    _line(made, about, HEI, (24 if len(about) <= _SHORT else 18) * scale, after=12 * scale)
    picture = io.BytesIO()
    segno.make(sheet.address, error="q", micro=False).save(picture, kind="png", scale=20, border=4)
    picture.seek(0)
    _line(made, "", SONG, 10, after=4 * scale).add_run().add_picture(picture, width=Mm(_PICTURE * scale))
    _line(made, "手机扫一扫，写下意见；可以不留姓名", HEI, 22 * scale, after=6 * scale)
    _line(made, sheet.address.partition("?")[0], SONG, 14 * scale, after=6 * scale)
    if phones:
        _line(made, f"也可以打电话：{'、'.join(phones)}", SONG, 18 * scale, after=10 * scale)
    _line(made, "本码用于意见建议征集，不是举报码", HEI, 18 * scale, after=2 * scale, colour=_RED)
    _line(made, "检举控告请拨打 12388，或扫纪检监察机关的监督码", SONG, 15 * scale, after=0)
    _line(made, "紧急情况请拨打 110、119、120", SONG, 15 * scale, after=6 * scale)
    _line(made, f"张贴地点：{sheet.place}", SONG, 12 * scale, after=0)


def _line(made: Any, words: str, face: str, size: float, *, after: float, colour: RGBColor | None = None) -> Any:
    paragraph = made.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(0), Pt(after)
    if words:
        run = paragraph.add_run(words)
        font(run.font, face, size)
        if colour is not None:
            run.font.color.rgb = colour
    return paragraph
