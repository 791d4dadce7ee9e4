"""Issues a digest: numbers it and freezes snapshot and bytes of every form, once and for ever."""

import json
import logging
from collections.abc import Sequence
from datetime import datetime

from intake import accounts
from intake.accounts import Permission
from intake.config import Config
from intake.db import Connection, transaction
from intake.digest.annex import without
from intake.digest.forms import EVERY, FORMS, PDF
from intake.digest.periods import Scope
from intake.digest.snapshot import snapshot
from intake.digest.types import Snapshot
from intake.digest.upgrade import thawed
from intake.errors import Conflict, Invalid, NotFound, Unreadable
from intake.ids import new_id
from intake.model import Staff
from intake.papers import pdf
from intake.store import blobs, digest_proposals, editions, events
from intake.store.editions import Edition

log = logging.getLogger(__name__)


def issue(
    conn: Connection, config: Config, scope: Scope, by: Staff | None, now: datetime, *, annex: bool | None = None
) -> Edition:
    """Issue the digest of a period that is over; the one issued first where there is one, also when two call at once.

    `by` is None where the worker does, as it was set up. `annex`: with the words of every opinion, or of the chosen
    ones; None: as it is set up.  Raises Refused, Invalid for a period that is not over, Conflict where the office asks
    for two persons and no other one has put it forward.
    """
    if by is not None:
        accounts.demand(by, Permission.ISSUE_DIGEST)
    if not over(conn, scope, now):
        raise Invalid("这一时段还没有结束，结束后的次日零时起才能编发")
    while True:
        there = find(conn, scope)
        if there is not None:
            return there
        _demand_two(conn, config, scope, by)
        _freeze(conn, config, draft(conn, config, scope, now, annex=annex), scope, by, now)


def draft(conn: Connection, config: Config, scope: Scope, now: datetime, *, annex: bool | None = None) -> Snapshot:
    """A period as it would be issued now."""
    found = snapshot(conn, config, scope, now)
    return found if annex or (annex is None and config.digest_annex == "all") else without(found)


def over(conn: Connection, scope: Scope, now: datetime) -> bool:
    """Whether a period has ended."""
    return now >= scope.period.bounds(conn.zone)[1]


def find(conn: Connection, scope: Scope) -> Edition | None:
    """The digest that was issued for a scope."""
    return editions.find(conn, scope.period.key, scope.circular_id)


def current(conn: Connection, config: Config, scope: Scope, now: datetime) -> Snapshot:
    """The frozen snapshot of a digest, or the period as it is now where none was issued."""
    edition = find(conn, scope)
    if edition is None:
        return draft(conn, config, scope, now)
    return thawed(editions.snapshot(conn, edition.id))


def rendered(conn: Connection, config: Config, scope: Scope, wanted: Sequence[str], now: datetime) -> dict[str, bytes]:
    """Forms of a digest: the frozen bytes, or drafts.  Raises NotFound for no such form, Unreadable."""
    if not set(wanted) <= EVERY.keys():
        raise NotFound("没有这种格式")
    edition = find(conn, scope)
    if edition is None:
        found = draft(conn, config, scope, now)
        return {form: EVERY[form].render(found) for form in wanted}
    frozen = editions.blobs(conn, edition.id)
    if not set(wanted) <= frozen.keys():
        raise NotFound("这一期没有这种格式")
    return {form: blobs.get(conn, frozen[form]) for form in wanted}


def keep(conn: Connection, frozen: Snapshot, now: datetime, *, printed: bool) -> dict[str, str]:
    """Store the bytes of every form, before the transaction that refers to them; their SHA-256.

    With `printed` PDF, too, unless it cannot be made: nothing waits for another program's faults.
    """
    made = {name: form.render(frozen) for name, form in FORMS.items()}
    if printed:
        try:
            made[PDF] = pdf.of_docx(made["docx"])
        except Unreadable:
            log.exception("digest %s is kept without PDF", frozen["period"])
    return {name: blobs.put(conn, data, now) for name, data in made.items()}


def _demand_two(conn: Connection, config: Config, scope: Scope, by: Staff | None) -> None:
    if config.digest_signing == "one":
        return
    there = digest_proposals.find(conn, scope.period.key, scope.circular_id)
    if there is None or by is None or there.by == by.id:
        raise Conflict("按本单位规定，专报须由一人送签、另一人编发")


def _freeze(conn: Connection, config: Config, found: Snapshot, scope: Scope, by: Staff | None, now: datetime) -> None:
    """Store a snapshot under the next number, unless somebody takes number or period meanwhile."""
    number = editions.next_number(conn, config.digest_first_number)
    frozen = Snapshot(**{**found, "number": number, "issued_by": by.name if by else None})
    stored = keep(conn, frozen, now, printed=config.digest_pdf == "auto" and pdf.available())
    digest_id = new_id(now)
    with transaction(conn):
        made = editions.add(
            conn,
            digest_id,
            period=scope.period.key,
            circular_id=scope.circular_id,
            number=number,
            snapshot=json.dumps(frozen, ensure_ascii=False),
            blobs=stored,
            now=now,
            staff_id=by.id if by else None,
        )
        if made:
            digest_proposals.remove(conn, scope.period.key, scope.circular_id)
            data = {"period": scope.period.key, "circular": scope.circular_id, "number": number, "forms": stored}
            events.append(conn, digest_id, "digest_issued", now, staff_id=by.id if by else None, data=data)
