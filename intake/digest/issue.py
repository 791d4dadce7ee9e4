"""Issues a week's digest: numbers it and freezes snapshot and bytes of every form, once and for ever."""

import hashlib
import json
from datetime import datetime

from intake import accounts, clock
from intake.accounts import Permission
from intake.db import Connection, transaction
from intake.digest import weeks
from intake.digest.forms import FORMS
from intake.digest.snapshot import snapshot
from intake.digest.types import Snapshot
from intake.errors import Invalid, NotFound
from intake.ids import new_id
from intake.model import Staff
from intake.store import blobs, editions, events
from intake.store.editions import Edition


def issue(conn: Connection, week: str, by: Staff, now: datetime) -> Edition:
    """Issue the digest of a week that is over; the one issued first where there is one, also when two call at once.

    Raises Refused, and Invalid for a week that is not over or does not exist.
    """
    accounts.demand(by, Permission.ISSUE_DIGEST)
    _, end = clock.week_bounds(weeks.checked(week), conn.zone)
    if now < end:
        raise Invalid("这一周还没有结束，下周一零时以后才能编发")
    while True:
        earlier = editions.by_week(conn, week)
        if earlier is not None:
            return earlier
        _freeze(conn, snapshot(conn, week, now), by, now)


def current(conn: Connection, week: str, now: datetime) -> Snapshot:
    """The frozen snapshot of a week's digest, or the week as it is now where none was issued.  Raises Invalid."""
    edition = editions.by_week(conn, weeks.checked(week))
    if edition is None:
        return snapshot(conn, week, now)
    frozen: Snapshot = json.loads(editions.snapshot(conn, edition.id))
    return frozen


def rendered(conn: Connection, week: str, form: str, now: datetime) -> bytes:
    """One form of a week's digest: the frozen bytes, or a draft.  Raises Invalid, NotFound for no such form."""
    if form not in FORMS:
        raise NotFound("没有这种格式")
    edition = editions.by_week(conn, weeks.checked(week))
    if edition is None:
        return FORMS[form].render(snapshot(conn, week, now))
    blob = editions.blob(conn, edition.id, form)
    if blob is None:
        raise NotFound("这一期没有这种格式")
    return blobs.get(conn, blob)


def _freeze(conn: Connection, found: Snapshot, by: Staff, now: datetime) -> None:
    """Store a snapshot under the next number, unless somebody takes week or number meanwhile."""
    number = editions.next_number(conn)
    frozen = Snapshot(**{**found, "number": number, "issued_by": by.name})
    bytes_of = {name: form.render(frozen) for name, form in FORMS.items()}
    stored = {name: blobs.put(conn, data, now) for name, data in bytes_of.items()}
    digest_id = new_id(now)
    with transaction(conn):
        made = editions.add(
            conn,
            digest_id,
            week=frozen["week"],
            number=number,
            snapshot=json.dumps(frozen, ensure_ascii=False),
            blobs=stored,
            now=now,
            staff_id=by.id,
        )
        if made:
            hashes = {name: hashlib.sha256(data).hexdigest() for name, data in bytes_of.items()}
            data = {"week": frozen["week"], "number": number, "forms": hashes}
            events.append(conn, digest_id, "digest_issued", now, staff_id=by.id, data=data)
