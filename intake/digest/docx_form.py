"""A snapshot as a Word document laid out as an official paper (GB/T 9704). Pure."""

import io
from datetime import datetime
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.shape import CT_Inline
from docx.shared import Mm, Pt, RGBColor

from intake.digest.chart import Chart, draw
from intake.digest.docx_style import (
    AREA,
    BODY,
    CAPTION,
    FANG,
    HEI,
    KAI,
    LINE,
    NOTE,
    SOURCE,
    TITLE,
    WIDE_AREA,
    font,
    rule,
    set_up,
    turn,
)
from intake.digest.docx_table import element
from intake.digest.emf import emf
from intake.digest.package import stamped
from intake.digest.paper import Block, Heading, Paper, Text, compose
from intake.digest.quotes import Quote
from intake.digest.table import Table
from intake.digest.types import Snapshot
from intake.text.cells import clean

RED = RGBColor(0xC0, 0x1A, 0x1A)


def render(found: Snapshot) -> bytes:
    """The document; the same snapshot gives the same bytes."""
    return printed(compose(found), datetime.fromisoformat(found["made_at"]))


def printed(paper: Paper, made: datetime) -> bytes:
    """Any paper as a document that is dated so."""
    document = docx.Document()
    _properties(document, paper, made.replace(tzinfo=None))
    set_up(document)
    _masthead(document, paper)
    for block in paper.blocks:
        _block(document, block)
    _foot(document, paper)
    out = io.BytesIO()
    document.save(out)
    return stamped(out.getvalue())


def _properties(document: Any, paper: Paper, made: datetime) -> None:
    properties = document.core_properties
    properties.title, properties.author = clean(f"{paper.name} {paper.number} {paper.title}"), clean(paper.office)
    properties.last_modified_by, properties.comments, properties.revision = clean(paper.office), "", 1
    properties.created = properties.modified = made
    properties.language = "zh-CN"


def _masthead(document: Any, paper: Paper) -> None:
    font(document.add_paragraph().add_run(paper.keep).font, HEI, 16)
    name = document.add_paragraph()
    name.alignment = WD_ALIGN_PARAGRAPH.CENTER
    name.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    name.paragraph_format.space_before = name.paragraph_format.space_after = Pt(14)
    run = name.add_run(paper.name)
    font(run.font, TITLE, 48)
    run.font.color.rgb = RED
    number = document.add_paragraph(clean(f"\t{paper.number}\t{paper.signer}"))
    number.paragraph_format.tab_stops.add_tab_stop(Mm(78), WD_TAB_ALIGNMENT.CENTER)
    number.paragraph_format.tab_stops.add_tab_stop(AREA, WD_TAB_ALIGNMENT.RIGHT)
    rule(_sides(document, f"{paper.office}\t{paper.day}"), "bottom", 18, "C01A1A")
    document.add_paragraph(clean(paper.title), style="Title")
    subtitle = document.add_paragraph()
    subtitle.alignment, subtitle.paragraph_format.space_after = WD_ALIGN_PARAGRAPH.CENTER, LINE
    font(subtitle.add_run(clean(paper.subtitle)).font, KAI, 16)


def _sides(document: Any, words: str) -> Any:
    """A line in 4号, what follows a tab at its end."""
    line = document.add_paragraph()
    line.paragraph_format.tab_stops.add_tab_stop(AREA, WD_TAB_ALIGNMENT.RIGHT)
    font(line.add_run(clean(words)).font, FANG, 14)
    return line


def _block(document: Any, block: Block) -> None:
    if isinstance(block, Heading):
        if block.fresh:
            turn(document, block.wide)
        document.add_heading(clean(block.text), level=block.level)
    elif isinstance(block, Text):
        _add(document, block.text, BODY)
    elif isinstance(block, Quote):
        _quote(document, block)
    elif isinstance(block, Chart):
        _picture(document, block)
    else:
        _table(document, block)


def _quote(document: Any, block: Quote) -> None:
    _add(document, block.head, SOURCE)
    for line in clean(block.text).split("\n"):
        if line.strip():
            _add(document, line.strip(), BODY)


def _add(document: Any, text: str, style: str) -> Any:
    """A paragraph; its style by id, as the library looks a name up among all styles, which takes milliseconds."""
    paragraph = document.add_paragraph(clean(text))
    paragraph._p.style = style
    return paragraph


def _table(document: Any, table: Table) -> None:
    _add(document, table.title, CAPTION)
    document.element.body.insert_element_before(element(table, WIDE_AREA if table.wide else AREA), "w:sectPr")
    _add(document, table.note, NOTE)


def _picture(document: Any, chart: Chart) -> None:
    """The chart as a metafile, drawn sharp at any size, and all it says as its alternative text."""
    package, drawing = document.part.package, draw(chart)
    name = PackURI(f"/word/media/{chart.key}.emf")
    part = Part(name, "image/x-emf", emf(drawing), package)
    relation = document.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    size = Mm(drawing.width), Mm(drawing.height)
    inline = CT_Inline.new_pic_inline(document.part.next_id, relation, f"{chart.key}.emf", *size)
    inline.docPr.set("descr", clean(chart.alt))
    inline.docPr.set("title", clean(chart.title))
    paragraph = document.add_paragraph()
    layout = paragraph.paragraph_format
    layout.line_spacing_rule, layout.keep_with_next = WD_LINE_SPACING.SINGLE, True
    layout.space_before = Pt(6)
    paragraph.add_run()._r.add_drawing(inline)
    _add(document, chart.title, CAPTION).paragraph_format.keep_with_next = False


def _foot(document: Any, paper: Paper) -> None:
    """The lines at the end between rules, the outer ones thicker (版记)."""
    if document.sections[-1].orientation == WD_ORIENT.LANDSCAPE:
        turn(document, wide=False)
    document.add_paragraph()
    last = len(paper.foot) - 1
    for position, words in enumerate(paper.foot):
        line = _sides(document, words)
        line.paragraph_format.keep_together = True
        line.paragraph_format.keep_with_next = position != last
        rule(line, "top", 8 if position == 0 else 4, "000000")
        if position == last:
            rule(line, "bottom", 8, "000000")
