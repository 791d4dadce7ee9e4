"""A citizen's photos and PDFs on their way in: read with a bound, judged, stored; kept while the form has errors.

A file that is too large costs that file and never the words that came with it, so the bounds are kept while reading
and not by refusing the request.
"""

import itertools
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from flask import request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.formparser import parse_form_data

from intake.channels import clamd, files, harm, position
from intake.config import Config
from intake.db import Connection, transaction
from intake.errors import Unreadable
from intake.model import StoredFile
from intake.sentence import Sentence
from intake.store import attempts, blobs, uploads

_MB = 1024 * 1024
_WORDS = 4 * _MB  # bytes of all that is not a file
_HARD = 4  # a request of this many times the bytes allowed is not read at all
_SPARE = 200 * _MB  # disk that is kept for words
_PER_HOUR = 200  # files from one network, so that nobody fills the disk


@dataclass(frozen=True, slots=True)
class Attachments:
    """`kept` are good files whose bytes are stored, by token where they have one; `problems` say what was refused."""

    kept: tuple[tuple[str, StoredFile], ...]
    problems: tuple[str, ...]

    @property
    def files(self) -> tuple[StoredFile, ...]:
        return tuple(file for _, file in self.kept)


NOTHING = Attachments((), ())


def read(config: Config) -> tuple[MultiDict[str, str], list[FileStorage]]:
    """What the visitor sent: the fields, and the files cut off behind the size allowed.

    Raises 413 for a request many times as large as all files may be together.
    """
    full = itertools.count()

    def stream(
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        wanted = bool(filename) and next(full) < config.upload_files
        return _Bounded(config.upload_mb * _MB if wanted else 0)

    total = _HARD * max(config.upload_files, 1) * config.upload_mb * _MB + _WORDS
    _, fields, sent = parse_form_data(
        request.environ, stream, _WORDS, max_content_length=total, silent=True, max_form_parts=200
    )
    return fields, [file for file in sent.getlist("files") if file.filename]


class _Bounded(BytesIO):
    """Holds up to `limit` bytes and one more, which says that there were more; in memory, not in somebody's /tmp."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._room = limit + 1

    def write(self, data: Any) -> int:
        taken = bytes(data)[: self._room]
        self._room -= len(taken)
        super().write(taken)
        return len(data)


def take(
    conn: Connection,
    config: Config,
    fields: MultiDict[str, str],
    sent: list[FileStorage],
    network: str,
    now: datetime,
) -> Attachments:
    """Judge and store what was sent, after what an earlier try of the same form had left here."""
    unwanted = set(fields.getlist("remove"))
    tokens = [token for token in fields.getlist("kept")[: config.upload_files] if token not in unwanted]
    kept, problems = list(uploads.staged(conn, tokens).items()), list[str]()
    if len(kept) < len(tokens):
        problems.append(Sentence("先前上传的文件已过期，请重新选择"))
    for n, upload in enumerate(sent):
        problem = _refusal(conn, config, max(len(kept), n), _name(upload), network, now)
        if problem is None:
            try:
                kept.append(("", _store(conn, config, upload, network, now)))
            except Unreadable as error:
                problem = error.args[0]
        if problem is not None and problem not in problems:
            problems.append(problem)
    return Attachments(tuple(kept), tuple(problems))


def _refusal(conn: Connection, config: Config, before: int, name: str, network: str, now: datetime) -> str | None:
    if before >= config.upload_files:
        return Sentence("最多 %(most)s 个文件，没有收下“%(name)s”", most=config.upload_files, name=name)
    if attempts.count(conn, f"upload:{network}", now - timedelta(hours=1)) >= _PER_HOUR:
        return Sentence("这个网络一小时内上传的文件太多，请过一小时再传附件")
    if not config.is_postgres and shutil.disk_usage(Path(config.database).parent).free < _SPARE:
        return Sentence("服务器存储空间不足，暂时不能收附件；文字可以照常提交")
    return None


def examine(conn: Connection, config: Config, taken: Attachments) -> tuple[Attachments, str | None]:
    """The files that a virus scanner lets pass, and why staff should look first; without its answer they look."""
    kept, problems, doubt = [], list(taken.problems), None
    for token, file in taken.kept:
        data = blobs.get(conn, file.blob)
        if harm.active(data, file.media_type):
            doubt = "PDF 附件含有脚本、启动命令或内嵌文件，请谨慎打开"
        try:
            virus = clamd.infected(config.clamd, data) if config.clamd else None
        except clamd.Unanswered:
            doubt, virus = "附件没有经过病毒检查（扫描程序没有应答），请谨慎打开", None
        if virus is None:
            kept.append((token, file))
        else:
            problems.append(Sentence("“%(name)s”没有通过病毒检查，没有收下", name=file.filename or ""))
    return Attachments(tuple(kept), tuple(problems)), doubt


def keep(conn: Connection, taken: Attachments, now: datetime) -> Attachments:
    """The same, each file under a token that the page shown again must carry."""
    if not any(token == "" for token, _ in taken.kept):
        return taken
    with transaction(conn):
        kept = tuple((token or uploads.stage(conn, file, now), file) for token, file in taken.kept)
    return Attachments(kept, taken.problems)


def _store(conn: Connection, config: Config, upload: FileStorage, network: str, now: datetime) -> StoredFile:
    data, name = upload.stream.read(), _name(upload)
    kind = files.media_type(data)
    if not data:
        raise Unreadable(Sentence("“%(name)s”是空文件，没有收下", name=name))
    if len(data) > config.upload_mb * _MB:
        raise Unreadable(Sentence("“%(name)s”超过 %(mb)s MB，没有收下", name=name, mb=config.upload_mb))
    if kind is None:
        raise Unreadable(Sentence("“%(name)s”不是 JPG、PNG、WebP、HEIC 照片或 PDF，没有收下", name=name))
    try:
        harm.refuse_bombs(data, kind)
        clean = harm.without_tail(position.without(data, kind), kind)
    except Unreadable as error:
        raise Unreadable(Sentence("“%(name)s”没有收下：%(why)s", name=name, why=error.args[0])) from error
    with transaction(conn):
        attempts.add(conn, f"upload:{network}", now)
    return StoredFile(blobs.put(conn, clean, now), files.shown_name(upload.filename or "", kind), kind, len(clean))


def _name(upload: FileStorage) -> str:
    return "".join(char for char in (upload.filename or "") if char.isprintable())[-60:]
