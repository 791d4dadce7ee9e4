"""One text with several voices: opinions that a person has joined (并件). Each keeps its number, receipt and answer.

A text has an id of its own, so that any of its opinions may leave. Sealed, proposed and isolated opinions are shown in
no text and counted in none, whatever was joined before.
"""

from dataclasses import dataclass
from datetime import datetime

from intake import receipts
from intake.clock import from_text, to_text
from intake.db import Connection
from intake.ids import new_id
from intake.model import Channel, Status
from intake.store.digests import COUNTED, SCOPE, SHOWN
from intake.store.offices import OFFICE_ID
from intake.store.recusals import KEPT


@dataclass(frozen=True, slots=True)
class Voice:
    """One opinion of a text."""

    id: int
    number: str
    channel: Channel
    status: Status
    received_at: datetime
    joined_by: int
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class Counted:
    """How many opinions came in, and how many texts they are when joined ones count once."""

    voices: int
    texts: int


def join(conn: Connection, opinion_id: int, into_id: int, staff_id: int, now: datetime) -> list[int]:
    """Make an opinion, and all it was joined with, one text with another; who moved, none where they were one."""
    text_id, own = _text(conn, into_id, staff_id, now), text_of(conn, opinion_id)
    if own == text_id:
        return []
    if own is None:
        _text(conn, opinion_id, staff_id, now, text_id)
        return [opinion_id]
    rows = conn.execute(
        "UPDATE voice SET text_id = :text, joined_by = :by, joined_at = :at WHERE text_id = :own RETURNING opinion_id",
        {"text": text_id, "own": own, "by": staff_id, "at": to_text(now)},
    )
    return sorted(row["opinion_id"] for row in rows.fetchall())


def split(conn: Connection, opinion_id: int) -> list[int]:
    """Take an opinion out of its text; who stands alone now: it and perhaps the last other one, none if it did."""
    row = conn.execute("DELETE FROM voice WHERE opinion_id = :id RETURNING text_id", {"id": opinion_id}).fetchone()
    if row is None:
        return []
    rows = conn.execute(
        """DELETE FROM voice WHERE text_id = :text AND NOT EXISTS (
            SELECT 1 FROM voice w WHERE w.text_id = voice.text_id AND w.opinion_id <> voice.opinion_id)
        RETURNING opinion_id""",
        {"text": row["text_id"]},
    )
    return [opinion_id, *(row["opinion_id"] for row in rows.fetchall())]


def text_of(conn: Connection, opinion_id: int) -> int | None:
    """The text that an opinion is a voice of, as it stands there; None where it stands alone."""
    row = conn.execute("SELECT text_id FROM voice WHERE opinion_id = :id", {"id": opinion_id}).fetchone()
    return row["text_id"] if row else None


def together(conn: Connection, opinion_id: int, limit: int = 200) -> list[Voice]:
    """The opinions of the text that this one is a voice of, itself included, earliest first; empty if it is alone."""
    rows = conn.execute(
        f"""SELECT o.id, o.channel, o.status, o.received_at, r.year, r.number, v.joined_by, v.joined_at
        FROM voice own JOIN opinion me ON me.id = own.opinion_id
        JOIN voice v ON v.text_id = own.text_id
        JOIN opinion o ON o.id = v.opinion_id JOIN register r ON r.opinion_id = o.id
        WHERE own.opinion_id = :id AND {SHOWN} AND {KEPT} AND me.seal = 'none' AND me.isolated = 0
        ORDER BY o.received_at, o.id LIMIT :limit""",
        {"id": opinion_id, "limit": limit},
    )
    found = [
        Voice(
            row["id"],
            receipts.register_number(row["year"], row["number"]),
            Channel(row["channel"]),
            Status(row["status"]),
            from_text(row["received_at"]),
            row["joined_by"],
            from_text(row["joined_at"]),
        )
        for row in rows
    ]
    return found if len(found) > 1 else []


def count(conn: Connection, text_id: int) -> int:
    """How many opinions a text has."""
    row = conn.execute(
        f"""SELECT COUNT(*) AS n FROM voice v JOIN opinion o ON o.id = v.opinion_id
        WHERE v.text_id = :text AND {SHOWN}""",
        {"text": text_id},
    ).fetchone()
    assert row is not None
    return int(row["n"])


def counted(conn: Connection, start: datetime, end: datetime, circular_id: int) -> Counted:
    """The opinions registered from `start` until before `end`; a `circular_id` of 0 stands for all circulars."""
    row = conn.execute(
        f"SELECT {_COUNTS} FROM opinion o {_TEXTS} WHERE {_REGISTERED}", _span(start, end, circular_id)
    ).fetchone()
    assert row is not None
    return Counted(row["voices"], row["texts"])


def counted_by_issue(conn: Connection, start: datetime, end: datetime, circular_id: int) -> dict[int, Counted]:
    """The same for each issue that opinions were confirmed to be about; one about two issues counts for both."""
    rows = conn.execute(
        f"""SELECT l.issue_id, {_COUNTS} FROM opinion o {_TEXTS}
        JOIN link l ON l.opinion_id = o.id AND l.state = 'confirmed'
        WHERE {_REGISTERED} GROUP BY l.issue_id ORDER BY l.issue_id""",
        _span(start, end, circular_id),
    )
    return {row["issue_id"]: Counted(row["voices"], row["texts"]) for row in rows}


_COUNTS = "COUNT(*) AS voices, COUNT(DISTINCT COALESCE(v.text_id, o.id)) AS texts"
_TEXTS = "LEFT JOIN voice v ON v.opinion_id = o.id"
_REGISTERED = f"{SCOPE} AND o.registered_at >= :start AND o.registered_at < :end AND {COUNTED}"


def _span(start: datetime, end: datetime, circular_id: int) -> dict[str, int | str]:
    return {"office": OFFICE_ID, "circular": circular_id, "start": to_text(start), "end": to_text(end)}


def _text(conn: Connection, opinion_id: int, staff_id: int, now: datetime, text_id: int | None = None) -> int:
    """The text of an opinion; where it stood alone it becomes a voice of `text_id`, else of a new text."""
    row = conn.execute(
        """INSERT INTO voice (opinion_id, text_id, joined_by, joined_at) VALUES (:id, :text, :by, :at)
        ON CONFLICT (opinion_id) DO UPDATE SET text_id = voice.text_id RETURNING text_id""",
        {"id": opinion_id, "text": text_id or new_id(now), "by": staff_id, "at": to_text(now)},
    ).fetchone()
    assert row is not None
    return int(row["text_id"])
