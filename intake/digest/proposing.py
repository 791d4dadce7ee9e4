"""Issuing a digest where the office asks for two persons: one puts it forward, another issues it or gives it back."""

from datetime import datetime

from intake import accounts
from intake.accounts import Permission
from intake.config import Config
from intake.db import Connection, transaction
from intake.digest.issue import find, issue, over
from intake.digest.periods import Scope
from intake.errors import Conflict, Invalid
from intake.model import Staff
from intake.store import digest_proposals, events
from intake.store.editions import Edition
from intake.store.offices import OFFICE_ID


def submit(conn: Connection, config: Config, scope: Scope, by: Staff, now: datetime, *, annex: bool) -> Edition | None:
    """Issue a digest, or put it forward for somebody else to issue: then None.

    What was put forward is issued as it was meant, with or without the full annex.  Raises Refused, Invalid for a
    period that is not over, Conflict for who put it forward himself.
    """
    there = digest_proposals.find(conn, scope.period.key, scope.circular_id)
    if config.digest_signing == "one" or there is not None or find(conn, scope):
        return issue(conn, config, scope, by, now, annex=there.annex if there else annex)
    accounts.demand(by, Permission.ISSUE_DIGEST)
    if not over(conn, scope, now):
        raise Invalid("这一时段还没有结束，结束后的次日零时起才能编发")
    with transaction(conn):
        if not digest_proposals.put(conn, scope.period.key, scope.circular_id, by.id, now, annex=annex):
            raise Conflict("这一期刚被别人送签，请看过后再操作")
        _note(conn, "digest_proposed", scope, by, now)
    return None


def take_back(conn: Connection, scope: Scope, by: Staff, now: datetime) -> None:
    """Nothing is put forward any more: its author or another manager thought better.  Raises Refused, Conflict."""
    accounts.demand(by, Permission.ISSUE_DIGEST)
    with transaction(conn):
        if not digest_proposals.remove(conn, scope.period.key, scope.circular_id):
            raise Conflict("这一期没有送签，或者刚被别人编发、退回")
        _note(conn, "digest_returned", scope, by, now)


def _note(conn: Connection, kind: str, scope: Scope, by: Staff, now: datetime) -> None:
    data = {"period": scope.period.key, "circular": scope.circular_id}
    events.append(conn, OFFICE_ID, kind, now, staff_id=by.id, data=data)
