"""The head of a circular: its title, who issued it, and where the text proper begins."""

import re
from dataclasses import dataclass

from intake.circular.lines import Line

_LAST_WORD = re.compile(r"(?:(?:通报|公告|公示|公开|通告|报告|情况|说明)表?|清单|台账)(?:\((?:摘要|全文|公开稿)\))?$")
_BODY = re.compile(
    r"\S{2,40}?(?:委员会|党委|党组|工委|总支|支部)(?=(?:落实|对|巡视|巡察|反馈|整改|[一二三四五六七八九十]+届))"
)
_PARTY = ("中共", "中国共产党")
_ISSUED = re.compile(rf"(?:{'|'.join(_PARTY)})\S{{2,60}}关于")
_VISITED = re.compile(r"\d\s*月.{0,80}反馈")
_KIND = re.compile(r"(?:通报|公告|公示|通告|报告)(?:\(.*\))?$")
_ABOUT = re.compile(r"整改|巡视|巡察")
_ORG_END = re.compile(
    r"(?:委员会|党委|党组|工委|总支|支部|公司|集团|大学|学院|学校|医院|局|厅|委|院|会|办公室|中心|所|社|部|站|馆|政府|银行|行)$"
)
_NO_TITLE = re.compile(r"[。;!?>\t]|:(?!\d)|首页")
_DEPTH = 40
_MOST_LINES = 4


@dataclass(frozen=True, slots=True)
class Header:
    """`lines`: how many lines of the text belong to it, the title the last of them."""

    title: str | None
    issuer: str | None
    lines: int


def header_of(text: str, rows: list[Line]) -> Header:
    """Title and issuer of a circular; the title may be broken over several lines, the issuer stand apart."""
    depth = next((at for at, row in enumerate(rows[:_DEPTH]) if row.mark), _DEPTH)
    # numbers before the title are those of a menu
    spans = _titles(rows[:depth]) or _titles(rows[:_DEPTH])
    if not spans:
        return Header(None, _signed(text, rows), 0)
    begin, end = max(spans, key=lambda span: ("关于" in _joined(text, rows, *span), -span[0], _formal(rows[span[1]])))
    title = _joined(text, rows, begin, end)
    issuer = title.partition("关于")[0].strip() if "关于" in title else _named_first(title)
    if not issuer:
        issuer = _beside(text, rows, begin, end) or _signed(text, rows) or ""
    named = [span for span in spans if "关于" in _joined(text, rows, *span)] or spans[:1]
    return Header(title, issuer or None, named[-1][1] + 1)


def _titles(rows: list[Line]) -> list[tuple[int, int]]:
    return [span for at in range(len(rows)) if (span := _title_ending(rows, at)) is not None]


def next_title(rows: list[Line]) -> int | None:
    """Where, after a circular's title, another circular begins: its title and its account of the visit."""
    begun = next((at for at, row in enumerate(rows) if row.mark), len(rows))
    for begin, end in _titles(rows[begun:]):
        words = "".join(row.flat for row in rows[begun + begin : begun + end + 1])
        opening = "".join(row.flat for row in rows[begun + end + 1 : begun + end + 4])
        if _ISSUED.match(words) and _formal(rows[begun + end]) and _VISITED.search(opening):
            return begun + begin
    return None


def _named_first(title: str) -> str:
    """The party body that a title without 关于 begins with."""
    body = _BODY.match(title)
    return body[0] if body else ""


def _title_ending(rows: list[Line], end: int) -> tuple[int, int] | None:
    """The first and last line of a title that ends with line `end`."""
    if not _LAST_WORD.search(rows[end].flat) or not _fits(rows[end]):
        return None
    begin = end
    words = rows[end].flat
    while not re.search(r"\S关于|^关于.*", words) or words.startswith("关于"):
        before = rows[begin - 1].flat if begin else ""
        if not before or not _fits(rows[begin - 1]) or end - begin + 1 >= _MOST_LINES or len(before) + len(words) > 120:
            break
        if words.startswith("关于") and not _ORG_END.search(before):
            break
        begin, words = begin - 1, before + words
    if "关于" not in words:
        issued = end > 0 and rows[end - 1].flat.startswith(_PARTY) and _ORG_END.search(rows[end - 1].flat)
        return (end - bool(issued), end) if _ABOUT.search(rows[end].flat) else None
    return (begin, end) if _ABOUT.search(words) and len(words) <= 150 else None


def _formal(row: Line) -> bool:
    """Whether a title's last line says what kind of paper it is: one broken before 的通报 ends with 情况 as well."""
    return bool(_KIND.search(row.flat))


def _fits(row: Line) -> bool:
    return row.mark is None and len(row.flat) <= 100 and not _NO_TITLE.search(row.flat)


def _joined(text: str, rows: list[Line], begin: int, end: int) -> str:
    return "".join(text[row.start : row.end] for row in rows[begin : end + 1]).lstrip("#* ").rstrip("* ")


def _beside(text: str, rows: list[Line], begin: int, end: int) -> str | None:
    for at in (begin - 1, end + 1):
        if 0 <= at < len(rows) and _is_body(rows[at].flat):
            return text[rows[at].start : rows[at].end]
    return None


def _signed(text: str, rows: list[Line]) -> str | None:
    return next((text[row.start : row.end] for row in reversed(rows[-6:]) if _is_body(row.flat)), None)


def _is_body(flat: str) -> bool:
    return 4 <= len(flat) <= 40 and bool(_ORG_END.search(flat)) and not re.search(r"[,。:;]|当前|位置", flat)
