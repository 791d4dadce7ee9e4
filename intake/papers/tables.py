"""A table as a Word document on its long side, ready to print and to bind. Pure."""

import io
from datetime import datetime

import docx
from docx.enum.section import WD_ORIENT
from docx.shared import Mm

from intake.digest.docx_style import NOTE, WIDE_AREA, set_up
from intake.digest.docx_table import element
from intake.digest.package import stamped
from intake.digest.table import Table
from intake.papers.words import add, described


def document(title: str, office: str, made: datetime, table: Table) -> bytes:
    """The document; the same table made at the same time gives the same bytes."""
    paper = docx.Document()
    described(paper, title, office, made)
    set_up(paper)
    section = paper.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = map(Mm, (28, 26, 37, 35))
    add(paper, title, "Title")
    add(paper, office, NOTE)
    paper.element.body.insert_element_before(element(table, WIDE_AREA), "w:sectPr")
    add(paper, table.note, NOTE)
    out = io.BytesIO()
    paper.save(out)
    return stamped(out.getvalue())
