"""The folder that the office's scanner writes to: what waits there, its bytes, and `done/` for what was taken.

A file stays where it is until its letter is in the database; whatever happens in between, it is offered again. No SQL.
"""

import hashlib
import os
import stat
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from intake.errors import NotFound, Unreadable

DONE = "done"
MOST = 50  # files that are offered at a time
_QUIET = 3.0  # seconds without a change after which a scanner has finished a file
_UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart")
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Found:
    """A file that waits; `content` is the SHA-256 of its bytes."""

    name: str
    size_bytes: int
    changed_at: datetime
    content: str


def waiting(folder: Path, now: datetime, most_bytes: int) -> list[Found]:
    """The scans that are complete, oldest first, at most fifty.  Raises Unreadable where the folder cannot be read."""
    try:
        entries = [entry for entry in os.scandir(folder) if _offered(entry, now, most_bytes)]
        entries.sort(key=lambda entry: (entry.stat(follow_symlinks=False).st_mtime_ns, entry.name))
        return [_found(folder, entry) for entry in entries[:MOST]]
    except OSError as error:
        raise Unreadable("读不到扫描文件夹，请检查共享文件夹是否在线") from error


def read(folder: Path, name: str, most_bytes: int) -> bytes:
    """The bytes of a file that waits.  Raises NotFound where it is gone, is no plain file or is too large."""
    try:
        return _content(_inside(folder, name), most_bytes)
    except OSError as error:
        raise NotFound(f"扫描文件夹里没有“{name}”，可能别人已经登记") from error


def finish(folder: Path, name: str) -> None:
    """Move a file whose letter is in the database to `done/`; nothing where it is gone already."""
    path, target = _inside(folder, name), folder / DONE
    try:
        target.mkdir(exist_ok=True)
        path.rename(_free(target, name))
    except FileNotFoundError:
        return


def _offered(entry: "os.DirEntry[str]", now: datetime, most_bytes: int) -> bool:
    if entry.name.startswith((".", "~")) or entry.name.lower().endswith(_UNFINISHED):
        return False
    about = entry.stat(follow_symlinks=False)
    quiet = now.timestamp() - about.st_mtime >= _QUIET
    return stat.S_ISREG(about.st_mode) and 0 < about.st_size <= most_bytes and quiet


def _found(folder: Path, entry: "os.DirEntry[str]") -> Found:
    about = entry.stat(follow_symlinks=False)
    content = _hash(str(folder / entry.name), about.st_size, about.st_mtime_ns)
    return Found(entry.name, about.st_size, datetime.fromtimestamp(about.st_mtime, UTC), content)


@lru_cache(maxsize=512)
def _hash(path: str, size_bytes: int, changed_ns: int) -> str:
    """Of a file as it was then: read once while it does not change."""
    state = hashlib.sha256()
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
        while piece := file.read(_PIECE):
            state.update(piece)
    return state.hexdigest()


def _content(path: Path, most_bytes: int) -> bytes:
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError("no plain file")
        data = file.read(most_bytes + 1)
    if len(data) > most_bytes:
        raise OSError("too large")
    return data


def _inside(folder: Path, name: str) -> Path:
    if not name or "/" in name or "\0" in name or name.startswith("."):
        raise NotFound("没有这个文件")
    return folder / name


def _free(target: Path, name: str) -> Path:
    stem, ending = os.path.splitext(name)
    names = (name, *(f"{stem} ({n}){ending}" for n in range(2, 10_000)))
    return next(target / free for free in names if not (target / free).exists())
