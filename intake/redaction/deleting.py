"""Deleting for good what is hidden: another person agrees where the role does not do it alone."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from intake import accounts
from intake.accounts import Permission
from intake.db import Connection, transaction
from intake.digest import mending, withhold
from intake.errors import Invalid
from intake.model import Staff
from intake.redaction import frozen
from intake.redaction.marking import live, reread
from intake.store import events, opinions, redactions, traces
from intake.store.copies import Key
from intake.store.events import VOUCHED
from intake.text.stretches import Span
from intake.triage.looking import look

NOBODY = {"name": "", "phone": "", "email": "", "address": "", "phone_hash": None, "email_hash": None}


def delete(
    conn: Connection, opinion_id: int, version: int, redaction_id: int, by: Staff, now: datetime, *, alone: bool
) -> bool:
    """Delete what a redaction hides wherever it stands; False where another person has to agree first.

    Mails kept whole go with it, of a redaction of all also files and contacts; exports that lie ready are withdrawn,
    issued digests with the words are corrected. Raises Refused, NotFound, Conflict; Invalid for who asked already.
    """
    accounts.demand(by, Permission.REDACT)
    opinion = look(conn, opinion_id, by)
    found = live(conn, opinion_id, redaction_id)
    if not alone and found.asked_by in (None, by.id):
        _ask(conn, opinion_id, version, redaction_id, by, now)
        return False
    cut: Mapping[Key, Sequence[Span]] = redactions.stretches(conn, opinion_id).get(redaction_id, {})
    mend = withhold.emptied if found.whole else frozen.blotting(conn, opinion, cut)
    corrected = mending.mended(conn, opinion, mend, now)
    with transaction(conn):
        opinions.change(conn, opinion_id, version, **(NOBODY if found.whole else {}))
        withdrawn = mending.put(conn, corrected, by, now)
        if found.whole:
            withdrawn += traces.forget_person(conn, opinion_id)
        done = traces.forget(conn, opinion_id, cut, opinion.registered_at, withdrawn, now)
        redactions.settle(conn, redaction_id)
        _drop_originals(conn, opinion_id)
        data = {
            "redaction": redaction_id,
            "whole": found.whole,
            "mails": done.mails,
            "exports": done.exports,
            "digests": [each.edition.number for each in corrected],
            VOUCHED: done.vouched,
        }
        events.append(conn, opinion_id, "words_deleted", now, staff_id=by.id, data=data)
        reread(conn, opinion_id, now)
    return True


def leave(conn: Connection, opinion_id: int, version: int, redaction_id: int, by: Staff, now: datetime) -> None:
    """Do not delete what somebody wants deleted: it stays hidden.  Raises Refused, NotFound, Conflict, Invalid."""
    accounts.demand(by, Permission.REDACT)
    look(conn, opinion_id, by)
    with transaction(conn):
        opinions.change(conn, opinion_id, version)
        if live(conn, opinion_id, redaction_id).state != redactions.ASKED:
            raise Invalid("没有人提出永久删除这处遮盖")
        redactions.leave(conn, redaction_id)
        events.append(conn, opinion_id, "deletion_left", now, staff_id=by.id, data={"redaction": redaction_id})


def _ask(conn: Connection, opinion_id: int, version: int, redaction_id: int, by: Staff, now: datetime) -> None:
    with transaction(conn):
        if live(conn, opinion_id, redaction_id).asked_by is not None:
            raise Invalid("您已提出永久删除，须由他人确认")
        opinions.change(conn, opinion_id, version)
        redactions.ask(conn, redaction_id, by.id, now)
        events.append(conn, opinion_id, "deletion_asked", now, staff_id=by.id, data={"redaction": redaction_id})


def _drop_originals(conn: Connection, opinion_id: int) -> None:
    """Originals in which nothing is hidden any more are what stands in their place."""
    hidden = {key for by_key in redactions.stretches(conn, opinion_id).values() for key in by_key}
    for key in redactions.originals(conn, opinion_id).keys() - hidden:
        redactions.drop_original(conn, opinion_id, key)
