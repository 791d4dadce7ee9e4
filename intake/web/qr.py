"""QR codes as pictures inside the page, quick enough to be made for every receipt. Pure."""

import base64
import struct
import zlib

import segno

_SIDE = 6  # pixels of a module
_QUIET = 4  # modules of white around it, as ISO/IEC 18004 asks


def data_uri(text: str) -> str:
    """A black-and-white PNG as a `data:` address."""
    # Any of the eight masks can be read; trying them all would take ten times as long as everything else here.
    code = segno.make(text, error="m", micro=False, mask=0, boost_error=False)
    quiet = [0] * _QUIET
    rows = [_row([*quiet, *row, *quiet]) for row in code.matrix]
    width = (len(code.matrix) + 2 * _QUIET) * _SIDE
    blank = _row([0] * (width // _SIDE)) * _QUIET
    picture = _png(width, blank + b"".join(rows) + blank)
    return "data:image/png;base64," + base64.b64encode(picture).decode()


def _row(modules: list[int]) -> bytes:
    """One row of modules as `_SIDE` lines of pixels, a bit each, dark 0."""
    bits = "".join(("0" if dark else "1") * _SIDE for dark in modules)
    bits += "0" * (-len(bits) % 8)
    return (b"\0" + int(bits, 2).to_bytes(len(bits) // 8)) * _SIDE


def _png(width: int, lines: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", width, width, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(lines, 6)), (b"IEND", b""))
    body = b"".join(struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in parts)
    return b"\x89PNG\r\n\x1a\n" + body
