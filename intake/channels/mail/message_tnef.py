"""Outlook's ``winmail.dat`` (MS-OXTNEF) → the files in it.  Pure, one pass, never raises; what is broken ends there."""

import struct
from collections.abc import Iterator

from intake.channels.mail.message_charset import decode
from intake.channels.mail.message_names import safe_name

_SIGNATURE = 0x223E9F78
_NEW, _TITLE, _DATA, _PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
_LONG_NAME_UNICODE, _LONG_NAME = 0x3707001F, 0x3707001E
_ATTRIBUTE = struct.Struct("<BII")
MAX_FILES = 200


def files(data: bytes) -> list[tuple[str | None, bytes]]:
    """Names and contents, in their order; empty where `data` is none."""
    found: list[tuple[str | None, bytes]] = []
    name: str | None = None
    content: bytes | None = None
    for attribute, value in _attributes(data):
        if attribute == _NEW:
            if content is not None:
                found.append((name, content))
            name, content = None, None
        elif attribute == _TITLE:
            name = name or _name(value)
        elif attribute == _DATA:
            content = value
        elif attribute == _PROPERTIES:
            name = _long_name(value) or name
    if content is not None:
        found.append((name, content))
    return found[:MAX_FILES]


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != _SIGNATURE:
        return
    position = 6
    while position + _ATTRIBUTE.size <= len(data):
        _, attribute, length = _ATTRIBUTE.unpack_from(data, position)
        position += _ATTRIBUTE.size
        if position + length > len(data):
            return
        yield attribute, data[position : position + length]
        position += length + 2  # a checksum


def _name(value: bytes) -> str | None:
    return safe_name(decode(value.rstrip(b"\0")).text)


def _long_name(properties: bytes) -> str | None:
    """The long file name among MAPI properties: found by its tag, which is followed by a count and a length."""
    for tag, codec in ((_LONG_NAME_UNICODE, "utf-16-le"), (_LONG_NAME, "")):
        at = properties.find(struct.pack("<I", tag))
        if at >= 0 and at + 12 <= len(properties):
            length = struct.unpack_from("<I", properties, at + 8)[0]
            value = properties[at + 12 : at + 12 + min(length, 1000)]
            text = value.decode(codec, "replace").rstrip("\0") if codec else decode(value.rstrip(b"\0")).text
            return safe_name(text)
    return None
