"""Bytes by their SHA-256: attachments, raw mails, circulars, issued digests. Chunked, so that no write waits long."""

import hashlib
from datetime import datetime

from intake.clock import to_text
from intake.db import Connection, transaction

CHUNK = 1 << 20


def put(conn: Connection, data: bytes, now: datetime) -> str:
    """Store bytes before the transaction that refers to them; their SHA-256.

    Opens short transactions of its own, one a chunk, so it must not be called inside one. Bytes that nothing
    refers to in the end are swept by `sweep`.
    """
    sha = hashlib.sha256(data).hexdigest()
    known = conn.execute("SELECT size_bytes FROM blob WHERE sha256 = :sha", {"sha": sha}).fetchone()
    if known is not None and _complete(conn, sha, len(data)):
        return sha
    for seq, start in enumerate(range(0, max(len(data), 1), CHUNK)):
        with transaction(conn):
            conn.execute(
                "INSERT INTO blob (sha256, size_bytes, created_at) VALUES (:sha, :size, :at) "
                "ON CONFLICT (sha256) DO NOTHING",
                {"sha": sha, "size": len(data), "at": to_text(now)},
            )
            conn.execute(
                "INSERT INTO blob_chunk (sha256, seq, data) VALUES (:sha, :seq, :data) "
                "ON CONFLICT (sha256, seq) DO NOTHING",
                {"sha": sha, "seq": seq, "data": data[start : start + CHUNK]},
            )
    return sha


def _complete(conn: Connection, sha: str, size: int) -> bool:
    row = conn.execute("SELECT COUNT(*) AS n FROM blob_chunk WHERE sha256 = :sha", {"sha": sha}).fetchone()
    return row is not None and row["n"] == max(1, -(-size // CHUNK))


def get(conn: Connection, sha: str) -> bytes:
    """The bytes; empty for an unknown hash cannot happen where a row refers to it."""
    rows = conn.execute("SELECT data FROM blob_chunk WHERE sha256 = :sha ORDER BY seq", {"sha": sha})
    return b"".join(bytes(row["data"]) for row in rows)


def sweep(conn: Connection, before: datetime) -> int:
    """Delete bytes older than `before` that nothing refers to; how many."""
    result = conn.execute(
        """DELETE FROM blob WHERE created_at < :before
        AND NOT EXISTS (SELECT 1 FROM attachment a WHERE a.blob = blob.sha256)
        AND NOT EXISTS (SELECT 1 FROM staged_upload u WHERE u.blob = blob.sha256)
        AND NOT EXISTS (SELECT 1 FROM mail m WHERE m.blob = blob.sha256)
        AND NOT EXISTS (SELECT 1 FROM digest_form f WHERE f.blob = blob.sha256)
        AND NOT EXISTS (SELECT 1 FROM circular_version c WHERE c.source_blob = blob.sha256)""",
        {"before": to_text(before)},
    )
    return result.rowcount
