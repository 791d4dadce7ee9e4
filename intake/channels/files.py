"""What a citizen's file is, by its first bytes and never by its name; and the name as it may be shown. Pure."""

import re
import unicodedata

LONGEST_NAME = 80
_ENDINGS = {
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "image/webp": ("webp",),
    "image/heic": ("heic", "heif"),
    "application/pdf": ("pdf",),
}
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")


def media_type(data: bytes) -> str | None:
    """The type of a photo or PDF; None for everything else."""
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return "image/heic"
    if data[:16].lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"%PDF-"):
        return "application/pdf"
    return None


def shown_name(name: str, kind: str) -> str:
    """A file's name without folders and invisible characters, ending as its type does."""
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join(char for char in last if unicodedata.category(char)[0] != "C")
    stem, dot, ending = seen.strip(" .").rpartition(".")
    if not dot:
        stem, ending = ending, ""
    if ending.lower() not in _ENDINGS[kind]:
        stem, ending = f"{stem}.{ending}".strip("."), _ENDINGS[kind][0]
    return f"{stem[:LONGEST_NAME] or '附件'}.{ending}"
