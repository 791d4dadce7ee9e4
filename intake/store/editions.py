"""Issued digests: number, frozen snapshot and the bytes of every form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from intake.clock import from_text, to_text
from intake.db import Connection, Row
from intake.store.offices import OFFICE_ID


@dataclass(frozen=True, slots=True)
class Edition:
    """One issued digest; `number` is the office's running one (第 n 期)."""

    id: int
    week: str
    number: int
    issued_at: datetime
    issued_by: str | None


_EDITION = """SELECT d.id, d.week, d.number, d.issued_at, s.name AS issued_by
    FROM digest d LEFT JOIN staff s ON s.id = d.issued_by"""


def add(
    conn: Connection,
    digest_id: int,
    *,
    week: str,
    number: int,
    snapshot: str,
    blobs: Mapping[str, str],
    now: datetime,
    staff_id: int,
) -> bool:
    """Store an issued digest, its forms' bytes being stored already; False where week or number is taken."""
    made = conn.execute(
        """INSERT INTO digest (id, office_id, week, number, snapshot, issued_at, issued_by)
        VALUES (:id, :office, :week, :number, :snapshot, :at, :by) ON CONFLICT DO NOTHING RETURNING id""",
        {
            "id": digest_id,
            "office": OFFICE_ID,
            "week": week,
            "number": number,
            "snapshot": snapshot,
            "at": to_text(now),
            "by": staff_id,
        },
    ).fetchone()
    if made is None:
        return False
    for name, blob in blobs.items():
        conn.execute(
            "INSERT INTO digest_form (digest_id, format, blob) VALUES (:id, :format, :blob)",
            {"id": digest_id, "format": name, "blob": blob},
        )
    return True


def by_week(conn: Connection, week: str) -> Edition | None:
    """The digest issued for a week."""
    row = conn.execute(
        f"{_EDITION} WHERE d.office_id = :office AND d.week = :week", {"office": OFFICE_ID, "week": week}
    ).fetchone()
    return _edition(row) if row else None


def every(conn: Connection) -> list[Edition]:
    """All issued digests, newest week first."""
    rows = conn.execute(f"{_EDITION} WHERE d.office_id = :office ORDER BY d.week DESC", {"office": OFFICE_ID})
    return [_edition(row) for row in rows]


def before(conn: Connection, week: str) -> Edition | None:
    """The last digest issued for an earlier week."""
    row = conn.execute(
        f"{_EDITION} WHERE d.office_id = :office AND d.week < :week ORDER BY d.week DESC LIMIT 1",
        {"office": OFFICE_ID, "week": week},
    ).fetchone()
    return _edition(row) if row else None


def next_number(conn: Connection) -> int:
    """The running number that the next digest gets."""
    row = conn.execute(
        "SELECT COALESCE(MAX(number), 0) + 1 AS n FROM digest WHERE office_id = :office", {"office": OFFICE_ID}
    ).fetchone()
    assert row is not None
    return int(row["n"])


def snapshot(conn: Connection, digest_id: int) -> str:
    """The frozen snapshot as JSON text."""
    row = conn.execute("SELECT snapshot FROM digest WHERE id = :id", {"id": digest_id}).fetchone()
    assert row is not None
    return str(row["snapshot"])


def blob(conn: Connection, digest_id: int, form: str) -> str | None:
    """The SHA-256 of a form's frozen bytes; None where the digest was issued without that form."""
    row = conn.execute(
        "SELECT blob FROM digest_form WHERE digest_id = :id AND format = :format",
        {"id": digest_id, "format": form},
    ).fetchone()
    return row["blob"] if row else None


def _edition(row: Row) -> Edition:
    return Edition(row["id"], row["week"], row["number"], from_text(row["issued_at"]), row["issued_by"])
