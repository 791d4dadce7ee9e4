"""What a scan really is, by its first bytes and never by its name; and the name as it may be shown. Pure."""

import unicodedata
from pathlib import PurePosixPath

_LONGEST_NAME = 200
_KINDS = (
    (b"%PDF-", 0, "application/pdf"),
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"II*\x00", 0, "image/tiff"),
    (b"MM\x00*", 0, "image/tiff"),
    (b"WEBP", 8, "image/webp"),
    (b"ftypheic", 4, "image/heic"),
    (b"ftypmif1", 4, "image/heic"),
)
MAIL_ENDINGS = (".eml", ".msg")


def media_type(data: bytes) -> str | None:
    """The type of a PDF or picture; None for everything else."""
    return next((kind for magic, at, kind in _KINDS if data[at : at + len(magic)] == magic), None)


def shown_name(given: str) -> str:
    """A file's name without folders and invisible characters."""
    last = PurePosixPath(given.replace("\\", "/")).name
    return "".join(char for char in last if unicodedata.category(char)[0] != "C")[-_LONGEST_NAME:] or "扫描件"


def is_mail(name: str) -> bool:
    """Whether a name is that of a mail saved as a file."""
    return name.lower().endswith(MAIL_ENDINGS)
