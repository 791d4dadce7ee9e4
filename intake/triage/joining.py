"""Opinions of the same text, put together by a person (并件) and taken apart again. The machine only points them out.

Nothing is merged away: each keeps its number, its receipt, its links and its answer.
"""

from collections.abc import Iterable
from datetime import datetime

from intake import accounts
from intake.accounts import Permission
from intake.db import Connection, transaction
from intake.errors import Invalid
from intake.model import Opinion, Seal, Staff
from intake.store import events, opinions, voices
from intake.triage.looking import look


def join(conn: Connection, opinion_id: int, version: int, into_id: int, by: Staff, now: datetime) -> None:
    """Say that an opinion, and all it was joined with before, are one text with another.

    Raises Conflict, NotFound, Refused; Invalid for reports, which stand alone, and for what is one text already.
    """
    accounts.demand(by, Permission.CONFIRM)
    opinion, into = look(conn, opinion_id, by), look(conn, into_id, by)
    if opinion.id == into.id:
        raise Invalid("不能与本件并件，请选择另一件意见")
    if {opinion.seal, into.seal} != {Seal.NONE}:
        raise Invalid("密件和疑似检举控告件不与其他意见并件")
    with transaction(conn):
        _saw(conn, opinion, version)
        moved = voices.join(conn, opinion.id, into.id, by.id, now)
        if not moved:
            raise Invalid("这两件意见已经并件")
        _tell(conn, "joined", {**dict.fromkeys(moved, into.id), into.id: opinion.id}.items(), by, now)


def split(conn: Connection, opinion_id: int, version: int, by: Staff, now: datetime) -> None:
    """Say that an opinion is a text of its own after all; the others stay together.  Raises as `join` does."""
    accounts.demand(by, Permission.CONFIRM)
    opinion = look(conn, opinion_id, by)
    with transaction(conn):
        _saw(conn, opinion, version)
        alone = voices.split(conn, opinion.id)
        if not alone:
            raise Invalid("这件意见没有与其他意见并件")
        _tell(conn, "split", ((other_id, opinion.id) for other_id in alone), by, now)


def _saw(conn: Connection, opinion: Opinion, version: int) -> None:
    """Raises Conflict unless the opinion is still what the person saw."""
    opinions.change(conn, opinion.id, version)


def _tell(conn: Connection, kind: str, about: Iterable[tuple[int, int]], by: Staff, now: datetime) -> None:
    """Write into each history which other opinion it was; always in the same order, so that writers never cross."""
    for opinion_id, other_id in sorted(about):
        events.append(conn, opinion_id, kind, now, staff_id=by.id, data={"opinion": other_id})
