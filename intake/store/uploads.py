"""Files chosen while a form is not sent yet: kept under a key only that page knows, a day or as long as its draft."""

import secrets
from datetime import datetime

from intake.clock import to_text
from intake.db import Connection, Row, listed
from intake.model import StoredFile


def stage(conn: Connection, file: StoredFile, now: datetime, draft: str | None = None) -> str:
    """Keep a file whose bytes are stored, for a draft as long as that lives; the token it is found under."""
    token = secrets.token_urlsafe(18)
    conn.execute(
        """INSERT INTO staged_upload (token, blob, filename, media_type, size_bytes, created_at, draft)
        VALUES (:token, :blob, :filename, :media_type, :size, :at, :draft)""",
        {
            "token": token,
            "blob": file.blob,
            "filename": file.filename,
            "media_type": file.media_type,
            "size": file.size_bytes,
            "at": to_text(now),
            "draft": draft,
        },
    )
    return token


def staged(conn: Connection, tokens: list[str]) -> dict[str, StoredFile]:
    """The files still kept under these tokens, in the order of the tokens."""
    found = {}
    for token in tokens:
        row = conn.execute(
            "SELECT blob, filename, media_type, size_bytes FROM staged_upload WHERE token = :token",
            {"token": token},
        ).fetchone()
        if row is not None:
            found[token] = _file(row)
    return found


def attached(conn: Connection, contents: list[str]) -> set[str]:
    """Those of these contents (SHA-256) that are an opinion's scan already."""
    return _known(conn, "SELECT blob FROM attachment WHERE role = 'scan' AND blob", contents)


def staged_contents(conn: Connection, contents: list[str]) -> set[str]:
    """Those of these contents that somebody has begun to register."""
    return _known(conn, "SELECT blob FROM staged_upload WHERE blob", contents)


def _known(conn: Connection, select: str, contents: list[str]) -> set[str]:
    held, params = listed(contents)
    return {row["blob"] for row in conn.execute(f"{select} IN ({held})", params)}


def drop(conn: Connection, tokens: list[str]) -> None:
    """Forget staged files: they are an opinion's now, or nobody wants them."""
    conn.executemany("DELETE FROM staged_upload WHERE token = :token", [{"token": token} for token in tokens])


def sweep(conn: Connection, before: datetime) -> int:
    """Forget files staged before `before` that no draft holds; how many."""
    return conn.execute(
        "DELETE FROM staged_upload WHERE created_at < :before AND draft IS NULL", {"before": to_text(before)}
    ).rowcount


def stale(conn: Connection, before: datetime) -> int:
    """How many `sweep` would forget."""
    row = conn.execute(
        "SELECT COUNT(*) AS n FROM staged_upload WHERE created_at < :before AND draft IS NULL",
        {"before": to_text(before)},
    ).fetchone()
    assert row is not None
    return int(row["n"])


def _file(row: Row) -> StoredFile:
    return StoredFile(row["blob"], row["filename"], row["media_type"], row["size_bytes"])
