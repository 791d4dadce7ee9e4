"""The compressed rich text in a .msg file (MS-OXRTFCP) → RTF.  Pure, linear."""

import struct

_HEADER = struct.Struct("<II4sI")
_START = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor "
    rb"MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_WINDOW = 4096


def decompress(data: bytes) -> bytes:
    """The rich text; as far as it goes where `data` is cut short, empty where it is none."""
    if len(data) < _HEADER.size:
        return b""
    _, length, kind, _ = _HEADER.unpack_from(data)
    if kind == b"MELA":
        return data[_HEADER.size : _HEADER.size + length]
    return _unpacked(data[_HEADER.size :], length) if kind == b"LZFu" else b""


def _unpacked(data: bytes, length: int) -> bytes:
    """Runs of eight marks: a byte as it stands, or a place and length in the last 4,096 bytes written."""
    window = bytearray(_START.ljust(_WINDOW, b"\0"))
    out, at, end = bytearray(), 0, len(_START)
    while at < len(data) and len(out) < length:
        marks, at = data[at], at + 1
        for bit in range(8):
            if marks >> bit & 1:
                place = int.from_bytes(data[at : at + 2], "big")
                if len(data) < at + 2 or place >> 4 == end:
                    return bytes(out)
                run, at = range(place >> 4, (place >> 4) + (place & 15) + 2), at + 2
            else:
                if at >= len(data):
                    return bytes(out)
                window[end], run, at = data[at], range(end, end + 1), at + 1
            for source in run:
                byte = window[source % _WINDOW]
                out.append(byte)
                window[end] = byte
                end = (end + 1) % _WINDOW
    return bytes(out[:length])
