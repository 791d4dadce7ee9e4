"""Imports a circular, compares it with the one before, publishes it; every act takes one transaction, leaves an event.

Entries keep their ids from version to version, so that links, addresses and posters stay true. What a new version
no longer has stays in it, hidden, as long as the circular does: opinions may be linked to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from intake import accounts, ids
from intake.accounts import Permission
from intake.circular import record
from intake.circular.parse import parse
from intake.circular.read import read
from intake.circular.record import Changes
from intake.circular.types import Parsed, Source
from intake.db import Connection, transaction
from intake.errors import Conflict, Invalid, Unreadable
from intake.model import Circular, Issue, Staff
from intake.resources import folder
from intake.store import blobs, circulars, events, offices

LONGEST_TITLE = 300
_NEXT = {
    "draft": ("open",),
    "open": ("closed", "offline"),
    "closed": ("open", "offline"),
    "offline": ("open", "closed"),
}


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would bring, before anything is changed.

    `parsed.unclear` lists what is missing, could not be placed or does not agree; `changes` is None for a circular
    that was not there before.
    """

    source: Source
    parsed: Parsed
    changes: Changes | None
    former: Circular | None


def preview(conn: Connection, data: bytes, filename: str, circular_id: int | None) -> Preview:
    """What a file holds and what importing it would change.  Raises Unreadable, NotFound."""
    source, parsed = _read(data, filename)
    former = circulars.by_id(conn, circular_id) if circular_id is not None else None
    changes = record.changes(_printed(conn, former.id), parsed) if former else None
    return Preview(source, parsed, changes, former)


def import_(
    conn: Connection,
    data: bytes,
    filename: str,
    circular_id: int | None,
    by: Staff | None,
    now: datetime,
    *,
    seen: int | None = None,
    given: Mapping[str, str] | None = None,
) -> int:
    """Make a new version of a circular, or a new circular as a draft; its id.

    `seen` is the version the preview was compared with; `given` states title and issuer where the text does not.
    The same bytes again change nothing.  Raises Unreadable, Invalid, Conflict, NotFound, Refused.
    """
    _demand(by)
    source, parsed = _read(data, filename)
    blob = blobs.put(conn, data, now)
    with transaction(conn):
        circulars.queue_up(conn)
        there = circulars.by_source(conn, blob)
        if there is not None and circular_id in (None, there):
            return there
        former = circulars.by_id(conn, circular_id) if circular_id is not None else None
        if former and seen is not None and former.version != seen:
            raise Conflict("这份通报刚被别人更新过，请重新上传比较")
        circular_id = former.id if former else _new_circular(conn, now)
        version, counts = _add_version(conn, circular_id, former, (source, parsed, blob), given or {}, by, now)
        data_ = {"version": version, **counts}
        events.append(conn, circular_id, "imported", now, staff_id=_id(by), data=data_)
    return circular_id


def set_state(conn: Connection, circular_id: int, state: str, by: Staff | None, now: datetime) -> None:
    """Publish (open), close or take offline.  Raises Invalid for a step that leads nowhere, Refused, NotFound."""
    _demand(by)
    with transaction(conn):
        circulars.queue_up(conn)
        circular = circulars.by_id(conn, circular_id)
        if state == circular.state:
            return
        if state not in _NEXT[circular.state]:
            raise Invalid("通报现在不能这样变更")
        circulars.set_state(conn, circular_id, state)
        data = {"from": circular.state, "to": state}
        events.append(conn, circular_id, "state", now, staff_id=_id(by), data=data)


def correct(
    conn: Connection,
    circular_id: int,
    *,
    title: str,
    issuer: str,
    contacts: Mapping[str, Any],
    promises_reply: bool,
    by: Staff,
    now: datetime,
) -> None:
    """Correct by hand what the reader made of title, issuer and contacts; what was printed stays beside it."""
    _demand(by)
    if not title.strip():
        raise Invalid("请填写通报标题")
    with transaction(conn):
        circulars.queue_up(conn)
        circular = circulars.by_id(conn, circular_id)
        facts = {**circular.facts, "contacts": {**circular.facts["contacts"], **contacts}}
        circulars.set_facts(conn, circular_id, title=title.strip(), issuer=issuer.strip(), facts=facts)
        circulars.promise_reply(conn, circular_id, promises_reply)
        events.append(conn, circular_id, "corrected", now, staff_id=by.id, data={"promises_reply": promises_reply})


def retitle(conn: Connection, issue_id: int, title: str, by: Staff, now: datetime) -> None:
    """Give an entry the office's own title; an empty one brings the circular's back.  Raises Invalid, NotFound."""
    _demand(by)
    title = " ".join(title.split())
    if len(title) > LONGEST_TITLE:
        raise Invalid(f"名称请不要超过 {LONGEST_TITLE} 个字")
    with transaction(conn):
        issue = circulars.issue(conn, issue_id)
        printed = circulars.printed_titles(conn, issue.circular_id)[issue_id]
        circulars.set_own_title(conn, issue_id, title if title and title != printed else None)
        events.append(conn, issue.circular_id, "retitled", now, staff_id=by.id, data={"issue": issue_id}, words=title)


def hide(conn: Connection, issue_id: int, hidden: bool, by: Staff, now: datetime) -> None:
    """Take an entry out of what citizens and the linker see, or bring it back; its links stay."""
    _demand(by)
    with transaction(conn):
        issue = circulars.issue(conn, issue_id)
        if not hidden and record.gone(issue):
            raise Invalid("通报的现行文本中已没有这一事项，不能恢复显示")
        circulars.set_hidden(conn, issue_id, hidden)
        kind = "issue_hidden" if hidden else "issue_shown"
        events.append(conn, issue.circular_id, kind, now, staff_id=by.id, data={"issue": issue_id})


def load_seed(conn: Connection, now: datetime) -> int | None:
    """Import and publish the circular that ships with the service, where there is none yet; its id.

    The office takes its name from the issuer where it has none.
    """
    if circulars.states(conn):
        return None
    path = folder("seeds") / "circular.txt"
    circular_id = import_(conn, path.read_bytes(), path.name, None, None, now)
    set_state(conn, circular_id, "open", None, now)
    if not offices.name(conn):
        with transaction(conn):
            offices.ensure(conn, circulars.by_id(conn, circular_id).issuer)
    return circular_id


def _read(data: bytes, filename: str) -> tuple[Source, Parsed]:
    source = read(data, filename)
    parsed = parse(source)
    if not any(entry.leaf for entry in parsed.issues):
        raise Unreadable("没有在文件中找到整改事项，请确认上传的是整改进展情况的通报全文")
    return source, parsed


def _new_circular(conn: Connection, now: datetime) -> int:
    circular_id = ids.new_id(now)
    circulars.add(conn, circular_id)
    return circular_id


def _add_version(
    conn: Connection,
    circular_id: int,
    former: Circular | None,
    found: tuple[Source, Parsed, str],
    given: Mapping[str, str],
    by: Staff | None,
    now: datetime,
) -> tuple[int, dict[str, int]]:
    """The new version's number, and how many entries were added, changed, removed and carried over."""
    source, parsed, blob = found
    changes = record.changes(_printed(conn, circular_id) if former else [], parsed)
    title, issuer = (given.get(name, "").strip() or getattr(parsed.facts, name) or "" for name in ("title", "issuer"))
    version = circulars.add_version(
        conn,
        circular_id,
        title=title or (former.title if former else source.filename),
        issuer=issuer or (former.issuer if former else ""),
        facts=record.facts(parsed, former.facts if former else {}),
        text=source.text,
        source=(blob, source.filename),
        now=now,
        staff_id=_id(by),
    )
    drawn: set[int] = set()
    rows = record.issues(circular_id, version, parsed, changes, lambda: _fresh_id(conn, drawn, now))
    circulars.add_issues(conn, version, rows)
    for issue in (*changes.removed, *changes.returned):
        circulars.set_hidden(conn, issue.id, issue in changes.removed)
    return version, changes.counts


def _printed(conn: Connection, circular_id: int) -> list[Issue]:
    """The entries of the current version under the titles they have in the circular."""
    titles = circulars.printed_titles(conn, circular_id)
    return [replace(issue, title=titles[issue.id]) for issue in circulars.issues(conn, circular_id)]


def _fresh_id(conn: Connection, drawn: set[int], now: datetime) -> int:
    # many ids of one moment: a collision would quietly merge two entries
    while (drawing := ids.new_id(now)) in drawn or circulars.known_issue(conn, drawing):
        pass
    drawn.add(drawing)
    return drawing


def _demand(by: Staff | None) -> None:
    """Nobody is the operator at the command line."""
    if by is not None:
        accounts.demand(by, Permission.MANAGE_CATALOGUE)


def _id(by: Staff | None) -> int | None:
    return by.id if by else None
