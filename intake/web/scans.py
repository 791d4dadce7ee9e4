"""Scans uploaded at the desk: what they really are is read from their first bytes; kept while a form has errors."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

from werkzeug.datastructures import FileStorage

from intake.config import Config
from intake.db import Connection, transaction
from intake.model import StoredFile
from intake.store import blobs, uploads

KINDS = (
    (b"%PDF-", 0, "application/pdf"),
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"II*\x00", 0, "image/tiff"),
    (b"MM\x00*", 0, "image/tiff"),
    (b"WEBP", 8, "image/webp"),
    (b"ftypheic", 4, "image/heic"),
    (b"ftypmif1", 4, "image/heic"),
)


@dataclass(frozen=True, slots=True)
class Scans:
    """The files of one form: `files` are good and their bytes stored; `problems` say what was refused and why."""

    files: tuple[StoredFile, ...]
    problems: tuple[str, ...]


def take(conn: Connection, config: Config, sent: list[FileStorage], tokens: list[str], now: datetime) -> Scans:
    """Store the bytes of what was sent, and add what an earlier try of the same form had left here."""
    files, problems = list(uploads.staged(conn, tokens).values()), []
    for upload in sent:
        if not upload.filename:
            continue
        name, data = PurePosixPath(upload.filename.replace("\\", "/")).name[-200:], upload.stream.read()
        upload.close()
        kind = _kind(data)
        if len(files) >= config.upload_files:
            problems.append(f"最多 {config.upload_files} 个文件，没有收下“{name}”；可以合并成一个 PDF")
        elif len(data) > config.upload_mb * 1024 * 1024:
            problems.append(f"“{name}”超过 {config.upload_mb} MB")
        elif kind is None:
            problems.append(f"“{name}”不是 PDF 或图片（JPG、PNG、TIFF、WebP、HEIC）")
        else:
            files.append(StoredFile(blobs.put(conn, data, now), name, kind, len(data)))
    return Scans(tuple(replace(file, role="scan") for file in files), tuple(problems))


def keep(conn: Connection, scans: Scans, now: datetime) -> list[tuple[str, StoredFile]]:
    """Keep the good files for the next try; the tokens the page must carry, with their files."""
    with transaction(conn):
        return [(uploads.stage(conn, file, now), file) for file in scans.files]


def _kind(data: bytes) -> str | None:
    return next((kind for magic, at, kind in KINDS if data[at : at + len(magic)] == magic), None)
