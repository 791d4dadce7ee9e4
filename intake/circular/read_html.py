"""A web page → the paragraphs and tables a reader sees, without menus, scripts and footers."""

import re
from html.parser import HTMLParser

from intake.circular import shown
from intake.circular.lines import fold
from intake.circular.marks import mark_of
from intake.circular.read_text import decoded, lines_of
from intake.circular.types import BOLD

_BLOCKS = (
    "address|article|aside|blockquote|body|caption|center|dd|div|dl|dt|fieldset|figure|form|h[1-6]|header|hr|li|main|ol|p|pre|"
    "section|table|tbody|tfoot|thead|tr|ul|br"
)
_BLOCK = re.compile(rf"(?:{_BLOCKS})$")
_UNSEEN = frozenset(["script", "style", "noscript", "template", "title", "textarea", "svg"])
_ASIDE = frozenset(["nav", "footer", "select", "button", "iframe", "object", "head"])
_ASIDE_NAME = re.compile(
    r"(?:^|[\s_-])(?:(?:left|right|main|side|sub|top)?(?:nav\w*|menus?)|foot\w*|bottom|copyright|breadcrumbs?|crumbs?|sidebar|share|related|rel|pager|toolbar|qrcode|"
    r"friend-?links?|links)(?:$|[\s_-])",
    re.I,
)
_GONE = re.compile(r"display\s*:\s*none", re.I)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.I)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<!\[", re.S)
_VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"])
_TOO_MUCH_TO_DROP = 600
# a line's end inside a cell
_BREAK = "\x1e"
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_DEEPEST = 200


def text_of_html(data: bytes) -> str:
    """The visible text of a page, a paragraph or a table row a line, cells apart by tabs."""
    characters = _characters(data)
    page = _Page(characters, drop=True)
    if page.dropping or not "".join(page.pieces).strip():
        page = _Page(characters, drop=False)
    rows = (re.sub(r"[ \u00a0\u2002\u2003\u3000\f]+", " ", row) for row in "".join(page.pieces).split("\n"))
    return "\n".join(made for row in rows if (made := _row(row)).strip())


def _row(row: str) -> str:
    cells = row.split("\t")
    if len(cells) > 1 and not cells[0].strip():
        del cells[0]
    if any(map(_is_layout, cells)):
        cells = [line for cell in cells for line in cell.split(_BREAK)]
        return "\n".join(shown.line(line.strip()) for line in cells if line.strip())
    if len(cells) == 1:
        return shown.line(cells[0].replace(_BREAK, " ").strip())
    return "\t".join(shown.without_private(cell.replace(_BREAK, " ")).strip() for cell in cells)


def _is_layout(cell: str) -> bool:
    """Whether a cell holds a whole circular: pages were once laid out by tables."""
    marks = (mark_of(fold(shown.without_private(line)).strip()) for line in cell.split(_BREAK))
    return [mark.number for mark in marks if mark and mark.kind == "cn"][:2] == [1, 2]


def _characters(data: bytes) -> str:
    match = _CHARSET.search(data[:4096])
    if match and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        name = match[1].decode("ascii").lower()
        try:
            return lines_of(data.decode("gb18030" if name.startswith("gb") else name))
        except (LookupError, UnicodeError):
            pass
    return lines_of(decoded(data))


class _Page(HTMLParser):
    """Collects the visible pieces; `dropping` is left set where a menu's end was never found."""

    def __init__(self, characters: str, drop: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.dropping: str | None = None
        self._drop, self._depth, self._kept = drop, 0, 0
        self._unseen: str | None = None
        self._cells, self._spans = _Spans(), 0
        self._emphasis = _Emphasis()
        self._counts: list[int | None] = []
        self._label = ""
        # the parser looks for the end of each unfinished tag again and again: let none be unfinished
        end = characters.rfind(">") + 1
        self.feed(_COMMENT.sub("", characters[:end]))
        self.feed(characters[end:].replace("<", " "))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag in _UNSEEN:
            self._unseen = self._unseen or tag
        elif self.dropping:
            self._depth += tag == self.dropping
        elif self._drop and tag not in _VOID and _is_aside(tag, given):
            self.dropping, self._depth, self._kept = tag, 1, len(self.pieces)
        if tag not in _VOID:
            self._emphasis.open(tag, given.get("style", ""))
        self._structure(tag, given)

    def _structure(self, tag: str, given: dict[str, str]) -> None:
        if tag in ("td", "th"):
            self.pieces += ["\t" + held for held in self._cells.open(given.get("rowspan", ""), len(self.pieces))] + [
                "\t"
            ]
        elif _BLOCK.match(tag):
            self.pieces.append(_BREAK if self._cells.inside else "\n")
            if tag == "tr":
                self._cells.row()
                self.pieces.append("\n")
        if tag in ("ol", "ul"):
            self._counts.append(0 if tag == "ol" else None)
        elif tag == "li" and self._counts and self._counts[-1] is not None:
            self._counts[-1] += 1
            self._label = f"{self._counts[-1]}."

    def handle_endtag(self, tag: str) -> None:
        if tag == self._unseen:
            self._unseen = None
        elif self.dropping and tag == self.dropping:
            self._depth -= 1
            if not self._depth:
                self._end_dropping()
        self._emphasis.close(tag)
        if tag in ("td", "th"):
            self._cells.close("".join(self.pieces[self._cells.begun :]))
        elif tag in ("ol", "ul") and self._counts:
            self._counts.pop()
        if _BLOCK.match(tag):
            self.pieces.append(_BREAK if self._cells.inside and tag not in ("tr", "table") else "\n")

    def _end_dropping(self) -> None:
        dropped = "".join(self.pieces[self._kept :])
        # a whole page inside <div class="bottom"> is no footer
        if len(dropped) < _TOO_MUCH_TO_DROP or "整改" not in dropped:
            del self.pieces[self._kept :]
        self.dropping = None

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        words = data if self._emphasis.inside("pre") else re.sub(r"\s*\n\s*", "", data)
        if self._label and words.strip():
            words = words if mark_of(fold(words.strip())) else self._label + words
            self._label = ""
        self.pieces.append(shown.emphasised(words.replace("\t", " "), self._emphasis.level))


def _is_aside(tag: str, given: dict[str, str]) -> bool:
    names = f"{given.get('class', '')} {given.get('id', '')}"
    return (
        tag in _ASIDE
        or bool(_GONE.search(given.get("style", "")))
        or (tag != "body" and bool(_ASIDE_NAME.search(names)))
    )


class _Emphasis:
    """Which of the open elements set their words as a heading: h1 to h6, or in bold."""

    def __init__(self) -> None:
        self._open: list[tuple[str, int | None]] = []

    @property
    def level(self) -> int | None:
        """The level of what is read now."""
        return self._open[-1][1] if self._open else None

    def inside(self, tag: str) -> bool:
        """Whether such an element is open."""
        return any(other == tag for other, _ in self._open)

    def open(self, tag: str, style: str) -> None:
        if tag == "p":
            # nobody is obliged to close a paragraph
            self.close("p")
        level = int(tag[1]) if re.fullmatch(r"h[1-6]", tag) else None
        level = level or (BOLD if tag in ("b", "strong") or _BOLD_STYLE.search(style) else None)
        if len(self._open) < _DEEPEST:
            self._open.append((tag, min(filter(None, (level, self.level)), default=None)))

    def close(self, tag: str) -> None:
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at][0] == tag:
                del self._open[at:]
                return


class _Spans:
    """Cells that reach down over several rows: their words are said again in each."""

    def __init__(self) -> None:
        self.inside = False
        self.begun = 0
        self._column, self._down = 0, 0
        self._held: dict[int, tuple[int, str]] = {}

    def row(self) -> None:
        self.inside = False
        self._column = 0

    def open(self, rowspan: str, at: int) -> list[str]:
        """Begin a cell whose pieces start after `at`; the words of the cells from above that stand before it."""
        before: list[str] = []
        while (held := self._held.pop(self._column, None)) is not None:
            if held[0] > 1:
                self._held[self._column] = (held[0] - 1, held[1])
            before.append(held[1])
            self._column += 1
        self.inside, self.begun = True, at + 1 + len(before)
        self._down = min(int(rowspan), 500) if rowspan.isdecimal() else 1
        return before

    def close(self, words: str) -> None:
        if self.inside and self._down > 1:
            self._held[self._column] = (self._down - 1, re.sub(r"\s+", " ", words).strip())
        self.inside = False
        self._column += 1
