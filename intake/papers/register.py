"""The register as it lies on a desk: letters (来信登记簿) or calls (来电登记簿) by day, as a table. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from intake import labels
from intake.digest.table import Row, Table, table
from intake.model import Channel
from intake.store.registers import Entry
from intake.store.reserved import Reserved
from intake.text import mask

KEPT_APART = "另行保管"
_LETTER = (
    "登记编号",
    "收到日期",
    "来源",
    "来信人",
    "电话、住址",
    "内容摘要",
    "随信物品",
    "原件存放",
    "关联事项",
    "登记人",
)
_LETTER_WIDTHS = (14, 11, 9, 8, 18, 44, 10, 10, 14, 8)
_CALL = ("登记编号", "来电时间", "来源", "来电人", "来电号码", "内容摘要", "要求回电", "关联事项", "接听人", "登记人")
_CALL_WIDTHS = (14, 12, 9, 8, 13, 52, 8, 16, 8, 8)
_NOTE = "密件和另行保管的只列编号。预留编号为停用系统期间发出的回执所用，未用的注明作废原因。"
TITLES = {Channel.LETTER: "来信登记簿", Channel.PHONE: "来电登记簿"}


@dataclass(frozen=True, slots=True)
class Book:
    """What a book is made of; `whole`: its reader may see contacts, and they are printed."""

    channel: Channel
    first: date
    last: date
    zone: ZoneInfo
    issues: Mapping[int, str]
    staff: Mapping[int, str]
    whole: bool

    @property
    def title(self) -> str:
        days = _day(self.first) if self.first == self.last else f"{_day(self.first)}至{_day(self.last)}"
        return f"{TITLES[self.channel]}（{days}）"


def lines(book: Book, entries: Sequence[Entry], unused: Iterable[Reserved]) -> Table:
    """The book's table, in the order of the numbers, those included that were reserved and not used."""
    columns, widths, row = (
        (_LETTER, _LETTER_WIDTHS, _letter) if book.channel == Channel.LETTER else (_CALL, _CALL_WIDTHS, _call)
    )
    rows: list[Row] = [
        (entry.number, KEPT_APART, *[""] * (len(columns) - 2)) if entry.secret else row(book, entry)
        for entry in entries
    ]
    rows += [_unused(book, number, len(columns)) for number in unused]
    return table(
        "register", TITLES[book.channel], columns, sorted(rows, key=lambda r: str(r[0])), widths, _NOTE, wide=True
    )


def _letter(book: Book, entry: Entry) -> Row:
    return (
        entry.number,
        _local(entry.received_at, book.zone).date(),
        labels.label(entry.origin),
        _name(book, entry),
        _lines(_phone(book, entry), entry.address if book.whole else "＊＊＊" if entry.address else "", entry.place),
        " ".join(entry.body.split()),
        _lines(str(entry.details.get("enclosures", "")), f"扫描件 {entry.scans} 个" if entry.scans else ""),
        str(entry.details.get("kept_at", "")),
        _issue(book, entry),
        book.staff.get(entry.entered_by or 0, ""),
    )


def _call(book: Book, entry: Entry) -> Row:
    return (
        entry.number,
        f"{_local(entry.received_at, book.zone):%m-%d %H:%M}",
        labels.label(entry.origin),
        _name(book, entry),
        _phone(book, entry),
        " ".join(entry.body.split()),
        "是" if entry.wants_answer else "",
        _issue(book, entry),
        str(entry.details.get("taken_by", "")),
        book.staff.get(entry.entered_by or 0, ""),
    )


def _unused(book: Book, number: Reserved, columns: int) -> Row:
    state = f"作废：{number.reason}" if number.state == "void" else "预留，尚未登记"
    row: list[str] = [""] * columns
    row[0], row[5], row[-1] = number.name, state, book.staff.get(number.reserved_by, "")
    return tuple(row)


def _name(book: Book, entry: Entry) -> str:
    return entry.name if book.whole else mask.name(entry.name)


def _phone(book: Book, entry: Entry) -> str:
    return entry.phone if book.whole else mask.phone(entry.phone)


def _issue(book: Book, entry: Entry) -> str:
    return book.issues.get(entry.issue_id or 0, "")


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _local(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone)


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"
