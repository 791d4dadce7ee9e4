"""SQLite files as files: a sound copy while others write, and whether a file is a sound database of ours."""

import sqlite3
from contextlib import closing
from pathlib import Path

from intake.db import APPLICATION_ID
from intake.errors import DatabaseError


def copy(source: Path, target: Path) -> None:
    """Write a copy into `target`, which does not exist or is empty.

    `VACUUM INTO` is one read transaction; the paged backup starts again whenever somebody writes.
    """
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=60)) as conn:
        conn.execute("VACUUM INTO ?", (str(target),))


def verify(file: Path) -> str:
    """The fingerprint of the key that a database was made with.  Raises DatabaseError for anything but a sound one."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as conn:
            if conn.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                raise DatabaseError(f"{file} 不是本系统的数据库")
            if (found := conn.execute("PRAGMA quick_check").fetchone()[0]) != "ok":
                raise DatabaseError(f"{file} 已损坏：{found}")
            return str(conn.execute("SELECT key_fingerprint FROM office").fetchone()[0])
    except (sqlite3.Error, TypeError) as error:
        raise DatabaseError(f"{file} 不是完好的数据库：{error}") from error
