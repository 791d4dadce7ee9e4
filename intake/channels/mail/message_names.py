"""Names of attachments: from RFC 2231, RFC 2047 or raw bytes, and safe to store under.  Pure, never raises."""

import re
import unicodedata
from collections.abc import Mapping

from intake.channels.mail.message_charset import decode
from intake.channels.mail.message_params import Parameter
from intake.channels.mail.message_words import decode_words, tidy

MAX_NAME_BYTES = 255
# format and control characters: "photo‮gpj.exe" shows as photo exe.jpg
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")


def file_name(
    disposition: Mapping[str, Parameter], content_type: Mapping[str, Parameter], hint: str | None
) -> str | None:
    """The name a part goes by, None if it has none that is safe."""
    for found in (
        disposition.get("filename"),
        disposition.get("name"),
        content_type.get("name"),
        content_type.get("filename"),
    ):
        if found and found.value.strip():
            return safe_name(_text(found, hint))
    return None


def _text(found: Parameter, hint: str | None) -> str:
    if found.label:
        return decode(found.value, found.label).text
    if b"=?" in found.value:
        return decode_words(found.value, hint)
    return decode(found.value, hint).text


def safe_name(name: str) -> str | None:
    """The last component, without control and direction characters, at most 255 bytes; None if nothing is left."""
    name = unicodedata.normalize("NFC", tidy(_INVISIBLE.sub("", name)))
    name = re.split(r"[/\\]", name)[-1].strip()
    if not name.strip(". "):
        return None
    return _shorten(name)


def _shorten(name: str) -> str:
    if len(name.encode()) <= MAX_NAME_BYTES:
        return name
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension.encode()) > 20:
        stem, dot, extension = name, "", ""
    room = MAX_NAME_BYTES - len((dot + extension).encode())
    return stem.encode()[:room].decode("utf-8", "ignore") + dot + extension
