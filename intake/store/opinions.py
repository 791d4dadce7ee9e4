"""Opinions: the row, its number, receipt, attachments and messages."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from intake import receipts
from intake.clock import from_text, to_text
from intake.db import Connection, Row
from intake.errors import Conflict, NotFound
from intake.model import (
    AsideReason,
    Attachment,
    Channel,
    Disposal,
    Nature,
    Opinion,
    Origin,
    Outcome,
    Seal,
    Stance,
    Status,
    StoredFile,
)
from intake.store.offices import OFFICE_ID

COLUMNS = """o.id, o.circular_id, o.channel, o.origin, o.status, o.version, o.subject, o.body, o.cut, o.place,
    o.name, o.phone, o.email, o.address, o.wants_answer, o.happened_on, o.received_at, o.registered_at,
    o.details, o.chosen_issue_id, o.nature, o.stance, o.disposal, o.unit_id, o.aside_reason, o.outcome, o.held, o.seal,
    o.urgent, o.isolated, o.late, o.withdrawn_at, o.entered_by, o.enriched_at, r.year, r.number"""
FROM = "FROM opinion o JOIN register r ON r.opinion_id = o.id"
CHANGEABLE = frozenset(
    [
        "status",
        "nature",
        "stance",
        "disposal",
        "unit_id",
        "aside_reason",
        "outcome",
        "held",
        "seal",
        "urgent",
        "isolated",
        "withdrawn_at",
        "circular_id",
        "body",
        "subject",
        "name",
        "phone",
        "email",
        "phone_hash",
        "email_hash",
        "address",
        "place",
        "details",
        "enriched_at",
    ]
)


def insert(conn: Connection, row: Mapping[str, Any]) -> bool:
    """A new opinion; `row` has every column that has no default.  False where its id was just taken."""
    names = list(row)
    made = conn.execute(
        f"INSERT INTO opinion ({', '.join(names)}) VALUES ({', '.join(':' + n for n in names)}) "
        "ON CONFLICT (id) DO NOTHING RETURNING id",
        row,
    ).fetchone()
    return made is not None


def claim_key(conn: Connection, key: str, opinion_id: int) -> bool:
    """Bind a submission key to a new opinion; False if another opinion has it."""
    row = conn.execute(
        "INSERT INTO submission_key (key, opinion_id) VALUES (:key, :id) "
        "ON CONFLICT (key) DO NOTHING RETURNING opinion_id",
        {"key": key, "id": opinion_id},
    ).fetchone()
    return row is not None


def by_key(conn: Connection, key: str) -> int | None:
    """The opinion that a submission key already gave."""
    row = conn.execute("SELECT opinion_id FROM submission_key WHERE key = :key", {"key": key}).fetchone()
    return row["opinion_id"] if row else None


def give_receipt(conn: Connection, opinion_id: int) -> str:
    """A receipt code for a new opinion; only its keyed hash is stored."""
    for attempt in range(100):
        code = receipts.make(conn.keys, opinion_id, attempt)
        taken = conn.execute(
            "INSERT INTO receipt (hash, opinion_id, version, attempt) "
            "VALUES (:hash, :id, :version, :attempt) ON CONFLICT (hash) DO NOTHING RETURNING hash",
            {
                "hash": receipts.lookup_hash(conn.keys, code),
                "id": opinion_id,
                "version": receipts.VERSION,
                "attempt": attempt,
            },
        ).fetchone()
        if taken is not None:
            return code
    raise AssertionError("a hundred receipt codes in a row were taken")


def receipt_code(conn: Connection, opinion_id: int) -> str:
    """The code that was given for an opinion, derived anew.  Raises NotFound."""
    row = conn.execute("SELECT attempt FROM receipt WHERE opinion_id = :id", {"id": opinion_id}).fetchone()
    if row is None:
        raise NotFound("没有这件意见")
    return receipts.make(conn.keys, opinion_id, row["attempt"])


def number(conn: Connection, opinion_id: int, year: int) -> str:
    """Take the next register number of the year for an opinion; the last thing a transaction should do."""
    return enter(conn, opinion_id, year, count_on(conn, year))


def count_on(conn: Connection, year: int) -> int:
    """The next number of the year's register; whoever takes it must say what became of it."""
    row = conn.execute(
        "INSERT INTO register_counter (office_id, year, last) VALUES (:office, :year, 1) "
        "ON CONFLICT (office_id, year) DO UPDATE SET last = register_counter.last + 1 RETURNING last",
        {"office": OFFICE_ID, "year": year},
    ).fetchone()
    assert row is not None
    return int(row["last"])


def enter(conn: Connection, opinion_id: int, year: int, number: int) -> str:
    """Write an opinion into the register under a number that was taken from its counter; the number as it is said."""
    conn.execute(
        "INSERT INTO register (office_id, year, number, opinion_id) VALUES (:office, :year, :number, :id)",
        {"office": OFFICE_ID, "year": year, "number": number, "id": opinion_id},
    )
    return receipts.register_number(year, number)


def by_id(conn: Connection, opinion_id: int) -> Opinion:
    """One opinion.  Raises NotFound."""
    row = conn.execute(f"SELECT {COLUMNS} {FROM} WHERE o.id = :id", {"id": opinion_id}).fetchone()
    if row is None:
        raise NotFound("没有这件意见")
    return opinion(row)


def by_receipt(conn: Connection, code: str) -> Opinion:
    """The opinion a receipt was given for; `code` normalised.  Raises NotFound."""
    row = conn.execute(
        "SELECT opinion_id FROM receipt WHERE hash = :hash",
        {"hash": receipts.lookup_hash(conn.keys, code)},
    ).fetchone()
    if row is None:
        raise NotFound("没有找到这个查询码")
    return by_id(conn, row["opinion_id"])


def change(conn: Connection, opinion_id: int, version: int, **columns: Any) -> None:
    """Change an opinion that still has the version the person saw, or only its version.  Raises Conflict."""
    unknown = set(columns) - CHANGEABLE
    assert not unknown, unknown
    assignments = "".join(f"{name} = :{name}, " for name in columns)
    result = conn.execute(
        f"UPDATE opinion SET {assignments}version = version + 1 WHERE id = :id AND version = :seen",
        {**columns, "id": opinion_id, "seen": version},
    )
    if result.rowcount != 1:
        raise Conflict("这件意见刚被别人处理过，请看过最新情况后再操作")


def mark_enriched(conn: Connection, opinion_id: int, now: datetime) -> None:
    """Links and cues are there; not an act of staff, so the version stays."""
    conn.execute(
        "UPDATE opinion SET enriched_at = :at WHERE id = :id",
        {"id": opinion_id, "at": to_text(now)},
    )


def add_attachments(conn: Connection, opinion_id: int, files: tuple[StoredFile, ...]) -> None:
    """Tie stored files to an opinion, after those it has."""
    row = conn.execute(
        "SELECT COALESCE(MAX(position), 0) AS last FROM attachment WHERE opinion_id = :id",
        {"id": opinion_id},
    ).fetchone()
    assert row is not None
    for position, file in enumerate(files, start=row["last"] + 1):
        conn.execute(
            """INSERT INTO attachment (opinion_id, position, blob, filename, media_type, size_bytes, role)
            VALUES (:id, :position, :blob, :filename, :media_type, :size, :role)""",
            {
                "id": opinion_id,
                "position": position,
                "blob": file.blob,
                "filename": file.filename,
                "media_type": file.media_type,
                "size": file.size_bytes,
                "role": file.role,
            },
        )


def attachments(conn: Connection, opinion_id: int) -> list[Attachment]:
    """The files of an opinion in their order, raw mail included."""
    rows = conn.execute(
        "SELECT position, blob, filename, media_type, size_bytes, role FROM attachment "
        "WHERE opinion_id = :id ORDER BY position",
        {"id": opinion_id},
    )
    return [
        Attachment(
            row["position"],
            row["blob"],
            row["filename"],
            row["media_type"],
            row["size_bytes"],
            row["role"],
        )
        for row in rows
    ]


def drop_attachments(conn: Connection, opinion_id: int) -> list[str]:
    """An opinion has no files any more; their hashes."""
    rows = conn.execute("DELETE FROM attachment WHERE opinion_id = :id RETURNING blob", {"id": opinion_id})
    return [row["blob"] for row in rows.fetchall()]


def opinion(row: Row) -> Opinion:
    """A row with COLUMNS as an Opinion."""

    def maybe(kind: Any, name: str) -> Any:
        return None if row[name] is None else kind(row[name])

    return Opinion(
        id=row["id"],
        number=receipts.register_number(row["year"], row["number"]),
        circular_id=row["circular_id"],
        channel=Channel(row["channel"]),
        origin=Origin(row["origin"]),
        status=Status(row["status"]),
        version=row["version"],
        subject=row["subject"],
        body=row["body"],
        cut=row["cut"],
        place=row["place"],
        name=row["name"],
        phone=row["phone"],
        email=row["email"],
        address=row["address"],
        wants_answer=bool(row["wants_answer"]),
        happened_on=maybe(date.fromisoformat, "happened_on"),
        received_at=from_text(row["received_at"]),
        registered_at=from_text(row["registered_at"]),
        details=json.loads(row["details"]),
        chosen_issue_id=row["chosen_issue_id"],
        nature=maybe(Nature, "nature"),
        stance=maybe(Stance, "stance"),
        disposal=maybe(Disposal, "disposal"),
        unit_id=row["unit_id"],
        aside_reason=maybe(AsideReason, "aside_reason"),
        outcome=maybe(Outcome, "outcome"),
        held=row["held"],
        seal=Seal(row["seal"]),
        urgent=bool(row["urgent"]),
        isolated=bool(row["isolated"]),
        late=bool(row["late"]),
        withdrawn_at=maybe(from_text, "withdrawn_at"),
        entered_by=row["entered_by"],
        enriched_at=maybe(from_text, "enriched_at"),
    )
