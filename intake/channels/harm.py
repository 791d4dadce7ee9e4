"""Files that are harmless as bytes and harmful when opened: pixel and page bombs, active PDFs. Reads no pixels. Pure.

Sizes are read where the formats say them, before anything is decoded. What a PDF hides in compressed objects is not
seen here; that is what a virus scanner is for.
"""

import re
import struct
from collections.abc import Callable

from intake.errors import Unreadable
from intake.sentence import Sentence

PIXELS = 120_000_000  # the largest telephone cameras make 200 megapixels, but save 50 or less
PAGES = 500
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # JPEG markers that say the size
_COUNT = re.compile(rb"/Count\s+(\d{1,9})")
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")
_END = re.compile(rb"%%EOF[\r\n ]*")


def refuse_bombs(data: bytes, media_type: str) -> None:
    """Raises Unreadable for a picture of too many pixels or a PDF of too many pages."""
    width, height = _SIZES.get(media_type, _none)(data)
    if width * height > PIXELS:
        raise Unreadable(Sentence("照片有 %(width)s×%(height)s 像素，太大了", width=width, height=height))
    if media_type == "application/pdf" and max(map(int, _COUNT.findall(data)), default=0) > PAGES:
        raise Unreadable(Sentence("文件超过 %(most)s 页", most=PAGES))


def active(data: bytes, media_type: str) -> bool:
    """Whether a PDF says openly that it runs something or carries other files."""
    return media_type == "application/pdf" and bool(_ACTIVE.search(data))


def without_tail(data: bytes, media_type: str) -> bytes:
    """A PDF without what hangs behind its end: another file, for programs that read from the end."""
    if media_type != "application/pdf":
        return data
    ends = [found.end() for found in _END.finditer(data)]
    return data[: ends[-1]] if ends else data


def _none(_data: bytes) -> tuple[int, int]:
    return 0, 0


def _png(data: bytes) -> tuple[int, int]:
    return struct.unpack(">II", data[16:24]) if len(data) >= 24 else (0, 0)


def _jpeg(data: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        if data[at + 1] in _FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0] if data[at + 1] not in (0xFF, 0xD8) else 1
    return 0, 0


def _webp(data: bytes) -> tuple[int, int]:
    kind = data[12:16]
    if kind == b"VP8X" and len(data) >= 30:
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L" and len(data) >= 25:
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return 0, 0  # VP8 has 14 bits for each side: no bomb


def _heic(data: bytes) -> tuple[int, int]:
    sides = [struct.unpack(">II", found) for found in re.findall(rb"ispe\0\0\0\0(.{8})", data[:1_000_000], re.S)]
    return max(sides, key=lambda side: side[0] * side[1], default=(0, 0))


_SIZES: dict[str, Callable[[bytes], tuple[int, int]]] = {
    "image/png": _png,
    "image/jpeg": _jpeg,
    "image/webp": _webp,
    "image/heic": _heic,
}
