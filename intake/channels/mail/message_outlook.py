"""A mail that Outlook saved as a file (.msg) → the same mail as it would stand in a mailbox, for the parser.  Pure.

The header the mail travelled with is kept where Outlook has it; a draft, or mail inside one organisation, has none and
gets one from the properties.
"""

import base64
import io
import re
from collections.abc import Iterable, Iterator
from email.utils import format_datetime, formataddr
from urllib.parse import quote

import olefile

from intake.channels.mail.message_charset import decode
from intake.channels.mail.message_mapi import INTERNET_CODEPAGE, Folder, opened
from intake.channels.mail.message_rtf import decompress

MEDIA_TYPE = "application/vnd.ms-outlook"
_MAX_DEPTH = 10  # mails in mails
_CLASS, _SUBJECT, _TRAVELLED, _TEXT, _HTML, _RTF = 0x001A, 0x0037, 0x007D, 0x1000, 0x1013, 0x1009
_TIMES = (0x0039, 0x0E06, 0x3007)  # submitted, delivered, created
_IDS = ((0x1035, "Message-ID"), (0x1042, "In-Reply-To"), (0x1039, "References"))
_BEHALF, _SENDER = ((0x0042,), (0x5D02, 0x0065)), ((0x0C1A,), (0x5D01, 0x0C1F))  # names and addresses
_PERSON, _PERSON_KIND, _TO, _CC = ((0x3001,), (0x39FE, 0x3003)), 0x0C15, 1, 2
_DATA, _FILE_NAMES, _FILE_TYPE = 0x3701, (0x3707, 0x3704, 0x3001), 0x370E
_OF_PARTS = re.compile(r"(?im)^(?:content-[a-z-]+|mime-version)[ \t]*:.*(?:\r?\n[ \t].*)*(?:\r?\n)?")
_IS_HEADER = re.compile(r"(?im)^(?:from|received|message-id)[ \t]*:")
_PLAIN = re.compile(r"[^\s/<>@]+@[^\s/<>@]+", re.ASCII)

Properties = tuple[tuple[int, ...], tuple[int, ...]]


def is_outlook(data: bytes) -> bool:
    """Whether `data` begins as such a file does."""
    return data.startswith(olefile.MAGIC)


def rewritten(data: bytes) -> bytes:
    """The mail as RFC 5322 bytes; empty where nothing can be read."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            mail = opened(file)
            return _mail(mail, 0) if mail else b""
    except Exception:  # the library raises whatever happens to it in a broken file
        return b""


def _mail(mail: Folder, depth: int) -> bytes:
    header = _bytes(_header(mail))
    if mail.text(_CLASS).endswith(".SMIME.MultipartSigned"):
        return header + next(filter(None, (item.stream(_DATA) for item in _items(mail))), b"\r\n")
    return header + _multipart("mixed", f"=_level{depth}_=", [*_texts(mail), *_files(mail, depth)])


def _header(mail: Folder) -> str:
    travelled = mail.text(_TRAVELLED)
    if _IS_HEADER.search(travelled):
        lines = _OF_PARTS.sub("", travelled).replace("\0", "").split("\n")
        return "".join(f"{line.rstrip()}\r\n" for line in lines if line.strip())
    people = [(one.number(_PERSON_KIND), _address(one, _PERSON)) for one in mail.items("__recip_version1.0_#")]
    sent = next((found for tag in _TIMES if (found := mail.time(tag))), None)
    fields = [
        ("From", _address(mail, _BEHALF) or _address(mail, _SENDER)),
        ("To", ", ".join(address for kind, address in people if kind == _TO and address)),
        ("Cc", ", ".join(address for kind, address in people if kind == _CC and address)),
        ("Subject", mail.text(_SUBJECT)),
        ("Date", format_datetime(sent) if sent else ""),
        *((name, mail.text(tag)) for tag, name in _IDS),
    ]
    return "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in fields if value)


def _address(folder: Folder, properties: Properties) -> str:
    """Name and address; empty where there is only an entry of the organisation's own address book."""
    names, addresses = properties
    found = next((text for tag in addresses if _PLAIN.fullmatch(text := folder.text(tag))), "")
    return formataddr((folder.text(*names), found)) if found else ""


def _texts(mail: Folder) -> Iterator[bytes]:
    """Plain text and HTML as alternatives, else the rich text as a file: it is not read."""
    raw = mail.stream(_HTML)
    html = decode(raw, mail.character_set(INTERNET_CODEPAGE) or mail.label).text if raw else mail.text(_HTML)
    texts = [(kind, text) for kind, text in (("plain", mail.text(_TEXT)), ("html", html)) if text.strip()]
    rich = decompress(mail.stream(_RTF) or b"")
    if texts or not rich:
        parts = (
            _part([f"Content-Type: text/{kind}; charset=utf-8"], _bytes(text))
            for kind, text in texts or [("plain", "")]
        )
        yield _multipart("alternative", "=_texts_=", parts)
    else:
        yield _file("正文.rtf", "application/rtf", rich)


def _multipart(kind: str, boundary: str, parts: Iterable[bytes]) -> bytes:
    """Parts in base64, no line of which looks like the boundary."""
    head = f'MIME-Version: 1.0\r\nContent-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
    between = f"--{boundary}\r\n".encode()
    return b"".join([head, *(between + part + b"\r\n" for part in parts), f"--{boundary}--\r\n".encode()])


def _items(mail: Folder) -> Iterator[Folder]:
    return mail.items("__attach_version1.0_#")


def _files(mail: Folder, depth: int) -> Iterator[bytes]:
    for item in _items(mail):
        name = item.text(*_FILE_NAMES)
        inner = item.inner(_DATA) if depth < _MAX_DEPTH else None
        if inner is not None:
            yield _file(f"{name or '邮件'}.eml", "message/rfc822", _mail(inner, depth + 1))
        elif (data := item.stream(_DATA)) is not None:
            yield _file(name, item.text(_FILE_TYPE), data)


def _file(name: str, media_type: str, data: bytes) -> bytes:
    known = media_type if re.fullmatch(r"[\w.+-]+/[\w.+-]+", media_type, re.ASCII) else "application/octet-stream"
    named = f"; filename*=utf-8''{quote(name.encode('utf-8', 'replace'))}" if name else ""
    return _part([f"Content-Type: {known}", f"Content-Disposition: attachment{named}"], data)


def _part(fields: list[str], data: bytes) -> bytes:
    head = "\r\n".join([*fields, "Content-Transfer-Encoding: base64", "", ""])
    return head.encode() + base64.encodebytes(data)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
