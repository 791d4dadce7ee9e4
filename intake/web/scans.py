"""Scans at the desk: dropped on the page or fetched from the scanner's folder, looked at, read on request."""

from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

from flask import Response, render_template, request, send_file
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from intake.accounts import Permission
from intake.channels import folder
from intake.channels.scans import media_type, shown_name
from intake.config import Config
from intake.db import Connection, transaction
from intake.errors import Invalid, NotFound, Unreadable
from intake.model import StoredFile
from intake.ocr import programs
from intake.store import blobs, readings, uploads
from intake.text import cues
from intake.web import drafts
from intake.web.auth import needs
from intake.web.support import db, moment, services

SHOWN = ("image/jpeg", "image/png", "image/webp")
_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Scans:
    """The files of one form: `kept` are good, their bytes stored, by token; `problems` say what was refused and why."""

    kept: tuple[tuple[str, StoredFile], ...]
    problems: tuple[str, ...]

    @property
    def files(self) -> tuple[StoredFile, ...]:
        return tuple(file for _, file in self.kept)

    @property
    def tokens(self) -> list[str]:
        return [token for token, _ in self.kept]


NOTHING = Scans((), ())


def take(
    conn: Connection, config: Config, sent: list[FileStorage], tokens: list[str], draft: str | None, now: datetime
) -> Scans:
    """Store what was sent, after what was there already; every good file stays under a token, for a draft or a day."""
    staged = uploads.staged(conn, tokens)
    kept, problems = [(token, replace(file, role="scan")) for token, file in staged.items()], []
    for upload in sent:
        if not upload.filename:
            continue
        name, data = shown_name(upload.filename), upload.stream.read(config.scan_mb * _MB + 1)
        upload.close()
        try:
            kept.append(keep(conn, config, name, data, len(kept), draft, now))
        except Invalid as error:
            problems.append(str(error))
    return Scans(tuple(kept), tuple(problems))


def keep(
    conn: Connection, config: Config, name: str, data: bytes, before: int, draft: str | None, now: datetime
) -> tuple[str, StoredFile]:
    """One scan more, by its token.  Raises Invalid where it is none, is too large or one too many."""
    kind = media_type(data)
    if before >= config.scan_files:
        raise Invalid(f"最多 {config.scan_files} 个文件，没有收下“{name}”；可以合并成一个 PDF")
    if len(data) > config.scan_mb * _MB:
        raise Invalid(f"“{name}”超过 {config.scan_mb} MB")
    if kind is None:
        raise Invalid(f"“{name}”不是 PDF 或图片（JPG、PNG、TIFF、WebP、HEIC）")
    file = StoredFile(blobs.put(conn, data, now), name, kind, len(data), "scan")
    with transaction(conn):
        return uploads.stage(conn, file, now, draft), file


@needs(Permission.ENTER)
def add() -> ResponseReturnValue:
    """Take in what was dropped on the page, or a file of the scanner's folder; answers with how the page lists it."""
    config = services().config
    request.max_content_length = (config.scan_mb + 1) * _MB
    key, tokens, owner = request.form.get("key", ""), request.form.getlist("staged"), _owner()
    sent = [*request.files.getlist("scans"), *map(_fetched, request.form.getlist("watched"))]
    taken = take(db(), config, sent, tokens, owner, moment())
    if taken.tokens:
        drafts.keep_with("letter", key, taken.tokens, moment())
    new = [pair for pair in taken.kept if pair[0] not in tokens]
    return render_template("desk/_scans.html", kept=new, problems=taken.problems, **offered())


@needs(Permission.ENTER)
def watched() -> ResponseReturnValue:
    """What waits in the scanner's folder; what a crash had kept from being moved away goes now."""
    place = services().config.scan_folder
    try:
        found = folder.waiting(Path(place), moment(), services().config.scan_mb * _MB) if place else []
    except Unreadable as error:
        return render_template("desk/_folder.html", waiting=[], problem=str(error))
    known = uploads.attached(db(), [file.content for file in found])
    for file in found:
        if file.content in known:
            folder.finish(Path(place), file.name)
    waiting = [file for file in found if file.content not in known]
    begun = uploads.staged_contents(db(), [file.content for file in waiting])
    return render_template("desk/_folder.html", waiting=waiting, begun=begun, problem="")


@needs(Permission.ENTER)
def look(token: str) -> ResponseReturnValue:
    """A scan to type from: a picture as it is, a PDF page by page, everything else to be saved."""
    file = _staged(token)
    if file.media_type == "application/pdf" and programs.shows_pages():
        return _locked(programs.picture(blobs.get(db(), file.blob), request.args.get("page", 1, type=int)), "image/png")
    if file.media_type in SHOWN:
        return _locked(blobs.get(db(), file.blob), file.media_type)
    response = _locked(blobs.get(db(), file.blob), "application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=file.filename)
    return response


@needs(Permission.ENTER)
def ask(token: str) -> ResponseReturnValue:
    """Have a scan read, unless the item is to be kept secret: those are never read by a program."""
    _staged(token)
    if "secret" in request.form or "unopened" in request.form or cues.protected(request.form.get("body", "")):
        raise Invalid("检举控告、要求保密和未拆封的来信不做文字识别")
    with transaction(db()):
        readings.ask(db(), token, moment())
    return read(token)


@needs(Permission.ENTER)
def read(token: str) -> ResponseReturnValue:
    """How far the reading of a scan is; what was read, as a proposal."""
    _staged(token)
    return render_template("desk/_reading.html", token=token, reading=readings.by_token(db(), token))


def offered() -> dict[str, bool]:
    """What can be done with scans here."""
    config = services().config
    return {
        "can_read": config.ocr != "no" and programs.available(),
        "can_show": programs.shows_pages(),
        "has_folder": bool(config.scan_folder),
    }


def finish(files: tuple[StoredFile, ...]) -> None:
    """Move what came from the scanner's folder out of it, now that its letter is in the database."""
    place = services().config.scan_folder
    if not place or not files:
        return
    contents = {file.blob for file in files}
    try:
        for found in folder.waiting(Path(place), moment(), services().config.scan_mb * _MB):
            if found.content in contents:
                folder.finish(Path(place), found.name)
    except (OSError, Unreadable):
        return  # the letter is safe; the folder's list moves the file as soon as it can


def _fetched(name: str) -> FileStorage:
    config = services().config
    data = folder.read(Path(config.scan_folder), name, config.scan_mb * _MB) if config.scan_folder else b""
    return FileStorage(BytesIO(data), name)


def _owner() -> str | None:
    return drafts.owner(request.form.get("key", ""))


def _staged(token: str) -> StoredFile:
    found = uploads.staged(db(), [token]).get(token)
    if found is None:
        raise NotFound("这份扫描件已经登记，或者已经过期")
    return found


def _locked(data: bytes, kind: str) -> Response:
    response = send_file(BytesIO(data), mimetype=kind)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "no-store"
    return response
