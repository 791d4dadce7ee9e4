"""Takes out of a photo what tells where, when and with what it was taken; how it is turned stays. Pure.

JPEG, PNG and WebP lose all their notes (Exif, XMP, IPTC, comments) and whatever hangs behind the picture. In a HEIC,
whose parts are addressed by offset, the notes are blanked where they stand. PDFs are left as they are.
"""

import itertools
import re
import struct
from collections.abc import Iterator

from intake.errors import Unreadable
from intake.sentence import Sentence

_GPS, _EXIF, _TURNED = 0x8825, 0x8769, 0x0112
_BARE = {0x01, *range(0xD0, 0xD9)}  # JPEG markers without a length
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")  # behind pixels; what is left out stands between them
_PARTS = 50_000  # more than any camera makes; a file of nothing but parts would keep us busy for seconds
_TIFFS, _ENTRIES = 100, 200
_NOTES = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}
_SIZES = (0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8)  # bytes of a TIFF value by its type


def without(data: bytes, media_type: str) -> bytes:
    """The file without its notes.  Raises Unreadable where a photo's parts cannot be told apart."""
    strip = {"image/jpeg": _jpeg, "image/png": _png, "image/webp": _webp, "image/heic": _heic}.get(media_type)
    if strip is None:
        return data
    try:
        return strip(data)
    except (struct.error, IndexError, ValueError) as error:
        raise Unreadable(Sentence("照片不完整或已损坏")) from error


def _jpeg(data: bytes) -> bytes:
    kept, turned = bytearray(b"\xff\xd8"), 1
    for marker, start, end in _segments(data):
        body = data[start + 4 : end]
        if marker == 0xE1 and body.startswith(b"Exif\0\0"):
            turned = _orientation(body[6:])
        elif marker in (0xE1, 0xED, 0xFE) or (marker == 0xE2 and body.startswith(b"MPF\0")):
            continue
        else:
            kept += data[start:end]
    return bytes(kept[:2] + _exif_turned(turned) + kept[2:])


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, start and end of each part up to the end of the picture; pixels belong to the part before them."""
    at = 2
    for _ in range(_PARTS):
        if at >= len(data):
            return
        if data[at] != 0xFF:
            raise ValueError("no marker")
        if data[at + 1] == 0xFF:  # fill byte
            at += 1
            continue
        marker, end = data[at + 1], at + 2
        if marker not in _BARE and marker != 0xD9:
            end += struct.unpack_from(">H", data, at + 2)[0]
        if marker == 0xDA:
            following = _MARKER.search(data, end)  # none: cut off on the way here, what is there can still be seen
            end = following.start() if following else len(data)
        yield marker, at, end
        if marker == 0xD9:
            return
        at = end
    raise ValueError("too many parts")


def _orientation(tiff: bytes) -> int:
    try:
        order = _order(tiff, 0)
        for tag, at, _, _ in _entries(tiff, 0, struct.unpack_from(order + "I", tiff, 4)[0], order):
            if tag == _TURNED:
                return int(struct.unpack_from(order + "H", tiff, at + 8)[0])
    except (struct.error, ValueError):
        pass
    return 1


def _exif_turned(turned: int) -> bytes:
    if not 2 <= turned <= 8:
        return b""
    tiff = b"MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHIHHI", _TURNED, 3, 1, turned, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", len(tiff) + 8) + b"Exif\0\0" + tiff


def _png(data: bytes) -> bytes:
    kept, at = bytearray(data[:8]), 8
    for _ in range(_PARTS):
        if at >= len(data):
            break
        length, kind = struct.unpack_from(">I4s", data, at)
        if kind not in _NOTES:
            kept += data[at : at + 12 + length]
        at += 12 + length
        if kind == b"IEND":
            break
    else:
        raise ValueError("too many parts")
    return bytes(kept)


def _webp(data: bytes) -> bytes:
    kept, at = bytearray(), 12
    end = min(len(data), 8 + struct.unpack_from("<I", data, 4)[0])
    for _ in range(_PARTS):
        if at + 8 > end:
            break
        kind, length = struct.unpack_from("<4sI", data, at)
        chunk = bytearray(data[at : at + 8 + length + length % 2])
        if kind == b"VP8X":
            chunk[8] &= ~0x0C & 0xFF  # no longer says that Exif and XMP follow
        if kind not in (b"EXIF", b"XMP "):
            kept += chunk
        at += 8 + length + length % 2
    else:
        raise ValueError("too many parts")
    return b"RIFF" + struct.pack("<I", len(kept) + 4) + b"WEBP" + bytes(kept)


def _heic(data: bytes) -> bytes:
    buffer = bytearray(data)
    for found in itertools.islice(re.finditer(rb"II\*\0|MM\0\*", data), _TIFFS):
        at = found.start()
        # without the word in front the four bytes may be pixels, of which only what is certainly a position goes
        _blank_notes(buffer, at, every=data[max(at - 6, 0) : at] == b"Exif\0\0")
    _blank_xmp(buffer)
    return re.sub(rb'(exif:GPS\w+(?:="|>))([^"<]*)', lambda hit: hit[1] + b" " * len(hit[2]), bytes(buffer))


def _blank_xmp(buffer: bytearray) -> None:
    end = 0
    while (start := buffer.find(b"<x:xmpmeta", end)) >= 0:
        end = buffer.find(b"</x:xmpmeta>", start)
        if end < 0:
            return
        buffer[start:end] = b" " * (end - start)


def _blank_notes(buffer: bytearray, tiff: int, *, every: bool) -> None:
    """Blank the position, or every note but how the photo is turned."""
    try:
        order = _order(buffer, tiff)
        first = struct.unpack_from(order + "I", buffer, tiff + 4)[0]
        for tag, at, kind, count in list(_entries(buffer, tiff, first, order)):
            if tag == _GPS or (every and tag == _EXIF):
                inner = struct.unpack_from(order + "I", buffer, at + 8)[0]
                for _, there, of, many in list(_entries(buffer, tiff, inner, order)):
                    _blank_value(buffer, tiff, there, _size(of, many), order)
            elif every and tag != _TURNED:
                _blank_value(buffer, tiff, at, _size(kind, count), order)
    except (struct.error, ValueError):
        pass  # four bytes that only looked like the beginning of notes


def _size(kind: int, count: int) -> int:
    return _SIZES[kind] * count if kind < len(_SIZES) else 0


def _blank_value(buffer: bytearray, tiff: int, at: int, size: int, order: str) -> None:
    start = at + 8
    if size > 4:
        start = tiff + struct.unpack_from(order + "I", buffer, at + 8)[0]
        size = min(size, len(buffer) - start)
    buffer[start : start + max(size, 0)] = bytes(max(size, 0))


def _order(data: bytes | bytearray, tiff: int) -> str:
    order = {b"II": "<", b"MM": ">"}.get(bytes(data[tiff : tiff + 2]))
    if order is None:
        raise ValueError("no TIFF")
    return order


def _entries(data: bytes | bytearray, tiff: int, ifd: int, order: str) -> Iterator[tuple[int, int, int, int]]:
    """Tag, place, type and count of each entry of a TIFF directory."""
    (count,) = struct.unpack_from(order + "H", data, tiff + ifd)
    for n in range(min(count, _ENTRIES)):
        at = tiff + ifd + 2 + 12 * n
        tag, kind, values = struct.unpack_from(order + "HHI", data, at)
        yield tag, at, kind, values
