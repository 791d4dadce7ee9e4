"""QR codes of receipts as pictures inside the page, quick enough for every receipt. Pure.

With version, mask and error correction fixed, a QR code is linear: error correction is, and the mask is one constant
pattern. The picture for an address that ends in digits is therefore that for zeros, exclusive-or one pattern for each
bit of each digit. The library draws these once for an address; after that a code takes a tenth of a millisecond.
"""

import base64
import functools
import struct
import zlib
from typing import NamedTuple

import segno

_SIDE = 6  # pixels of a module
_QUIET = 4  # modules of white around it, as ISO/IEC 18004 asks
_BITS = (1, 2, 4, 8)


class _Patterns(NamedTuple):
    """Black-and-white pictures as numbers, a bit for each pixel: that for zeros, and what each bit changes."""

    width: int
    zeros: int
    changes: tuple[tuple[int, ...], ...]


def data_uri(address: str, digits: str) -> str:
    """A PNG of `address` followed by `digits`, as a `data:` address."""
    width, picture, changes = _patterns(address, len(digits))
    for digit, patterns in zip(digits, changes, strict=True):
        for bit, pattern in zip(_BITS, patterns, strict=True):
            if int(digit) & bit:
                picture ^= pattern
    line = 1 + -(-width // 8)
    png = _png(width, picture.to_bytes(line * width))
    return "data:image/png;base64," + base64.b64encode(png).decode()


@functools.lru_cache(maxsize=8)
def _patterns(address: str, length: int) -> _Patterns:
    zeros, width = _drawn(address + "0" * length)

    def change(place: int, bit: int) -> int:
        return _drawn(f"{address}{'0' * place}{bit}{'0' * (length - place - 1)}")[0] ^ zeros

    return _Patterns(width, zeros, tuple(tuple(change(n, bit) for bit in _BITS) for n in range(length)))


def _drawn(text: str) -> tuple[int, int]:
    """The lines of a PNG as one number, and the width in pixels."""
    code = segno.make(text, error="m", mode="byte", micro=False, mask=0, boost_error=False)
    quiet = [0] * _QUIET
    blank = [0] * (len(code.matrix) + 2 * _QUIET)
    rows = [blank] * _QUIET + [[*quiet, *row, *quiet] for row in code.matrix] + [blank] * _QUIET
    return int.from_bytes(b"".join(_row(row) for row in rows)), len(rows) * _SIDE


def _row(modules: list[int]) -> bytes:
    """One row of modules as `_SIDE` lines of pixels, a bit each, dark 0, behind PNG's byte for "no filter"."""
    bits = "".join(("0" if dark else "1") * _SIDE for dark in modules)
    bits += "0" * (-len(bits) % 8)
    return (b"\0" + int(bits, 2).to_bytes(len(bits) // 8)) * _SIDE


def _png(width: int, lines: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", width, width, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(lines, 1)), (b"IEND", b""))
    body = b"".join(struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in parts)
    return b"\x89PNG\r\n\x1a\n" + body
