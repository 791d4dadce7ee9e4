"""Redactions: who hid which stretches of an opinion's texts, and the texts as they were before."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from intake import receipts
from intake.clock import from_text, to_text
from intake.db import Connection, Row
from intake.ids import new_id
from intake.store.copies import Key
from intake.store.recusals import SEEN
from intake.text.stretches import Span

TEMPORARY, ASKED, PERMANENT = "temporary", "asked", "permanent"


@dataclass(frozen=True, slots=True)
class Redaction:
    """One of them; `state` is temporary, asked (somebody wants the words deleted) or permanent (they are).

    `whole`: it hides all that the sender wrote, and files and contacts go when it is deleted.
    """

    id: int
    opinion_id: int
    state: str
    whole: bool
    marked_by: int
    marked_at: datetime
    asked_by: int | None
    asked_at: datetime | None


def add(conn: Connection, opinion_id: int, staff_id: int, now: datetime, *, whole: bool = False) -> int:
    """A new one without stretches; its id."""
    redaction_id = new_id(now)
    conn.execute(
        """INSERT INTO redaction (id, opinion_id, state, whole, marked_by, marked_at)
        VALUES (:id, :opinion, 'temporary', :whole, :by, :at)""",
        {"id": redaction_id, "opinion": opinion_id, "whole": int(whole), "by": staff_id, "at": to_text(now)},
    )
    return redaction_id


def of_opinion(conn: Connection, opinion_id: int) -> list[Redaction]:
    """Those of an opinion, oldest first."""
    rows = conn.execute("SELECT * FROM redaction WHERE opinion_id = :id ORDER BY id", {"id": opinion_id})
    return [_redaction(row) for row in rows]


def deleted(conn: Connection, opinion_id: int) -> bool:
    """Whether words of an opinion were deleted for good."""
    row = conn.execute(
        "SELECT 1 AS found FROM redaction WHERE opinion_id = :id AND state = 'permanent' LIMIT 1", {"id": opinion_id}
    ).fetchone()
    return row is not None


def whole(conn: Connection, opinion_id: int) -> bool:
    """Whether all that an opinion's sender wrote is hidden or deleted."""
    return any(each.whole for each in of_opinion(conn, opinion_id))


def drop(conn: Connection, redaction_id: int) -> None:
    """There is no such redaction any more."""
    conn.execute("DELETE FROM redaction WHERE id = :id", {"id": redaction_id})


def ask(conn: Connection, redaction_id: int, staff_id: int, now: datetime) -> None:
    """Somebody wants the words deleted for good."""
    conn.execute(
        "UPDATE redaction SET state = 'asked', asked_by = :by, asked_at = :at WHERE id = :id",
        {"id": redaction_id, "by": staff_id, "at": to_text(now)},
    )


def leave(conn: Connection, redaction_id: int) -> None:
    """The words stay where they are kept, hidden."""
    conn.execute(
        "UPDATE redaction SET state = 'temporary', asked_by = NULL, asked_at = NULL WHERE id = :id",
        {"id": redaction_id},
    )


def settle(conn: Connection, redaction_id: int) -> None:
    """The words are deleted: where they stood is of no use any more."""
    conn.execute("UPDATE redaction SET state = 'permanent' WHERE id = :id", {"id": redaction_id})
    conn.execute("DELETE FROM stretch WHERE redaction_id = :id", {"id": redaction_id})


def hide(conn: Connection, redaction_id: int, key: Key, spans: Iterable[Span]) -> None:
    """Note which stretches of a text a redaction hides."""
    conn.executemany(
        """INSERT INTO stretch (redaction_id, place, row_id, start_at, end_at)
        VALUES (:id, :place, :row_id, :start_at, :end_at)""",
        [
            {"id": redaction_id, "place": key[0], "row_id": key[1], "start_at": start, "end_at": end}
            for start, end in spans
        ],
    )


def stretches(conn: Connection, opinion_id: int) -> dict[int, dict[Key, list[Span]]]:
    """What an opinion's redactions hide, by redaction and text."""
    found: dict[int, dict[Key, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for row in conn.execute(
        """SELECT s.* FROM stretch s JOIN redaction r ON r.id = s.redaction_id WHERE r.opinion_id = :id
        ORDER BY s.redaction_id, s.place, s.row_id, s.start_at""",
        {"id": opinion_id},
    ):
        found[row["redaction_id"]][row["place"], row["row_id"]].append((row["start_at"], row["end_at"]))
    return found


def originals(conn: Connection, opinion_id: int) -> dict[Key, str]:
    """An opinion's texts as they were before anything in them was hidden; those in which nothing is, are not there."""
    rows = conn.execute("SELECT place, row_id, text FROM original WHERE opinion_id = :id", {"id": opinion_id})
    return {(row["place"], row["row_id"]): row["text"] for row in rows}


def keep_original(conn: Connection, opinion_id: int, key: Key, text: str) -> None:
    """Keep a text as it was."""
    conn.execute(
        """INSERT INTO original (opinion_id, place, row_id, text) VALUES (:opinion, :place, :row_id, :text)
        ON CONFLICT (opinion_id, place, row_id) DO UPDATE SET text = excluded.text""",
        {"opinion": opinion_id, "place": key[0], "row_id": key[1], "text": text},
    )


def unhide(conn: Connection, opinion_id: int, key: Key) -> None:
    """A text was written anew: what was hidden in it says nothing any more."""
    conn.execute(
        """DELETE FROM stretch WHERE place = :place AND row_id = :row_id
        AND redaction_id IN (SELECT id FROM redaction WHERE opinion_id = :opinion)""",
        {"opinion": opinion_id, "place": key[0], "row_id": key[1]},
    )
    drop_original(conn, opinion_id, key)


def drop_original(conn: Connection, opinion_id: int, key: Key) -> None:
    """Nothing of a text is hidden any more, or what was is deleted."""
    conn.execute(
        "DELETE FROM original WHERE opinion_id = :opinion AND place = :place AND row_id = :row_id",
        {"opinion": opinion_id, "place": key[0], "row_id": key[1]},
    )


@dataclass(frozen=True, slots=True)
class Wish:
    """A deletion that waits for another person, as it is listed."""

    redaction: Redaction
    number: str


def asked(conn: Connection, *, sealed: bool, limit: int) -> list[Wish]:
    """The deletions that wait for another person, longest first; of reports only where `sealed`."""
    rows = conn.execute(
        f"""SELECT d.*, r.year, r.number FROM redaction d JOIN opinion o ON o.id = d.opinion_id
        JOIN register r ON r.opinion_id = o.id
        WHERE d.state = 'asked' AND {SEEN}
        ORDER BY d.asked_at, d.id LIMIT :limit""",
        {"sealed": int(sealed), "limit": limit},
    )
    return [Wish(_redaction(row), receipts.register_number(row["year"], row["number"])) for row in rows]


def todo(conn: Connection, staff_id: int, *, sealed: bool) -> int:
    """How many deletions wait that somebody else asked for."""
    row = conn.execute(
        f"""SELECT COUNT(*) AS n FROM redaction d CROSS JOIN opinion o
        WHERE o.id = d.opinion_id AND d.state = 'asked' AND d.asked_by <> :staff AND {SEEN}""",
        {"staff": staff_id, "sealed": int(sealed)},
    ).fetchone()
    assert row is not None
    return int(row["n"])


def _redaction(row: Row) -> Redaction:
    return Redaction(
        row["id"],
        row["opinion_id"],
        row["state"],
        bool(row["whole"]),
        row["marked_by"],
        from_text(row["marked_at"]),
        row["asked_by"],
        from_text(row["asked_at"]) if row["asked_at"] else None,
    )
