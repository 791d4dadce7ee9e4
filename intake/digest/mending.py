"""Takes words out of issued digests: each that has them becomes a numbered correction with the same figures.

The old bytes are withdrawn, their hashes stay in the history.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from intake.db import Connection
from intake.digest import periods
from intake.digest.forms import PDF
from intake.digest.issue import keep
from intake.digest.types import Count, Instructed, OpinionLine, Snapshot
from intake.digest.upgrade import thawed
from intake.errors import Conflict
from intake.model import Opinion, Staff
from intake.store import editions, events, instructions
from intake.store.editions import Edition


@dataclass(frozen=True, slots=True)
class Said:
    """What an issued digest says of an opinion: lines, leaders' words on it, new words, which may be its own."""

    lines: list[OpinionLine]
    notes: list[Instructed]
    new_words: list[Count]


@dataclass(frozen=True, slots=True)
class Mended:
    """An issued digest as it was, and what stands in its place; `blobs` are the stored bytes of its forms."""

    edition: Edition
    corrected: Snapshot
    blobs: dict[str, str]


def mended(
    conn: Connection,
    opinion: Opinion,
    mend: Callable[[Said], bool],
    now: datetime,
) -> list[Mended]:
    """The issued digests that `mend` changed; their new bytes are stored, so this comes before the transaction.

    `mend` changes what a digest says of the opinion, and says whether it did.
    """
    noted = [each.made_at for each in instructions.of_opinion(conn, opinion.id)]
    held = [
        edition
        for edition in editions.every(conn)
        if _within(conn, edition, opinion) or any(at <= edition.issued_at for at in noted)
    ]
    found = []
    for edition in held:
        frozen = thawed(editions.snapshot(conn, edition.id))
        lines = [line for line in frozen["opinions"] if line["id"] == str(opinion.id)]
        notes = [note for note in frozen["instructions"]["open"] if note["on"] == opinion.number]
        if mend(Said(lines, notes, frozen["new_words"])):
            corrected = Snapshot(**{**frozen, "revision": edition.revision + 1})
            printed = PDF in editions.blobs(conn, edition.id)
            found.append(Mended(edition, corrected, keep(conn, corrected, now, printed=printed)))
    return found


def put(conn: Connection, found: Iterable[Mended], by: Staff, now: datetime) -> list[str]:
    """Let corrections stand in the place of what was issued; the hashes of the bytes that were withdrawn.

    Raises Conflict where one of them was corrected by somebody else meanwhile.
    """
    gone: list[str] = []
    for each in found:
        withdrawn = editions.blobs(conn, each.edition.id)
        if not editions.replace(
            conn, each.edition, snapshot=json.dumps(each.corrected, ensure_ascii=False), blobs=each.blobs
        ):
            raise Conflict(f"第{each.edition.number}期刚被别人更正过，请重试")
        data = {"revision": each.corrected["revision"], "forms": each.blobs, "withdrawn": withdrawn}
        events.append(conn, each.edition.id, "digest_corrected", now, staff_id=by.id, data=data)
        gone += withdrawn.values()
    return gone


def _within(conn: Connection, edition: Edition, opinion: Opinion) -> bool:
    start, end = periods.parse(edition.period).bounds(conn.zone)
    return start <= opinion.registered_at < end and edition.circular_id in (0, opinion.circular_id)
