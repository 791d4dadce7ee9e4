"""Takes the words of an opinion out of digests: of those to come, and of those issued, which become corrections.

The figures stay. The old bytes are withdrawn, their hashes stay in the history.
"""

import json
from datetime import datetime

from intake import accounts
from intake.accounts import Permission
from intake.db import Connection, transaction
from intake.digest import periods
from intake.digest.forms import PDF
from intake.digest.issue import keep
from intake.digest.types import KEPT_OUT, Snapshot
from intake.digest.upgrade import thawed
from intake.errors import Conflict, NotFound
from intake.model import Opinion, Seal, Staff
from intake.store import editions, events, instructions, opinions
from intake.store.editions import Edition


def withhold(conn: Connection, opinion_id: int, note: str, by: Staff, now: datetime) -> list[Edition]:
    """Let an opinion stand in digests without its words; the issued ones that had them, as they were.

    Raises Refused, NotFound, and Conflict where one of them was corrected by somebody else meanwhile.
    """
    accounts.demand(by, Permission.ISSUE_DIGEST)
    opinion = opinions.by_id(conn, opinion_id)
    if opinion.seal != Seal.NONE or opinion.isolated:
        raise NotFound("没有这件意见，或者它不在专报之内")
    noted = [each.made_at for each in instructions.of_opinion(conn, opinion_id)]
    held = [
        edition
        for edition in editions.every(conn)
        if _within(conn, edition, opinion) or any(at <= edition.issued_at for at in noted)
    ]
    found = [(edition, corrected) for edition in held if (corrected := _without(conn, edition, opinion))]
    stored = [
        keep(conn, corrected, now, printed=PDF in editions.blobs(conn, edition.id)) for edition, corrected in found
    ]
    with transaction(conn):
        events.append(conn, opinion_id, "withheld", now, staff_id=by.id, words=note)
        for (edition, corrected), blobs in zip(found, stored, strict=True):
            _replace(conn, edition, corrected, blobs, by, now)
    return [edition for edition, _ in found]


def _within(conn: Connection, edition: Edition, opinion: Opinion) -> bool:
    start, end = periods.parse(edition.period).bounds(conn.zone)
    return start <= opinion.registered_at < end and edition.circular_id in (0, opinion.circular_id)


def _without(conn: Connection, edition: Edition, opinion: Opinion) -> Snapshot | None:
    """A digest's snapshot without the words of an opinion and of what was written on it; None where it has none."""
    frozen = thawed(editions.snapshot(conn, edition.id))
    lines = [line for line in frozen["opinions"] if line["id"] == str(opinion.id) and not line["withheld"]]
    notes = [note for note in frozen["instructions"]["open"] if note["on"] == opinion.number and note["text"]]
    for line in lines:
        line["withheld"], line["subject"], line["text"] = KEPT_OUT, "", ""
    for note in notes:
        note["text"] = ""
    return Snapshot(**{**frozen, "revision": edition.revision + 1}) if lines or notes else None


def _replace(
    conn: Connection, edition: Edition, corrected: Snapshot, blobs: dict[str, str], by: Staff, now: datetime
) -> None:
    withdrawn = editions.blobs(conn, edition.id)
    if not editions.replace(conn, edition, snapshot=json.dumps(corrected, ensure_ascii=False), blobs=blobs):
        raise Conflict(f"第{edition.number}期刚被别人更正过，请重试")
    data = {"revision": corrected["revision"], "forms": blobs, "withdrawn": withdrawn}
    events.append(conn, edition.id, "digest_corrected", now, staff_id=by.id, data=data)
