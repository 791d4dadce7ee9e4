"""Page, typefaces and paragraph styles of an official paper (GB/T 9704—2012) for a Word document. Pure."""

from typing import Any

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor

TITLE, HEI, KAI, FANG, SONG = "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312", "宋体"
LATIN = "Times New Roman"
INSTEAD = {  # where the office's own faces are missing
    TITLE: "FZXiaoBiaoSong-B05S,小标宋,宋体,SimSun,Noto Serif CJK SC",
    HEI: "SimHei,Noto Sans CJK SC",
    KAI: "楷体,KaiTi,Noto Serif CJK SC",
    FANG: "仿宋,FangSong,Noto Serif CJK SC",
    SONG: "SimSun,Noto Serif CJK SC",
}
FONTS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LINE = Pt(28.95)  # 22 lines of 3号 on a page of 225 mm
BODY, CAPTION, NOTE, HEAD, CELL, NUMBER, SOURCE = "公文正文", "表题", "表注", "表头", "表格文字", "表格数字", "摘录出处"
AREA, WIDE_AREA = Mm(156), Mm(225)  # widths of the type area


def set_up(document: Any) -> None:
    """Page, styles and typefaces of a document that is still empty."""
    _page(document)
    _styles(document)
    _faces(document)


def turn(document: Any, wide: bool) -> None:
    """Begin a page on its long side, or upright again."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
    _margins(section, *((28, 26, 37, 35) if wide else (37, 35, 28, 26)))


def font(of: Any, face: str, size: float) -> None:
    """One face for Chinese, Times for letters and figures."""
    of.name, of.size = LATIN, Pt(size)
    fonts = of._element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if name.endswith("Theme"):
            del fonts.attrib[name]
    fonts.set(qn("w:eastAsia"), face)


def rule(paragraph: Any, side: str, eighths: int, colour: str) -> None:
    """A line above (`top`) or under (`bottom`) a paragraph."""
    properties = paragraph._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.insert_element_before(
            borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "4"), ("color", colour)):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)


def _margins(section: Any, top: float, bottom: float, left: float, right: float) -> None:
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    section.footer_distance = Mm(bottom - 7)


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    _margins(section, 37, 35, 28, 26)
    document.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _page_number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)


def _page_number(footer: Any, side: Any) -> None:
    """— 3 —, outside on the page, one character in."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = side
    if side == WD_ALIGN_PARAGRAPH.RIGHT:
        paragraph.paragraph_format.right_indent = Pt(14)
    else:
        paragraph.paragraph_format.left_indent = Pt(14)
    for text, field in (("— ", ""), ("", "PAGE"), (" —", "")):
        run = paragraph.add_run(text)
        font(run.font, SONG, 14)
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
    font(normal.font, FANG, 16)
    _spaced(normal, LINE)
    normal.paragraph_format.widow_control = True
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "zh-CN")
    language.set(qn("w:eastAsia"), "zh-CN")
    normal.element.get_or_add_rPr().append(language)
    for name, face, size in (("Title", TITLE, 22), ("Heading 1", HEI, 16), ("Heading 2", KAI, 16)):
        style = document.styles[name]
        font(style.font, face, size)
        style.font.bold, style.font.italic, style.font.color.rgb = False, False, RGBColor(0, 0, 0)
        _spaced(style, Pt(36) if name == "Title" else LINE)
        style.paragraph_format.keep_with_next = True
    _plain_title(document.styles["Title"])
    for name in ("Heading 1", "Heading 2"):
        _indented(document.styles[name])
    _indented(_style(document, BODY, FANG, 16, LINE, WD_ALIGN_PARAGRAPH.JUSTIFY))
    _indented(_style(document, SOURCE, KAI, 14, LINE))
    _style(document, CAPTION, HEI, 12, Pt(24), WD_ALIGN_PARAGRAPH.CENTER)
    _style(document, NOTE, FANG, 10.5, Pt(16), WD_ALIGN_PARAGRAPH.JUSTIFY).paragraph_format.space_after = Pt(8)
    _style(document, HEAD, HEI, 10.5, Pt(15), WD_ALIGN_PARAGRAPH.CENTER)
    _style(document, CELL, FANG, 10.5, Pt(16))
    _style(document, NUMBER, FANG, 10.5, Pt(16), WD_ALIGN_PARAGRAPH.RIGHT)
    for name in (CAPTION, SOURCE):
        document.styles[name].paragraph_format.keep_with_next = True


def _style(document: Any, name: str, face: str, size: float, line: Length, side: Any = None) -> Any:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    font(style.font, face, size)
    _spaced(style, line)
    style.paragraph_format.alignment = side
    return style


def _spaced(style: Any, line: Length) -> None:
    layout = style.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, line
    layout.space_before = layout.space_after = Pt(0)


def _indented(style: Any) -> None:
    """Two characters, whatever their size."""
    style.paragraph_format.first_line_indent = Pt(2 * style.font.size.pt)
    style.element.pPr.find(qn("w:ind")).set(qn("w:firstLineChars"), "200")


def _plain_title(style: Any) -> None:
    border = style.element.pPr.find(qn("w:pBdr"))
    if border is not None:
        style.element.pPr.remove(border)
    style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    style.paragraph_format.space_before = LINE


def _faces(document: Any) -> None:
    """Name the faces to take where one is missing: without them a reader falls back on whatever it has."""
    listed = "".join(
        f'<w:font w:name="{face}"><w:altName w:val="{others}"/><w:charset w:val="86"/></w:font>'
        for face, others in INSTEAD.items()
    )
    table = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts xmlns:w="{FONTS}">{listed}</w:fonts>'
    part = next(p for p in document.part.package.iter_parts() if p.partname == "/word/fontTable.xml")
    part._blob = table.encode()
