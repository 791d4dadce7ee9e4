"""A snapshot as a Word document laid out as an official paper (GB/T 9704). Pure."""

import io
from datetime import datetime
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from intake.digest.package import stamped
from intake.digest.paper import Block, Heading, Paper, Quote, Text, compose
from intake.digest.tables import Table, spoken
from intake.digest.types import Snapshot
from intake.text.cells import clean

TITLE, HEI, KAI, FANG = "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312"
LATIN = "Times New Roman"
INSTEAD = {  # where the office's own faces are missing
    TITLE: "FZXiaoBiaoSong-B05S,小标宋,宋体,SimSun,Noto Serif CJK SC",
    HEI: "SimHei,Noto Sans CJK SC",
    KAI: "楷体,KaiTi,Noto Serif CJK SC",
    FANG: "仿宋,FangSong,Noto Serif CJK SC",
    "宋体": "SimSun,Noto Serif CJK SC",
}
FONTS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RED = RGBColor(0xC0, 0x1A, 0x1A)
LINE = Pt(28.95)  # 22 lines of 3号 on a page of 225 mm
WIDTH = 156  # millimetres of the type area


def render(found: Snapshot) -> bytes:
    """The document; the same snapshot gives the same bytes."""
    paper = compose(found)
    document = docx.Document()
    _properties(document, paper, datetime.fromisoformat(found["made_at"]).replace(tzinfo=None))
    _page(document)
    _styles(document)
    _faces(document)
    _masthead(document, paper)
    for block in paper.blocks:
        _block(document, block)
    _foot(document, paper)
    out = io.BytesIO()
    document.save(out)
    return stamped(out.getvalue())


def _properties(document: Any, paper: Paper, made: datetime) -> None:
    properties = document.core_properties
    properties.title, properties.author = f"{paper.name} {paper.number} {paper.title}", paper.office
    properties.last_modified_by, properties.comments, properties.revision = paper.office, "", 1
    properties.created = properties.modified = made
    properties.language = "zh-CN"


def _page(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(28)
    document.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _page_number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)


def _page_number(footer: Any, side: Any) -> None:
    """— 3 —, outside on the page, one character in."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = side
    indent = Pt(14)
    if side == WD_ALIGN_PARAGRAPH.RIGHT:
        paragraph.paragraph_format.right_indent = indent
    else:
        paragraph.paragraph_format.left_indent = indent
    for text, field in (("— ", ""), ("", "PAGE"), (" —", "")):
        run = paragraph.add_run(text)
        _font(run.font, "宋体", 14)
        if field:
            _field(run, field)


def _field(run: Any, instruction: str) -> None:
    for kind in ("begin", "", "end"):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = instruction
        run._r.append(element)


def _styles(document: Any) -> None:
    normal = document.styles["Normal"]
    _font(normal.font, FANG, 16)
    layout = normal.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    layout.space_before = layout.space_after = Pt(0)
    layout.widow_control = True
    for name, face, size in (("Title", TITLE, 22), ("Heading 1", HEI, 16), ("Heading 2", KAI, 16)):
        style = document.styles[name]
        _font(style.font, face, size)
        style.font.bold, style.font.italic, style.font.color.rgb = False, False, RGBColor(0, 0, 0)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
        style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        style.paragraph_format.line_spacing = LINE
        style.paragraph_format.keep_with_next = True
    _plain_title(document.styles["Title"])
    for name in ("Heading 1", "Heading 2"):
        document.styles[name].paragraph_format.first_line_indent = Pt(32)
    body = document.styles.add_style("正文缩进2字", WD_STYLE_TYPE.PARAGRAPH)
    body.base_style = normal
    body.paragraph_format.first_line_indent = Pt(32)
    body.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY


def _faces(document: Any) -> None:
    """Name the faces to take where one is missing: without them a reader falls back on whatever it has."""
    listed = "".join(
        f'<w:font w:name="{face}"><w:altName w:val="{others}"/><w:charset w:val="86"/></w:font>'
        for face, others in INSTEAD.items()
    )
    table = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts xmlns:w="{FONTS}">{listed}</w:fonts>'
    part = next(p for p in document.part.package.iter_parts() if p.partname == "/word/fontTable.xml")
    part._blob = table.encode()


def _plain_title(style: Any) -> None:
    border = style.element.pPr.find(qn("w:pBdr"))
    if border is not None:
        style.element.pPr.remove(border)
    style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    style.paragraph_format.space_before = LINE
    style.paragraph_format.line_spacing = Pt(36)


def _font(font: Any, face: str, size: float) -> None:
    """One face for Chinese, Times for letters and figures."""
    font.name, font.size = LATIN, Pt(size)
    fonts = font._element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if name.endswith("Theme"):
            del fonts.attrib[name]
    fonts.set(qn("w:eastAsia"), face)


def _masthead(document: Any, paper: Paper) -> None:
    keep = document.add_paragraph()
    _font(keep.add_run(paper.keep).font, HEI, 16)
    name = document.add_paragraph()
    name.alignment = WD_ALIGN_PARAGRAPH.CENTER
    name.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    name.paragraph_format.space_before = name.paragraph_format.space_after = Pt(14)
    run = name.add_run(paper.name)
    _font(run.font, TITLE, 48)
    run.font.color.rgb = RED
    number = document.add_paragraph(paper.number)
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line = document.add_paragraph()
    _font(line.add_run(clean(f"{paper.office}\t{paper.day}")).font, FANG, 14)
    line.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    _rule(line, "bottom", 18, "C01A1A")
    document.add_paragraph(clean(paper.title), style="Title")
    subtitle = document.add_paragraph()
    subtitle.alignment, subtitle.paragraph_format.space_after = WD_ALIGN_PARAGRAPH.CENTER, LINE
    _font(subtitle.add_run(paper.subtitle).font, KAI, 16)


def _rule(paragraph: Any, side: str, eighths: int, colour: str) -> None:
    """A line above or under a paragraph."""
    borders = OxmlElement("w:pBdr")
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "4"), ("color", colour)):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _block(document: Any, block: Block) -> None:
    if isinstance(block, Heading):
        heading = document.add_heading(clean(block.text), level=block.level)
        heading.paragraph_format.page_break_before = block.fresh
    elif isinstance(block, Text):
        document.add_paragraph(clean(block.text), style="正文缩进2字")
    elif isinstance(block, Quote):
        _quote(document, block)
    else:
        _table(document, block)


def _quote(document: Any, block: Quote) -> None:
    head = document.add_paragraph(style="正文缩进2字")
    head.paragraph_format.keep_with_next = True
    _font(head.add_run(clean(block.head)).font, KAI, 14)
    for line in clean(block.text).split("\n"):
        if line.strip():
            document.add_paragraph(line.strip(), style="正文缩进2字")


def _table(document: Any, table: Table) -> None:
    caption = document.add_paragraph()
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption.paragraph_format.keep_with_next = True
    _font(caption.add_run(clean(table.title)).font, HEI, 14)
    grid = document.add_table(rows=0, cols=len(table.columns), style="Table Grid")
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid.autofit = False
    widths = [Mm(WIDTH * width / sum(table.widths)) for width in table.widths]
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    _row(grid, table.columns, widths, table.numeric, head=True)
    for row in table.rows:
        _row(grid, row, widths, table.numeric, head=False)
    note = document.add_paragraph()
    _tight(note, Pt(18))
    _font(note.add_run(clean(table.note)).font, FANG, 10.5)


def _row(grid: Any, cells: Any, widths: Any, numeric: frozenset[int], *, head: bool) -> None:
    row = grid.add_row()
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))
    for position, (cell, words) in enumerate(zip(row.cells, cells, strict=True)):
        cell.width = widths[position]
        paragraph = cell.paragraphs[0]
        _tight(paragraph, Pt(17))
        if head:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif position in numeric:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _font(paragraph.add_run(clean(spoken(words))).font, HEI if head else FANG, 10.5)


def _tight(paragraph: Any, size: Any) -> None:
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = size


def _foot(document: Any, paper: Paper) -> None:
    for position, words in enumerate(paper.foot):
        line = document.add_paragraph()
        _tight(line, Pt(22))
        _font(line.add_run(clean(words)).font, FANG, 14)
        if position == 0:
            _rule(line, "top", 8, "000000")
