"""Every place where words of an opinion stand as words, so that they can be hidden or deleted in all of them at once.

Contacts are none of them: who may see those is decided elsewhere. What is only made of the words (index, keys, model,
digests) is in `traces`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from intake.db import Connection

BODY, SUBJECT, MESSAGE, WORDS = "opinion.body", "opinion.subject", "message.body", "words.text"
_DETAILS = "details."
_OF = "opinion_id = :opinion"
PLACES = {  # table and column: the key of a row, which rows belong to an opinion
    SUBJECT: ("id", "id = :opinion"),
    BODY: ("id", "id = :opinion"),
    "opinion.place": ("id", "id = :opinion"),
    MESSAGE: ("id", _OF),
    "attachment.filename": ("position", _OF),
    "correction.before": ("id", f"{_OF} AND field IN ('body', 'place')"),
    "publication.question": ("id", _OF),
    "publication.answer": ("id", _OF),
    "publication_proposal.question": ("opinion_id", _OF),
    "publication_proposal.answer": ("opinion_id", _OF),
    "instruction.text": ("id", _OF),
    "instruction.result": ("id", _OF),
    "transfer.note": ("id", "id IN (SELECT transfer_id FROM transfer_item WHERE opinion_id = :opinion)"),
    WORDS: ("id", "id IN (SELECT words_id FROM event WHERE subject_id = :opinion)"),
}
_OWN = {SUBJECT, BODY, "opinion.place", "attachment.filename", "correction.before"}
_CODES = {  # entries of the details that programs read, not people's words
    *(
        "call_at",
        "language",
        "mentions",
        "message_id",
        "postmarked_on",
        "program",
        "received_on",
        "references",
        "sent_at",
    ),
    *("sheet", "written_on"),
}

Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Copy:
    """A text of an opinion; `place` and `row` say where it stands."""

    place: str
    row: int
    text: str

    @property
    def key(self) -> Key:
        return self.place, self.row


def of_opinion(conn: Connection, opinion_id: int) -> list[Copy]:
    """All texts of an opinion that are not empty."""
    found = list(_details(conn, opinion_id))
    for place, (key, which) in PLACES.items():
        table, _, column = place.partition(".")
        rows = conn.execute(
            f"SELECT {key} AS row_id, {column} AS text FROM {table} WHERE {which} AND {column} <> '' ORDER BY {key}",
            {"opinion": opinion_id},
        )
        found += [Copy(place, row["row_id"], row["text"]) for row in rows]
    return found


def of_sender(place: str) -> bool:
    """Whether what stands in a place is all the sender's own; of messages only those that came in are."""
    return place in _OWN or place.startswith(_DETAILS)


def put(conn: Connection, opinion_id: int, copy: Copy) -> None:
    """Let another text stand in a place."""
    if copy.place.startswith(_DETAILS):
        _put_detail(conn, opinion_id, copy.place.removeprefix(_DETAILS), copy)
        return
    key, which = PLACES[copy.place]
    table, _, column = copy.place.partition(".")
    conn.execute(
        f"UPDATE {table} SET {column} = :text WHERE {key} = :row_id AND {which}",
        {"opinion": opinion_id, "row_id": copy.row, "text": copy.text},
    )


def _details(conn: Connection, opinion_id: int) -> Iterator[Copy]:
    """The texts among an opinion's details; `row` counts those of a list."""
    for name, value in _raw_details(conn, opinion_id).items():
        for row, text in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(text, str) and text and name not in _CODES:
                yield Copy(f"{_DETAILS}{name}", row, text)


def _put_detail(conn: Connection, opinion_id: int, name: str, copy: Copy) -> None:
    details = _raw_details(conn, opinion_id)
    if isinstance(details[name], list):
        details[name][copy.row] = copy.text
    else:
        details[name] = copy.text
    conn.execute(
        "UPDATE opinion SET details = :details WHERE id = :opinion",
        {"opinion": opinion_id, "details": json.dumps(details, ensure_ascii=False)},
    )


def _raw_details(conn: Connection, opinion_id: int) -> dict[str, Any]:
    row = conn.execute("SELECT details FROM opinion WHERE id = :id", {"id": opinion_id}).fetchone()
    found: dict[str, Any] = json.loads(row["details"]) if row else {}
    return found
