"""Which opinions may be repeats of one another: by the keys of their words, by the hash of their contacts.

Sealed, proposed and isolated opinions are never found and find nothing; `forget` takes the traces of their words away.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from intake import receipts
from intake.clock import from_text, to_text
from intake.db import Connection, Row
from intake.model import Channel, Likeness, Status
from intake.store import voices
from intake.store.digests import COUNTED, SCOPE, SHOWN
from intake.store.offices import OFFICE_ID
from intake.store.recusals import KEPT
from intake.text.similar import Verdict

NEWEST = 50  # opinions looked at under one key: a form letter sent by thousands must not cost more than one of two
MET = 10  # opinions whose words are compared


@dataclass(frozen=True, slots=True)
class Repeat:
    """An opinion that another one may be a repeat of; `score` is the share of the words that both have.

    `contact`: it comes from the same telephone or address. `voices`: how many opinions were joined with it, itself
    included.
    """

    id: int
    number: str
    channel: Channel
    status: Status
    received_at: datetime
    kind: Likeness
    score: float | None
    contact: bool
    voices: int


def comparable(conn: Connection, opinion_id: int) -> bool:
    """Whether an opinion may be compared; on PostgreSQL it cannot be sealed until the transaction ends."""
    share = " FOR SHARE" if conn.dialect == "postgres" else ""
    row = conn.execute(f"SELECT o.id FROM opinion o WHERE o.id = :id AND {SHOWN}{share}", {"id": opinion_id}).fetchone()
    return row is not None


def index(conn: Connection, opinion_id: int, keys: Sequence[int]) -> None:
    """Let an opinion be found under these keys, and under no others."""
    forget(conn, opinion_id)
    if not keys:
        return
    conn.executemany(
        "INSERT INTO signature_key (key, opinion_id) VALUES (:key, :id) ON CONFLICT DO NOTHING",
        [{"key": key, "id": opinion_id} for key in keys],
    )
    conn.execute(
        "INSERT INTO signature (opinion_id, keys) VALUES (:id, :keys)",
        {"id": opinion_id, "keys": array("i", keys).tobytes()},
    )


def forget(conn: Connection, opinion_id: int) -> None:
    """Take away every trace of an opinion's words: its keys, and what was found by them."""
    row = conn.execute("DELETE FROM signature WHERE opinion_id = :id RETURNING keys", {"id": opinion_id}).fetchone()
    if row is None:
        return
    keys = array("i", bytes(row["keys"]))
    conn.executemany(
        "DELETE FROM signature_key WHERE key = :key AND opinion_id = :id",
        [{"key": key, "id": opinion_id} for key in keys],
    )
    conn.execute("DELETE FROM likeness WHERE later_id = :id", {"id": opinion_id})
    conn.execute("DELETE FROM likeness WHERE earlier_id = :id", {"id": opinion_id})


def met(conn: Connection, opinion_id: int, keys: Sequence[int]) -> list[tuple[int, str]]:
    """Opinions that share keys with this one, with their own words; at most ten, in time that does not grow.

    A key that few have says more than one that many have: those come first that share the rarest.
    """
    if not keys:
        return []
    buckets = " UNION ALL ".join(
        "SELECT key, opinion_id FROM (SELECT key, opinion_id FROM signature_key "
        f"WHERE key = :k{n} AND opinion_id <> :id ORDER BY opinion_id DESC LIMIT {NEWEST}) AS b{n}"
        for n in range(len(keys))
    )
    rows = conn.execute(
        f"""SELECT o.id, o.body, o.cut FROM (
            SELECT opinion_id, SUM(weight) AS n FROM (
                SELECT opinion_id, 1000 / COUNT(*) OVER (PARTITION BY key) AS weight FROM ({buckets}) AS shared
            ) AS weighed GROUP BY opinion_id ORDER BY n DESC, opinion_id DESC LIMIT {MET}) AS best
        JOIN opinion o ON o.id = best.opinion_id WHERE {SHOWN} ORDER BY best.n DESC, o.id DESC""",
        {"id": opinion_id, **{f"k{n}": key for n, key in enumerate(keys)}},
    )
    return [(row["id"], row["body"][: row["cut"]]) for row in rows]


def keep(conn: Connection, opinion_id: int, found: Iterable[tuple[int, Verdict]]) -> None:
    """Note which opinions this one is the same text as."""
    conn.executemany(
        """INSERT INTO likeness (later_id, earlier_id, kind, score) VALUES (:later, :earlier, :kind, :score)
        ON CONFLICT (later_id, earlier_id) DO UPDATE SET kind = excluded.kind, score = excluded.score""",
        [
            {
                "later": max(opinion_id, other_id),
                "earlier": min(opinion_id, other_id),
                "kind": verdict.kind,
                "score": verdict.score,
            }
            for other_id, verdict in found
        ],
    )


def pairs(conn: Connection, start: datetime, end: datetime, circular_id: int) -> list[tuple[int, int]]:
    """Opinions registered from `start` until before `end` with what each is the same text as, whenever that came."""
    rows = conn.execute(
        f"""SELECT l.later_id, l.earlier_id FROM opinion o JOIN likeness l ON l.later_id = o.id
        WHERE {SCOPE} AND o.registered_at >= :start AND o.registered_at < :end AND {COUNTED}
        ORDER BY l.later_id, l.earlier_id""",
        {"office": OFFICE_ID, "circular": circular_id, "start": to_text(start), "end": to_text(end)},
    )
    return [(row["later_id"], row["earlier_id"]) for row in rows]


def repeats(conn: Connection, opinion_id: int, limit: int = 10) -> list[Repeat]:
    """What an opinion may be a repeat of, and what may repeat it: likest first, then the same sender's, then newest.

    Of opinions that were joined only the likest; what it is joined with itself is left out.
    """
    row = conn.execute(
        f"""SELECT o.phone_hash, o.email_hash, v.text_id FROM opinion o LEFT JOIN voice v ON v.opinion_id = o.id
        WHERE o.id = :id AND {SHOWN}""",
        {"id": opinion_id},
    ).fetchone()
    if row is None:
        return []
    by_words, by_contact = _by_words(conn, opinion_id, row, limit), _by_contact(conn, opinion_id, row, limit)
    known = {found["id"] for found in by_contact}
    rows = {found["id"]: found for found in [*by_contact, *by_words]}
    texts: dict[int, Repeat] = {}
    for found in sorted(rows.values(), key=lambda r: (r["score"] or 0, r["id"] in known, r["id"]), reverse=True):
        texts.setdefault(found["text_id"] or found["id"], _repeat(found, contact=found["id"] in known))
    return [
        repeat if text_id == repeat.id else replace(repeat, voices=voices.count(conn, text_id))
        for text_id, repeat in list(texts.items())[:limit]
    ]


_FOUND = "o.id, o.channel, o.status, o.received_at, r.year, r.number, v.text_id"
_FROM = "JOIN register r ON r.opinion_id = o.id LEFT JOIN voice v ON v.opinion_id = o.id"
_APART = "o.id <> :id AND (v.text_id IS NULL OR v.text_id <> :text)"


def _by_words(conn: Connection, opinion_id: int, own: Row, limit: int) -> list[Row]:
    return conn.execute(
        f"""SELECT {_FOUND}, l.kind, l.score FROM (
            SELECT earlier_id AS other_id, kind, score FROM likeness WHERE later_id = :id
            UNION ALL SELECT later_id, kind, score FROM likeness WHERE earlier_id = :id) AS l
        JOIN opinion o ON o.id = l.other_id {_FROM}
        WHERE {SHOWN} AND {KEPT} AND {_APART} ORDER BY l.score DESC, o.id DESC LIMIT :limit""",
        {"id": opinion_id, "text": own["text_id"] or 0, "limit": limit * 5},
    ).fetchall()


def _by_contact(conn: Connection, opinion_id: int, own: Row, limit: int) -> list[Row]:
    return conn.execute(
        f"""SELECT {_FOUND}, '{Likeness.CONTACT}' AS kind, NULL AS score FROM opinion o {_FROM}
        WHERE (o.phone_hash = :phone OR o.email_hash = :email) AND {SHOWN} AND {KEPT} AND {_APART}
        ORDER BY o.id DESC LIMIT :limit""",
        {
            "id": opinion_id,
            "text": own["text_id"] or 0,
            "phone": own["phone_hash"] or "",  # an empty string is no hash: it matches nothing
            "email": own["email_hash"] or "",
            "limit": limit * 5,
        },
    ).fetchall()


def _repeat(row: Row, *, contact: bool) -> Repeat:
    return Repeat(
        row["id"],
        receipts.register_number(row["year"], row["number"]),
        Channel(row["channel"]),
        Status(row["status"]),
        from_text(row["received_at"]),
        Likeness(row["kind"]),
        row["score"],
        contact,
        1,
    )
