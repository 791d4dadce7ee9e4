"""Draws a chart as an enhanced metafile (MS-EMF): strokes and text that stay sharp on paper. Pure.

Office programs draw the text with their own typefaces, so that none is needed here. A unit is 0.01 mm.
"""

import struct
from collections.abc import Iterator

from intake.digest.chart import Drawing, Label, Rect, measure

FACE = "黑体"
HEADER, SETWINDOWEXT, SETWINDOWORG, SETVIEWPORTEXT, SETVIEWPORTORG, EOF = 1, 9, 10, 11, 12, 14
SETMAPMODE, SETBKMODE, SETTEXTALIGN, SETTEXTCOLOR, SELECTOBJECT = 17, 18, 22, 24, 37
CREATEBRUSH, DELETEOBJECT, RECTANGLE, CREATEFONT, EXTTEXTOUT = 39, 40, 43, 82, 84
ANISOTROPIC, TRANSPARENT, BASELINE, GB2312 = 8, 1, 24, 134
WHITE_BRUSH, NULL_PEN, SYSTEM_FONT = 0x80000000, 0x80000008, 0x8000000D  # there without being made
DEVICE = (21_000, 29_700)  # of the picture's reference, a sheet of A4 in units


def emf(drawing: Drawing) -> bytes:
    """The metafile's bytes."""
    width, height = _unit(drawing.width), _unit(drawing.height)
    records = [*_set_up(width, height), *_strokes(drawing), _record(EOF, struct.pack("<III", 0, 16, 20))]
    size = 88 + sum(map(len, records))
    box = (0, 0, width - 1, height - 1)
    head = struct.pack("<4i4i", *box, *box)
    head += struct.pack("<4sIIIHHIII", b" EMF", 0x10000, size, len(records) + 1, 2, 0, 0, 0, 0)
    head += struct.pack("<2i2i", *DEVICE, 210, 297)
    return _record(HEADER, head) + b"".join(records)


def _set_up(width: int, height: int) -> Iterator[bytes]:
    yield _record(SETMAPMODE, struct.pack("<I", ANISOTROPIC))
    yield _record(SETWINDOWORG, struct.pack("<ii", 0, 0))
    yield _record(SETWINDOWEXT, struct.pack("<ii", width, height))
    yield _record(SETVIEWPORTORG, struct.pack("<ii", 0, 0))
    yield _record(SETVIEWPORTEXT, struct.pack("<ii", width, height))
    yield _record(SETBKMODE, struct.pack("<I", TRANSPARENT))
    yield _record(SETTEXTALIGN, struct.pack("<I", BASELINE))
    yield _record(SELECTOBJECT, struct.pack("<I", NULL_PEN))


def _strokes(drawing: Drawing) -> Iterator[bytes]:
    for shape in drawing.shapes:
        yield from _rect(shape) if isinstance(shape, Rect) else _label(shape)


def _rect(rect: Rect) -> Iterator[bytes]:
    left, top = _unit(rect.x), _unit(rect.y)
    # without a pen the right and lower edges are left out
    right, bottom = _unit(rect.x + rect.width) + 1, _unit(rect.y + rect.height) + 1
    yield _record(CREATEBRUSH, struct.pack("<IIII", 1, 0, _colour(rect.colour), 0))
    yield _record(SELECTOBJECT, struct.pack("<I", 1))
    yield _record(RECTANGLE, struct.pack("<4i", left, top, right, bottom))
    yield _record(SELECTOBJECT, struct.pack("<I", WHITE_BRUSH))
    yield _record(DELETEOBJECT, struct.pack("<I", 1))


def _label(label: Label) -> Iterator[bytes]:
    advances = [_unit(step) for step in measure(label.text, label.size)]
    left = _unit(label.x) - {"start": 0, "middle": sum(advances) // 2, "end": sum(advances)}[label.anchor]
    yield _record(CREATEFONT, struct.pack("<I", 1) + _font(_unit(label.size)))
    yield _record(SELECTOBJECT, struct.pack("<I", 1))
    yield _record(SETTEXTCOLOR, struct.pack("<I", _colour(label.colour)))
    yield _record(EXTTEXTOUT, _text(label.text, left, _unit(label.y), advances))
    yield _record(SELECTOBJECT, struct.pack("<I", SYSTEM_FONT))
    yield _record(DELETEOBJECT, struct.pack("<I", 1))


def _font(height: int) -> bytes:
    """A LOGFONT of that character height, and the empty rest of an EXTLOGFONT."""
    face = FACE.encode("utf-16-le").ljust(64, b"\0")
    return struct.pack("<5i8B", -height, 0, 0, 0, 400, 0, 0, 0, GB2312, 0, 0, 0, 0) + face + bytes(228)


def _text(text: str, x: int, y: int, advances: list[int]) -> bytes:
    """Text at a place, each character's advance given, so that every typeface keeps to the drawing."""
    pairs = [(step, 0) if char > "\uffff" else (step,) for char, step in zip(text, advances, strict=True)]
    steps = [step for pair in pairs for step in pair]  # one for each half of a surrogate pair
    coded = text.encode("utf-16-le")
    coded += bytes(-len(coded) % 4)
    start = 8 + 28 + 40  # record head, bounds and scale, EMRTEXT
    head = struct.pack("<4iIff", 0, 0, -1, -1, 1, 1.0, 1.0)
    head += struct.pack("<2iIII4iI", x, y, len(steps), start, 0, 0, 0, -1, -1, start + len(coded))
    return head + coded + struct.pack(f"<{len(steps)}I", *steps)


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<II", kind, 8 + len(body)) + body


def _colour(rgb: str) -> int:
    return int.from_bytes(bytes.fromhex(rgb), "little")


def _unit(millimetres: float) -> int:
    return round(millimetres * 100)
