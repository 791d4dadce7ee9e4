"""Issued digests: number, frozen snapshot and the bytes of every form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from intake.clock import from_text, to_text
from intake.db import Connection, Row
from intake.store.offices import OFFICE_ID


@dataclass(frozen=True, slots=True)
class Edition:
    """One issued digest; `number` is the office's running one (第 n 期), `circular_id` is 0 where it is about all.

    `revision` counts how often words were taken out of it since.
    """

    id: int
    period: str
    circular_id: int
    number: int
    revision: int
    issued_at: datetime
    issued_by: str | None


_EDITION = """SELECT d.id, d.period, d.circular_id, d.number, d.revision, d.issued_at, s.name AS issued_by
    FROM digest d LEFT JOIN staff s ON s.id = d.issued_by"""


def add(
    conn: Connection,
    digest_id: int,
    *,
    period: str,
    circular_id: int,
    number: int,
    snapshot: str,
    blobs: Mapping[str, str],
    now: datetime,
    staff_id: int | None,
) -> bool:
    """Store an issued digest, its forms' bytes being stored already; False where number or period are taken."""
    made = conn.execute(
        """INSERT INTO digest (id, office_id, period, circular_id, number, snapshot, issued_at, issued_by)
        VALUES (:id, :office, :period, :circular, :number, :snapshot, :at, :by) ON CONFLICT DO NOTHING RETURNING id""",
        {
            "id": digest_id,
            "office": OFFICE_ID,
            "period": period,
            "circular": circular_id,
            "number": number,
            "snapshot": snapshot,
            "at": to_text(now),
            "by": staff_id,
        },
    ).fetchone()
    if made is None:
        return False
    _put_forms(conn, digest_id, blobs)
    return True


def replace(conn: Connection, edition: Edition, *, snapshot: str, blobs: Mapping[str, str]) -> bool:
    """Put other bytes in the place of all of a digest's, as its next revision; False where somebody else just did."""
    changed = conn.execute(
        "UPDATE digest SET snapshot = :snapshot, revision = revision + 1 WHERE id = :id AND revision = :seen",
        {"id": edition.id, "snapshot": snapshot, "seen": edition.revision},
    ).rowcount
    conn.execute("DELETE FROM digest_form WHERE digest_id = :id", {"id": edition.id})
    _put_forms(conn, edition.id, blobs)
    return changed == 1


def find(conn: Connection, period: str, circular_id: int) -> Edition | None:
    """The digest issued for a period."""
    row = conn.execute(
        f"{_EDITION} WHERE d.office_id = :office AND d.period = :period AND d.circular_id = :circular",
        {"office": OFFICE_ID, "period": period, "circular": circular_id},
    ).fetchone()
    return _edition(row) if row else None


def every(conn: Connection) -> list[Edition]:
    """All issued digests, newest number first."""
    rows = conn.execute(f"{_EDITION} WHERE d.office_id = :office ORDER BY d.number DESC", {"office": OFFICE_ID})
    return [_edition(row) for row in rows]


def next_number(conn: Connection, first: int) -> int:
    """The running number that the next digest gets; `first` where there is none yet."""
    row = conn.execute(
        "SELECT COALESCE(MAX(number) + 1, :first) AS n FROM digest WHERE office_id = :office",
        {"office": OFFICE_ID, "first": first},
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
    return blobs(conn, digest_id).get(form)


def blobs(conn: Connection, digest_id: int) -> dict[str, str]:
    """The SHA-256 of the frozen bytes of every form that the digest was issued in."""
    rows = conn.execute("SELECT format, blob FROM digest_form WHERE digest_id = :id", {"id": digest_id})
    return {row["format"]: row["blob"] for row in rows}


def forms(conn: Connection) -> dict[int, set[str]]:
    """The forms that each digest was issued in."""
    found: dict[int, set[str]] = {}
    for row in conn.execute("SELECT digest_id, format FROM digest_form"):
        found.setdefault(row["digest_id"], set()).add(row["format"])
    return found


def drafts(conn: Connection) -> dict[str, datetime]:
    """The weeks whose draft the worker has made ready, and when."""
    rows = conn.execute("SELECT period, made_at FROM digest_draft WHERE office_id = :office", {"office": OFFICE_ID})
    return {row["period"]: from_text(row["made_at"]) for row in rows}


def drafted(conn: Connection, period: str, now: datetime) -> bool:
    """A week's draft is ready; False where that is known already."""
    made = conn.execute(
        """INSERT INTO digest_draft (office_id, period, made_at) VALUES (:office, :period, :at)
        ON CONFLICT DO NOTHING RETURNING period""",
        {"office": OFFICE_ID, "period": period, "at": to_text(now)},
    ).fetchone()
    return made is not None


def hold(conn: Connection, digest_id: int) -> None:
    """Let nobody else pass here with this digest until the transaction ends; SQLite has one writer anyway."""
    if conn.dialect == "postgres":
        conn.execute("SELECT id FROM digest WHERE id = :id FOR UPDATE", {"id": digest_id})


def _put_forms(conn: Connection, digest_id: int, blobs: Mapping[str, str]) -> None:
    conn.executemany(
        "INSERT INTO digest_form (digest_id, format, blob) VALUES (:id, :format, :blob)",
        [{"id": digest_id, "format": name, "blob": blob} for name, blob in blobs.items()],
    )


def _edition(row: Row) -> Edition:
    return Edition(
        id=row["id"],
        period=row["period"],
        circular_id=row["circular_id"],
        number=row["number"],
        revision=row["revision"],
        issued_at=from_text(row["issued_at"]),
        issued_by=row["issued_by"],
    )
