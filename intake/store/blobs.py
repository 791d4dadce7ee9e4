"""Bytes by their SHA-256: attachments, raw mails, circulars, issued digests. Chunked, so that no write waits long."""

import hashlib
import io
from collections.abc import Iterator, Sequence
from datetime import datetime

from intake.clock import to_text
from intake.db import Connection, listed, transaction

CHUNK = 1 << 20


def put(conn: Connection, data: bytes, now: datetime) -> str:
    """Store bytes before the transaction that refers to them; their SHA-256.

    Opens short transactions of its own, one a chunk, so it must not be called inside one. Bytes that nothing
    refers to in the end are swept by `sweep`.
    """
    return put_file(conn, io.BytesIO(data), now)


def put_file(conn: Connection, file: io.BufferedIOBase, now: datetime) -> str:
    """`put` for bytes that need not fit into memory."""
    sha, size = _measured(file)
    with transaction(conn):
        if not _begin(conn, sha, size, max(1, -(-size // CHUNK)), now):
            return sha
        _put_chunk(conn, sha, 0, file.read(CHUNK))
    for seq, piece in enumerate(iter(lambda: file.read(CHUNK), b""), start=1):
        with transaction(conn):
            _put_chunk(conn, sha, seq, piece)
    return sha


def _measured(file: io.BufferedIOBase) -> tuple[str, int]:
    """The SHA-256 and the size of a file, which is at its beginning afterwards."""
    file.seek(0)
    sha = hashlib.file_digest(file, "sha256").hexdigest()
    size = file.seek(0, io.SEEK_END)  # of bytes in memory the digest is taken without reading on
    file.seek(0)
    return sha, size


def put_in(conn: Connection, data: bytes, now: datetime) -> str:
    """`put` inside the caller's transaction, for bytes so few that nobody waits for them: one chunk at most."""
    assert len(data) <= CHUNK
    sha = hashlib.sha256(data).hexdigest()
    if _begin(conn, sha, len(data), 1, now):
        _put_chunk(conn, sha, 0, data)
    return sha


def _begin(conn: Connection, sha: str, size: int, pieces: int, now: datetime) -> bool:
    """Whether the bytes are still to be stored."""
    # young again where it was there already: what refers to it comes after a sweep, perhaps
    conn.execute(
        "INSERT INTO blob (sha256, size_bytes, created_at) VALUES (:sha, :size, :at) "
        "ON CONFLICT (sha256) DO UPDATE SET created_at = excluded.created_at",
        {"sha": sha, "size": size, "at": to_text(now)},
    )
    return not _complete(conn, sha, pieces)


def _complete(conn: Connection, sha: str, pieces: int) -> bool:
    row = conn.execute("SELECT COUNT(*) AS n FROM blob_chunk WHERE sha256 = :sha", {"sha": sha}).fetchone()
    return row is not None and row["n"] == pieces


def _put_chunk(conn: Connection, sha: str, seq: int, data: bytes) -> None:
    conn.execute(
        "INSERT INTO blob_chunk (sha256, seq, data) VALUES (:sha, :seq, :data) ON CONFLICT (sha256, seq) DO NOTHING",
        {"sha": sha, "seq": seq, "data": data},
    )


def get(conn: Connection, sha: str) -> bytes:
    """The bytes; empty for an unknown hash cannot happen where a row refers to it."""
    rows = conn.execute("SELECT data FROM blob_chunk WHERE sha256 = :sha ORDER BY seq", {"sha": sha})
    return b"".join(bytes(row["data"]) for row in rows)


def piece(conn: Connection, sha: str, seq: int) -> bytes:
    """The bytes from `seq` times CHUNK on, at most CHUNK of them; empty behind the end."""
    row = conn.execute(
        "SELECT data FROM blob_chunk WHERE sha256 = :sha AND seq = :seq", {"sha": sha, "seq": seq}
    ).fetchone()
    return bytes(row["data"]) if row else b""


_ALONE = """NOT EXISTS (SELECT 1 FROM attachment a WHERE a.blob = blob.sha256)
    AND NOT EXISTS (SELECT 1 FROM staged_upload u WHERE u.blob = blob.sha256)
    AND NOT EXISTS (SELECT 1 FROM mail m WHERE m.blob = blob.sha256)
    AND NOT EXISTS (SELECT 1 FROM digest_form f WHERE f.blob = blob.sha256)
    AND NOT EXISTS (SELECT 1 FROM export_order x WHERE x.blob = blob.sha256)
    AND NOT EXISTS (SELECT 1 FROM instruction i WHERE i.scan = blob.sha256)
    AND NOT EXISTS (SELECT 1 FROM circular_version c WHERE c.source_blob = blob.sha256)"""
_UNREFERENCED = f"FROM blob WHERE created_at < :before AND {_ALONE}"


def sweep(conn: Connection, before: datetime) -> int:
    """Delete bytes older than `before` that nothing refers to; how many."""
    return conn.execute(f"DELETE {_UNREFERENCED}", {"before": to_text(before)}).rowcount


def drop(conn: Connection, hashes: Sequence[str]) -> None:
    """Delete bytes that nothing refers to any more, however young they are."""
    held, named = listed(hashes)
    conn.execute(f"DELETE FROM blob WHERE sha256 IN ({held}) AND {_ALONE}", named)


def stale(conn: Connection, before: datetime) -> int:
    """How many `sweep` would delete."""
    row = conn.execute(f"SELECT COUNT(*) AS n {_UNREFERENCED}", {"before": to_text(before)}).fetchone()
    assert row is not None
    return int(row["n"])


def damaged(conn: Connection) -> Iterator[str]:
    """The hash of every blob whose bytes are not those it is named for.  Reads all bytes."""
    for row in conn.execute("SELECT sha256, size_bytes FROM blob ORDER BY sha256").fetchall():
        data = get(conn, row["sha256"])
        if len(data) != row["size_bytes"] or hashlib.sha256(data).hexdigest() != row["sha256"]:
            yield row["sha256"]
