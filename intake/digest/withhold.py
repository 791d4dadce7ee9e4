"""Takes the words of an opinion out of digests: of those to come, and of those issued, which become corrections."""

from datetime import datetime

from intake import accounts
from intake.accounts import Permission
from intake.db import Connection, transaction
from intake.digest import mending
from intake.digest.mending import Said
from intake.digest.types import KEPT_OUT
from intake.errors import NotFound
from intake.model import Seal, Staff
from intake.store import events, opinions
from intake.store.editions import Edition


def withhold(conn: Connection, opinion_id: int, note: str, by: Staff, now: datetime) -> list[Edition]:
    """Let an opinion stand in digests without its words; the issued ones that had them, as they were.

    Raises Refused, NotFound, and Conflict where one of them was corrected by somebody else meanwhile.
    """
    accounts.demand(by, Permission.ISSUE_DIGEST)
    opinion = opinions.by_id(conn, opinion_id)
    if opinion.seal != Seal.NONE or opinion.isolated:
        raise NotFound("没有这件意见，或者它不在专报之内")
    found = mending.mended(conn, opinion, emptied, now)
    with transaction(conn):
        events.append(conn, opinion_id, "withheld", now, staff_id=by.id, words=note)
        mending.put(conn, found, by, now)
    return [each.edition for each in found]


def emptied(said: Said) -> bool:
    """Without the words of an opinion and of what was written on it; whether there were any."""
    shown = [line for line in said.lines if not line["withheld"]]
    written = [note for note in said.notes if note["text"]]
    for line in shown:
        line["withheld"], line["subject"], line["text"] = KEPT_OUT, "", ""
    for note in written:
        note["text"] = ""
    return bool(shown or written)
