"""The properties in a .msg file (MS-OXMSG): a compound file with a folder for the mail and each person and attachment.

In every folder stands a table of properties, sixteen bytes each, and a stream for every value that is longer.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import olefile

from intake.channels.mail.message_charset import decode

_UNICODE, _STRING, _OBJECT, _TIME, _LONG = 0x1F, 0x1E, 0x0D, 0x40, 0x03
BINARY, INTERNET_CODEPAGE = 0x102, 0x3FDE
_TABLE = "__properties_version1.0"
_TOP, _INNER, _ITEM = (
    32,
    24,
    8,
)  # bytes before the table: of the file's mail, of a mail in it, of people and attachments
_MESSAGE_CODEPAGE, _LOCALE = 0x3FFD, 0x3FF1
_CHINESE = {0x804: "gbk", 0x1004: "gbk", 0x404: "big5", 0xC04: "big5", 0x1404: "big5"}  # [MS-LCID]
_UTF8 = 65001
_MAX_ITEMS = 2_000
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of the file.  `label` is the character set of its narrow texts, where the mail names it."""

    file: olefile.OleFileIO
    path: tuple[str, ...]
    head: int
    label: str | None

    def stream(self, tag: int, kind: int = BINARY) -> bytes | None:
        """A long value as it stands."""
        path = [*self.path, _stream(tag, kind)]
        return bytes(self.file.openstream(path).read()) if self.file.get_type(path) == olefile.STGTY_STREAM else None

    def text(self, *tags: int) -> str:
        """The first of the properties that is not empty."""
        for tag in tags:
            if found := self._text(tag).rstrip("\0"):
                return found
        return ""

    def number(self, tag: int) -> int:
        """A whole number, 0 where there is none."""
        value = self._short(tag, _LONG)
        return int.from_bytes(value[:4], "little")

    def time(self, tag: int) -> datetime | None:
        """A moment in UTC; counted in tenths of a microsecond since 1601."""
        ticks = int.from_bytes(self._short(tag, _TIME), "little")
        try:
            return _EPOCH + timedelta(microseconds=ticks // 10) if ticks else None
        except OverflowError:
            return None

    def character_set(self, tag: int) -> str | None:
        """The label of the code page that a property names."""
        page = self.number(tag)
        return None if not page else "utf-8" if page == _UTF8 else f"windows-{page}"

    def items(self, prefix: str) -> Iterator["Folder"]:
        """The folders of people or attachments in their order, at most two thousand."""
        depth = len(self.path)
        inside = {tuple(entry[: depth + 1]) for entry in self.file.listdir() if tuple(entry[:depth]) == self.path}
        for path in sorted(path for path in inside if path[-1].startswith(prefix))[:_MAX_ITEMS]:
            yield Folder(self.file, path, _ITEM, self.label)

    def inner(self, tag: int) -> "Folder | None":
        """The mail that a property holds."""
        return opened(self.file, (*self.path, _stream(tag, _OBJECT)), _INNER)

    def _text(self, tag: int) -> str:
        wide = self.stream(tag, _UNICODE)
        if wide is not None:
            return wide.decode("utf-16-le", "replace")
        return decode(self.stream(tag, _STRING) or b"", self.label).text

    def _short(self, tag: int, kind: int) -> bytes:
        table = self.file.openstream([*self.path, _TABLE]).read()
        wanted = struct.pack("<HH", kind, tag)
        rows = (table[at : at + 16] for at in range(self.head, len(table) - 15, 16))
        return next((row[8:] for row in rows if row.startswith(wanted)), b"")


def opened(file: olefile.OleFileIO, path: tuple[str, ...] = (), head: int = _TOP) -> Folder | None:
    """The mail in a folder; None where none is there."""
    if not file.exists([*path, _TABLE]):
        return None
    bare = Folder(file, path, head, None)
    return Folder(file, path, head, bare.character_set(_MESSAGE_CODEPAGE) or _CHINESE.get(bare.number(_LOCALE)))


def _stream(tag: int, kind: int) -> str:
    return f"__substg1.0_{tag:04X}{kind:04X}"
