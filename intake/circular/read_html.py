"""A web page → the paragraphs and tables a reader sees, without menus and scripts."""

import re
from html.parser import HTMLParser

from intake.circular.read_text import decoded

_BLOCK = frozenset(
    "address article aside blockquote body center dd div dl dt fieldset figure form h1 h2 h3 h4 h5 h6 hr li main ol p pre "
    "section table tbody tfoot thead tr ul br".split()
)
_HIDDEN = frozenset("script style noscript template head title nav select button textarea svg iframe object".split())
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.I)


def text_of_html(data: bytes) -> str:
    """The visible text of a page, a paragraph or a table row a line, cells apart by tabs."""
    page = _Page()
    page.feed(_characters(data))
    page.close()
    joined = "".join(page.pieces)
    rows = (re.sub(r"[ \u00a0\u3000\r\f\v]+", " ", row).strip(" ") for row in joined.split("\n"))
    return "\n".join(row for row in rows if row.strip())


def _characters(data: bytes) -> str:
    match = _CHARSET.search(data[:4096])
    if match and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        name = match[1].decode("ascii").lower()
        try:
            return data.decode("gb18030" if name.startswith("gb") else name)
        except (LookupError, UnicodeDecodeError):
            pass
    return decoded(data)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden.append(tag)
        elif tag in ("td", "th"):
            self.pieces.append("\t")
        elif tag in _BLOCK:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN and tag in self._hidden:
            del self._hidden[self._hidden.index(tag) :]
        elif tag in _BLOCK:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(re.sub(r"\s*\n\s*", "", data))
