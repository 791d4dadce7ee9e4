"""The bytes of a published circular → its text, a paragraph a line. Believes the bytes, not the file's name."""

import hashlib
import re
from collections.abc import Callable
from pathlib import PurePath

from intake.circular import shown
from intake.circular.types import Source
from intake.errors import Unreadable

_MOST = 20_000_000
_MOST_CHARACTERS = 600_000
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|div|table|p|span|h1)\b", re.I)


def read(data: bytes, filename: str) -> Source:
    """The text of a file. Raises Unreadable with a sentence for the clerk."""
    if not data.strip():
        raise Unreadable("文件是空的。")
    if len(data) > _MOST:
        raise Unreadable("文件超过 20 MB，请删去图片后再导入。")
    media_type, reader = _reader(data, PurePath(filename).suffix.lower())
    text, levels = shown.taken_out(reader(data))
    if not text.strip():
        raise Unreadable("文件中没有文字。")
    if len(text) > _MOST_CHARACTERS:
        raise Unreadable("文件中的文字过多，不像一份通报。")
    return Source(text, filename, media_type, hashlib.sha256(data).hexdigest(), levels)


def _reader(data: bytes, ending: str) -> tuple[str, Callable[[bytes], str]]:
    """The media type, and what reads it; the libraries behind it are imported only for a file that needs them."""
    from intake.circular import read_convert, read_html, read_text

    if data.startswith(b"PK\x03\x04"):
        return _zipped(ending)
    if data.startswith(b"%PDF"):
        return "application/pdf", read_convert.text_of_pdf
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        name = ending if ending in (".doc", ".wps") else ".doc"
        return "application/msword", lambda given: read_convert.text_by_office(given, name)
    if data.lstrip()[:5] == b"{\\rtf":
        return "application/rtf", lambda given: read_convert.text_by_office(given, ".rtf")
    if data.startswith(_IMAGES):
        raise Unreadable("这是图片，不是文字文件；请提供通报的 .docx、网页或文字版。")
    if ending in (".html", ".htm", ".shtml", ".mht") or _HTML.search(data[:2048].replace(b"\0", b"")):
        return "text/html", read_html.text_of_html
    if ending in (".docx", ".pdf"):
        raise Unreadable(f"这不是完整的 {ending} 文件，请重新另存后再导入。")
    return "text/plain", read_text.text_of_plain


def _zipped(ending: str) -> tuple[str, Callable[[bytes], str]]:
    from intake.circular import read_convert, read_word

    if ending == ".odt":
        return "application/vnd.oasis.opendocument.text", lambda given: read_convert.text_by_office(given, ".odt")
    if ending == ".ofd":
        raise Unreadable("暂不能读取 .ofd 文件，请另存为 .docx 后再导入。")
    return _WORD, read_word.text_of_word
