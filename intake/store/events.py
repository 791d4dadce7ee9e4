"""Histories: append-only events, chained by keyed hashes, one chain for each opinion, circular or member of staff.

An event holds codes, ids and times. Words (a note, a reason) lie in a row of their own and only their salted digest
is chained, so that words may be erased one day and the chain still verifies. What leaves an event is indexed anew.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from intake.clock import from_text, to_text
from intake.db import Connection, Row
from intake.ids import new_id
from intake.model import Event
from intake.store import jobs

VOUCHED = "vouched"  # in an event: the digests of earlier words of the same history, from which a part was deleted


def append(
    conn: Connection,
    subject_id: int,
    kind: str,
    now: datetime,
    *,
    staff_id: int | None = None,
    data: dict[str, Any] | None = None,
    words: str | None = None,
) -> None:
    """Add one line to the history of `subject_id`; writers of one history queue up."""
    if conn.dialect == "postgres":
        conn.execute("SELECT pg_advisory_xact_lock(:id)", {"id": subject_id})
    last = conn.execute(
        "SELECT seq, hash FROM event WHERE subject_id = :id ORDER BY seq DESC LIMIT 1",
        {"id": subject_id},
    ).fetchone()
    words_id, words_digest = _keep_words(conn, words, now) if words else (None, None)
    row = {
        "subject_id": subject_id,
        "seq": last["seq"] + 1 if last else 1,
        "kind": kind,
        "at": to_text(now),
        "staff_id": staff_id,
        "data": json.dumps(data or {}, ensure_ascii=False, sort_keys=True),
        "words_id": words_id,
        "words_digest": words_digest,
    }
    row["hash"] = _hash(conn, last["hash"] if last else "", row)
    conn.execute(
        """INSERT INTO event
        (subject_id, seq, kind, at, staff_id, data, words_id, words_digest, hash) VALUES
        (:subject_id, :seq, :kind, :at, :staff_id, :data, :words_id, :words_digest, :hash)""",
        row,
    )
    jobs.again(conn, subject_id, jobs.INDEX, now)


def renew_words(conn: Connection, words_id: int, text: str) -> str:
    """The digest of what is left of words under a new salt; with the old one, what went could be guessed."""
    salt = secrets.token_hex(16)
    conn.execute("UPDATE words SET salt = :salt WHERE id = :id", {"id": words_id, "salt": salt})
    return _digest(salt, text)


def history(conn: Connection, subject_id: int) -> list[Event]:
    """The events of a subject, oldest first."""
    rows = conn.execute(
        """SELECT e.subject_id, e.seq, e.kind, e.at, e.staff_id, e.data, w.text AS words
        FROM event e LEFT JOIN words w ON w.id = e.words_id
        WHERE e.subject_id = :id ORDER BY e.seq""",
        {"id": subject_id},
    )
    return [_event(row) for row in rows]


def broken_chains(conn: Connection) -> Iterator[str]:
    """A sentence for every history that was tampered with.  Reads all events."""
    subject, previous, seq = None, "", 0
    doubted: dict[str, tuple[str, str]] = {}
    rows = conn.execute(
        """SELECT e.*, w.salt, COALESCE(o.text, w.text) AS text FROM event e LEFT JOIN words w ON w.id = e.words_id
        LEFT JOIN original o ON o.row_id = w.id AND o.place = 'words.text'
        ORDER BY e.subject_id, e.seq"""
    )
    for row in rows:
        if row["subject_id"] != subject:
            yield from (words for words, _ in doubted.values())
            subject, previous, seq, doubted = row["subject_id"], "", 0, {}
        seq += 1
        if row["seq"] != seq:
            yield f"history {subject}: event {seq} is missing"
            seq = row["seq"]
        elif row["hash"] != _hash(conn, previous, row):
            yield f"history {subject}: event {seq} was changed"
        elif row["text"] is not None and row["words_digest"] != (found := _digest(row["salt"], row["text"])):
            doubted[str(row["words_id"])] = f"history {subject}: the words of event {seq} were changed", found
        if doubted and VOUCHED in row["data"]:
            vouched = json.loads(row["data"])[VOUCHED]
            doubted = {key: doubt for key, doubt in doubted.items() if vouched.get(key) != doubt[1]}
        previous = row["hash"]
    yield from (words for words, _ in doubted.values())


def seal_day(conn: Connection, day: str) -> None:
    """Seal the heads of a past UTC day (`2026-11-23`), so that a chain cut at its end is found, too."""
    events, digest = _day(conn, day)
    conn.execute(
        "INSERT INTO day_seal (day, events, digest) VALUES (:day, :events, :digest) ON CONFLICT (day) DO NOTHING",
        {"day": day, "events": events, "digest": digest},
    )


def unsealed_days(conn: Connection, today: str) -> list[str]:
    """Past UTC days with events and without a seal, oldest first."""
    rows = conn.execute(
        """SELECT DISTINCT substr(at, 1, 10) AS day FROM event
        WHERE at > COALESCE((SELECT MAX(day) || 'Z' FROM day_seal), '') AND at < :today
        ORDER BY day""",
        {"today": today},
    )
    return [row["day"] for row in rows]


def broken_seals(conn: Connection) -> Iterator[str]:
    """A sentence for every sealed day whose events are not those that were sealed."""
    for row in conn.execute("SELECT day, events, digest FROM day_seal ORDER BY day").fetchall():
        if (row["events"], row["digest"]) != _day(conn, row["day"]):
            yield f"the events of {row['day']} are not those that were sealed"


def _day(conn: Connection, day: str) -> tuple[int, str]:
    state, count = hmac.new(conn.keys.chain, day.encode(), hashlib.sha256), 0
    for row in conn.execute(
        "SELECT hash FROM event WHERE at >= :start AND at < :end ORDER BY subject_id, seq",
        {"start": day, "end": day + "Z"},
    ):
        state.update(row["hash"].encode())
        count += 1
    return count, state.hexdigest()


def _keep_words(conn: Connection, words: str, now: datetime) -> tuple[int, str]:
    words_id, salt = new_id(now), secrets.token_hex(16)
    conn.execute(
        "INSERT INTO words (id, salt, text) VALUES (:id, :salt, :text)",
        {"id": words_id, "salt": salt, "text": words},
    )
    return words_id, _digest(salt, words)


def _digest(salt: str, words: str) -> str:
    return hashlib.sha256(f"{salt}{words}".encode()).hexdigest()


def _hash(conn: Connection, previous: str, row: Row) -> str:
    names = ("subject_id", "seq", "kind", "at", "staff_id", "data", "words_digest")
    line = json.dumps([previous, *(row[name] for name in names)], ensure_ascii=False)
    return hmac.digest(conn.keys.chain, line.encode(), hashlib.sha256).hex()


def _event(row: Row) -> Event:
    return Event(
        row["subject_id"],
        row["seq"],
        row["kind"],
        from_text(row["at"]),
        row["staff_id"],
        json.loads(row["data"]),
        row["words"],
    )
