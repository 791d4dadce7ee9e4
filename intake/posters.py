"""What is done to posters: propose places, approve them, take them down. Only approved ones are printed.

A code that anybody hangs up next to ours could lead anywhere, so a person says where ours hang.
"""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime

from intake import accounts
from intake.accounts import Permission
from intake.config import Config
from intake.db import Connection, transaction
from intake.errors import Invalid, NotFound
from intake.model import Staff
from intake.papers import poster as paper
from intake.store import circulars, events, offices, posters

LONGEST = 60  # characters of a place, as they fit onto a poster
MOST = 1000  # at once
LETTERS, LENGTH = "23456789ABCDEFGHJKMNPQRSTVWXYZ", 5  # of a code


def propose(
    conn: Connection, places: Iterable[str], issue_id: int | None, by: Staff | None, now: datetime
) -> list[int]:
    """One poster for each place; places that have one for the same entry already are left out.

    `by` is None on the command line.  Raises Refused, Invalid, NotFound.
    """
    if by is not None:
        accounts.demand(by, Permission.MANAGE_CATALOGUE)
    if issue_id is not None:
        circulars.issue(conn, issue_id)  # raises NotFound
    wanted = list(dict.fromkeys(place.strip() for place in places if place.strip()))
    if not wanted or len(wanted) > MOST:
        raise Invalid(f"请填写 1 至 {MOST} 个地点，每行一个")
    for place in wanted:
        if len(place) > LONGEST:
            raise Invalid(f"地点“{place[:20]}…”太长，最多 {LONGEST} 个字")
    there = {(poster.place, poster.issue_id) for poster in posters.every(conn) if poster.state != "retired"}
    with transaction(conn):
        return [_add(conn, place, issue_id, by, now) for place in wanted if (place, issue_id) not in there]


def approve(conn: Connection, poster_ids: Iterable[int], by: Staff, now: datetime) -> int:
    """Say that posters may hang where they are meant to; how many were approved now."""
    return _decide(conn, poster_ids, "approved", by, now)


def retire(conn: Connection, poster_ids: Iterable[int], by: Staff, now: datetime) -> int:
    """Say that posters hang no longer; their codes still lead to the form and are still counted."""
    return _decide(conn, poster_ids, "retired", by, now)


def _decide(conn: Connection, poster_ids: Iterable[int], state: str, by: Staff, now: datetime) -> int:
    accounts.demand(by, Permission.MANAGE_CATALOGUE)
    with transaction(conn):
        changed = [each for each in sorted(set(poster_ids)) if posters.decide(conn, each, state, by.id, now)]
        for poster_id in changed:
            events.append(conn, poster_id, f"poster_{state}", now, staff_id=by.id)
    return len(changed)


def _add(conn: Connection, place: str, issue_id: int | None, by: Staff | None, now: datetime) -> int:
    while True:
        code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        poster_id = posters.add(conn, code, place, issue_id, now)
        if poster_id is not None:
            break
    events.append(conn, poster_id, "poster_proposed", now, staff_id=by.id if by else None)
    return poster_id


def printable(conn: Connection, poster_ids: Iterable[int] | None = None) -> list[posters.Poster]:
    """The approved ones among these, all of them for None.  Raises NotFound where there is none."""
    wanted = None if poster_ids is None else set(poster_ids)
    every = [poster for poster in posters.every(conn) if poster.state == "approved"]
    found = [poster for poster in every if wanted is None or poster.id in wanted]
    if not found:
        raise NotFound("没有已核准的海报：请先在“海报”页面核准张贴地点")
    return found


def document(conn: Connection, config: Config, printed: Sequence[posters.Poster], base: str, size: str) -> bytes:
    """Posters as a Word document; `base` is the address of the public site."""
    titles = {issue.id: issue.title for issue in circulars.linkable(conn)}
    sheets = [
        paper.Sheet(f"{base}/opinion?{_query(poster)}", poster.place, titles.get(poster.issue_id or 0, ""))
        for poster in printed
    ]
    published = circulars.published(conn)
    contacts = (published[0].facts.get("contacts") or {}) if published else {}
    return paper.document(sheets, config.office or offices.name(conn), contacts.get("phones") or [], size)


def _query(poster: posters.Poster) -> str:
    issue = f"issue={poster.issue_id}&" if poster.issue_id else ""
    return f"{issue}poster={poster.code}"
