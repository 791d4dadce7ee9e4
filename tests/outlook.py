"""Outlook's .msg files, written for the tests: a compound file ([MS-CFB]) of properties ([MS-OXMSG])."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

_SECTOR, _SMALL, _LIMIT = 512, 64, 4096
_FREE, _END, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF
_FAT = 0xFFFFFFFD
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)

Tree = dict[str, Any]


@dataclass
class Item:
    """A mail, a person or a file: its properties by tag, and the people and files below it.

    `narrow` is the codec of its texts in an old, eight-bit file.
    """

    properties: dict[int, Any]
    people: list["Item"] = field(default_factory=list)
    files: list["Item"] = field(default_factory=list)
    narrow: str | None = None

    def below(self, head: int) -> Tree:
        """What stands in its folder: streams, and folders with theirs."""
        found: Tree = {}
        table = bytes(head)
        for tag, value in self.properties.items():
            kind, short, long = self._value(value)
            table += struct.pack("<HHI8s", kind, tag, 6, short)
            if long is not None:
                found[f"__substg1.0_{tag:04X}{kind:04X}"] = long
        found["__properties_version1.0"] = table
        for name, items in (("recip", self.people), ("attach", self.files)):
            for number, item in enumerate(items):
                found[f"__{name}_version1.0_#{number:08X}"] = item.below(8)
        return found

    def _value(self, value: Any) -> tuple[int, bytes, Any]:
        if isinstance(value, int):
            return 0x03, struct.pack("<q", value), None
        if isinstance(value, datetime):
            return 0x40, struct.pack("<Q", int((value - _EPOCH).total_seconds()) * 10_000_000), None
        if isinstance(value, Item):
            return 0x0D, bytes(8), value.below(24)
        if isinstance(value, bytes):
            return 0x102, struct.pack("<Q", len(value)), value
        text = value.encode(self.narrow or "utf-16-le")
        return (0x1E if self.narrow else 0x1F), struct.pack("<Q", len(text)), text


@dataclass
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    start: int = _END
    child: int = _NONE
    right: int = _NONE


def msg(mail: Item) -> bytes:
    """The bytes of the file."""
    root = _Entry("Root Entry", _ROOT)
    entries = [root]
    _grow(entries, root, mail.below(32))
    small, small_fat = bytearray(), []
    sectors: list[bytes] = []
    fat: list[int] = []
    for entry in entries[1:]:
        if entry.kind == _STREAM and 0 < len(entry.data) < _LIMIT:
            entry.start = _chain(entry.data, _SMALL, small_fat)
            small += entry.data.ljust(-(-len(entry.data) // _SMALL) * _SMALL, b"\0")
        elif entry.data:
            entry.start = _store(entry.data, sectors, fat)
    root.data = bytes(small)
    root.start = _store(root.data, sectors, fat)
    small_start = _store(struct.pack(f"<{len(small_fat)}I", *small_fat), sectors, fat)
    start = _store(b"".join(_entry(entry) for entry in entries), sectors, fat)
    tables = next(n for n in range(1, 110) if n * 128 >= len(fat) + n)
    places = [len(fat) + n for n in range(tables)]
    whole = [*fat, *[_FAT] * tables]
    whole += [_FREE] * (tables * 128 - len(whole))
    header = struct.pack("<8s16x5H6x", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, tables, start, 0, _LIMIT, small_start, len(small_fat) // 128 + 1, _END, 0)
    header += struct.pack("<109I", *places, *[_FREE] * (109 - tables))
    return header + b"".join(sectors) + struct.pack(f"<{len(whole)}I", *whole)


def _grow(entries: list[_Entry], parent: _Entry, below: Tree) -> None:
    """Entries of a folder, each the right neighbour of the one before."""
    before: _Entry | None = None
    for name, value in sorted(below.items()):
        entry = _Entry(name, _STREAM, value) if isinstance(value, bytes) else _Entry(name, _STORAGE)
        entries.append(entry)
        if before is None:
            parent.child = len(entries) - 1
        else:
            before.right = len(entries) - 1
        before = entry
        if isinstance(value, dict):
            _grow(entries, entry, value)


def _entry(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le")
    links = struct.pack("<64sHBB3I", name, len(name) + 2, entry.kind, 1, _NONE, entry.right, entry.child)
    return links + struct.pack("<36xIQ", entry.start, len(entry.data))


def _store(data: bytes, sectors: list[bytes], fat: list[int]) -> int:
    start = _chain(data, _SECTOR, fat)
    sectors += list(_pieces(data))
    return start


def _chain(data: bytes, size: int, fat: list[int]) -> int:
    start, count = len(fat), max(1, -(-len(data) // size))
    fat += [start + n + 1 for n in range(count - 1)] + [_END]
    return start


def _pieces(data: bytes) -> Iterator[bytes]:
    for at in range(0, max(1, len(data)), _SECTOR):
        yield data[at : at + _SECTOR].ljust(_SECTOR, b"\0")
