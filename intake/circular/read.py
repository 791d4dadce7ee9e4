"""The bytes of a published circular → its text, a paragraph a line."""

import hashlib
from pathlib import PurePath

from intake.circular.read_html import text_of_html
from intake.circular.read_text import text_of_plain
from intake.circular.read_word import text_of_word
from intake.circular.types import Source
from intake.errors import Unreadable

_READERS = {
    ".txt": ("text/plain", text_of_plain),
    ".html": ("text/html", text_of_html),
    ".htm": ("text/html", text_of_html),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", text_of_word),
}


def read(data: bytes, filename: str) -> Source:
    """The text of a file. Raises Unreadable with a sentence for the clerk."""
    ending = PurePath(filename).suffix.lower()
    if ending not in _READERS:
        raise Unreadable(f"无法读取“{ending or '无扩展名'}”文件,请另存为 .docx 后再导入。")
    media_type, reader = _READERS[ending]
    text = reader(data)
    if not text.strip():
        raise Unreadable("文件中没有文字。")
    return Source(text, filename, media_type, hashlib.sha256(data).hexdigest())
