"""What somebody has begun to type at the desk, by person and form; it goes when its opinion is taken in."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from intake.clock import from_text, to_text
from intake.db import Connection, Row

Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Draft:
    """A form half filled in: `key` names the attempt as in the form itself, `form` is phone, letter or sheet."""

    key: str
    form: str
    fields: Fields
    changed_at: datetime


def put(conn: Connection, staff_id: int, key: str, form: str, fields: Fields, now: datetime) -> None:
    """Keep what a form holds now, in place of what it held before."""
    conn.execute(
        """INSERT INTO draft (staff_id, key, form, fields, changed_at) VALUES (:staff, :key, :form, :fields, :at)
        ON CONFLICT (staff_id, key) DO UPDATE SET fields = excluded.fields, changed_at = excluded.changed_at""",
        {
            "staff": staff_id,
            "key": key,
            "form": form,
            "fields": json.dumps(fields, ensure_ascii=False),
            "at": to_text(now),
        },
    )


def of_staff(conn: Connection, staff_id: int, form: str) -> list[Draft]:
    """What a person has begun in a form, what was changed last first."""
    rows = conn.execute(
        "SELECT key, form, fields, changed_at FROM draft WHERE staff_id = :staff AND form = :form "
        "ORDER BY changed_at DESC, key",
        {"staff": staff_id, "form": form},
    )
    return [_draft(row) for row in rows]


def drop(conn: Connection, staff_id: int, key: str) -> None:
    """Forget a draft, with the scans that stayed for it and what was read in them."""
    conn.execute("DELETE FROM draft WHERE staff_id = :staff AND key = :key", {"staff": staff_id, "key": key})
    conn.execute("DELETE FROM staged_upload WHERE draft = :draft", {"draft": owner(staff_id, key)})


def owner(staff_id: int, key: str) -> str:
    """What a scan that stays for a draft is marked with; nobody else's form can claim it."""
    return f"{staff_id}:{key}"


def holders(conn: Connection) -> dict[int, int]:
    """How many drafts there are of each person who cannot log in any more."""
    rows = conn.execute(
        """SELECT d.staff_id, COUNT(*) AS n FROM draft d JOIN staff s ON s.id = d.staff_id
        WHERE s.disabled = 1 GROUP BY d.staff_id ORDER BY d.staff_id"""
    )
    return {row["staff_id"]: row["n"] for row in rows}


def count(conn: Connection, staff_id: int) -> int:
    """How many drafts a person has."""
    row = conn.execute("SELECT COUNT(*) AS n FROM draft WHERE staff_id = :id", {"id": staff_id}).fetchone()
    assert row is not None
    return int(row["n"])


def hand_on(conn: Connection, from_id: int, to_id: int) -> int:
    """Make a person's drafts another one's, their scans too; how many."""
    conn.execute(
        """UPDATE staged_upload SET draft = :to || substr(draft, :rest)
        WHERE draft IN (SELECT :from || d.key FROM draft d WHERE d.staff_id = :staff)""",
        {"from": owner(from_id, ""), "to": owner(to_id, ""), "rest": len(owner(from_id, "")) + 1, "staff": from_id},
    )
    return conn.execute(
        "UPDATE draft SET staff_id = :to WHERE staff_id = :from", {"from": from_id, "to": to_id}
    ).rowcount


def sweep(conn: Connection, before: datetime) -> int:
    """Forget drafts that nobody has touched since then; how many."""
    stale_ones = conn.execute(
        "DELETE FROM draft WHERE changed_at < :before RETURNING staff_id, key", {"before": to_text(before)}
    ).fetchall()
    for row in stale_ones:
        drop(conn, row["staff_id"], row["key"])
    return len(stale_ones)


def stale(conn: Connection, before: datetime) -> int:
    """How many `sweep` would forget."""
    row = conn.execute("SELECT COUNT(*) AS n FROM draft WHERE changed_at < :before", {"before": to_text(before)})
    found = row.fetchone()
    assert found is not None
    return int(found["n"])


def _draft(row: Row) -> Draft:
    fields = [(name, value) for name, value in json.loads(row["fields"])]
    return Draft(row["key"], row["form"], fields, from_text(row["changed_at"]))
