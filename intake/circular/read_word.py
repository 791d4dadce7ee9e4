"""A Word document → its paragraphs and tables in order."""

import io
from zipfile import BadZipFile

import docx
from docx.table import Table
from docx.text.paragraph import Paragraph

from intake.errors import Unreadable


def text_of_word(data: bytes) -> str:
    """The text of a .docx, a paragraph or a table row a line, cells apart by tabs."""
    try:
        document = docx.Document(io.BytesIO(data))
    except (BadZipFile, KeyError, ValueError) as error:
        raise Unreadable("这不是完整的 Word 文档,请重新另存为 .docx 后再导入。") from error
    rows: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            rows.append(block.text)
        elif isinstance(block, Table):
            rows += ["\t".join(cell.text.replace("\n", " ") for cell in row.cells) for row in block.rows]
    return "\n".join(rows)
