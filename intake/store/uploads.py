"""Files a citizen chose while the form still had errors: kept a day under a key only that page knows."""

import secrets
from datetime import datetime

from intake.clock import to_text
from intake.db import Connection, Row
from intake.model import StoredFile


def stage(conn: Connection, file: StoredFile, now: datetime) -> str:
    """Keep a file whose bytes are stored; the token it is found under."""
    token = secrets.token_urlsafe(18)
    conn.execute(
        """INSERT INTO staged_upload (token, blob, filename, media_type, size_bytes, created_at)
        VALUES (:token, :blob, :filename, :media_type, :size, :at)""",
        {
            "token": token,
            "blob": file.blob,
            "filename": file.filename,
            "media_type": file.media_type,
            "size": file.size_bytes,
            "at": to_text(now),
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


def sweep(conn: Connection, before: datetime) -> int:
    """Forget files staged before `before`; how many."""
    return conn.execute("DELETE FROM staged_upload WHERE created_at < :before", {"before": to_text(before)}).rowcount


def stale(conn: Connection, before: datetime) -> int:
    """How many `sweep` would forget."""
    row = conn.execute(
        "SELECT COUNT(*) AS n FROM staged_upload WHERE created_at < :before", {"before": to_text(before)}
    ).fetchone()
    assert row is not None
    return int(row["n"])


def _file(row: Row) -> StoredFile:
    return StoredFile(row["blob"], row["filename"], row["media_type"], row["size_bytes"])
