"""Hiding stretches for a while: they can be given back as they were."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from intake import accounts
from intake.accounts import Permission
from intake.db import Connection, transaction
from intake.errors import Invalid, NotFound
from intake.model import Staff
from intake.receive import COMPARE, ENRICH
from intake.store import copies, events, jobs, links, messages, opinions, publications, redactions, traces
from intake.store.copies import Copy, Key
from intake.store.redactions import Redaction
from intake.text.stretches import BLOT, Span, blotted, of_all
from intake.triage.looking import look, words

REASON = 500  # characters
SHORTEST = 2  # one character alone would be hidden all over the text


def redact(
    conn: Connection, opinion_id: int, version: int, chosen: Sequence[str], reason: str, by: Staff, now: datetime
) -> int:
    """Hide words wherever they stand in an opinion's texts, in what was said and noted on it, too; how many stretches.

    Raises Refused, NotFound, Conflict; Invalid for no reason, no words, a single character, or words that are nowhere.
    """
    accounts.demand(by, Permission.REDACT)
    chosen = _fit(chosen)
    return _redact(conn, opinion_id, version, reason, by, now, lambda _, text: of_all(text, chosen))


def redact_whole(conn: Connection, opinion_id: int, version: int, reason: str, by: Staff, now: datetime) -> None:
    """Hide all that an opinion's sender wrote, and who they are in what was noted on it.

    Raises Refused, NotFound, Conflict; Invalid for no reason.
    """
    accounts.demand(by, Permission.REDACT)
    opinion = look(conn, opinion_id, by)
    said = {message.id for message in messages.of_opinion(conn, opinion_id) if message.direction == "in"}
    person = [each.strip() for each in (opinion.name, opinion.phone, opinion.email, opinion.address)]
    person = [each for each in person if len(each) >= SHORTEST]

    def spans(copy: Copy, text: str) -> list[Span]:
        own = copy.row in said if copy.place == copies.MESSAGE else copies.of_sender(copy.place)
        return [(0, len(text))] if own else of_all(text, person)

    _redact(conn, opinion_id, version, reason, by, now, spans, whole=True)


def _redact(
    conn: Connection,
    opinion_id: int,
    version: int,
    reason: str,
    by: Staff,
    now: datetime,
    spans: Callable[[Copy, str], Sequence[Span]],
    *,
    whole: bool = False,
) -> int:
    look(conn, opinion_id, by)
    reason = words(reason, REASON)
    if not reason:
        raise Invalid("请填写遮盖的原因")
    with transaction(conn):
        opinions.change(conn, opinion_id, version)
        redaction_id = redactions.add(conn, opinion_id, by.id, now, whole=whole)
        data = {"redaction": redaction_id, "whole": whole}
        # before the words are looked for: the reason may name them itself
        events.append(conn, opinion_id, "redacted", now, staff_id=by.id, data=data, words=reason)
        with _published(conn, opinion_id, now):
            found = _hide(conn, opinion_id, redaction_id, spans)
        if not found:
            raise Invalid("正文、补充和往来里都没有这些文字")
        reread(conn, opinion_id, now)
    return found


def restore(conn: Connection, opinion_id: int, version: int, redaction_id: int, by: Staff, now: datetime) -> None:
    """Give back what a redaction hid, except where another one hides it, too.

    Raises Refused, NotFound, Conflict, and Invalid where the words are deleted.
    """
    accounts.demand(by, Permission.REDACT)
    look(conn, opinion_id, by)
    with transaction(conn):
        opinions.change(conn, opinion_id, version)
        live(conn, opinion_id, redaction_id)
        before = spans_by_key(conn, opinion_id)
        redactions.drop(conn, redaction_id)
        with _published(conn, opinion_id, now):
            _give_back(conn, opinion_id, before, spans_by_key(conn, opinion_id))
        events.append(conn, opinion_id, "unredacted", now, staff_id=by.id, data={"redaction": redaction_id})
        reread(conn, opinion_id, now)


def live(conn: Connection, opinion_id: int, redaction_id: int) -> Redaction:
    """A redaction of an opinion whose words are still kept.  Raises NotFound, and Invalid where they are not."""
    found = next((each for each in redactions.of_opinion(conn, opinion_id) if each.id == redaction_id), None)
    if found is None:
        raise NotFound("没有这处遮盖，或者刚被别人恢复")
    if found.state == redactions.PERMANENT:
        raise Invalid("这些文字已经永久删除")
    return found


def reread(conn: Connection, opinion_id: int, now: datetime) -> None:
    """What was made of the words goes, and is made anew of what everybody may read."""
    traces.unlearn(conn, opinion_id, now)
    links.forget_evidence(conn, opinion_id)
    jobs.add(conn, opinion_id, ENRICH, now)
    jobs.add(conn, opinion_id, COMPARE, now)


def spans_by_key(conn: Connection, opinion_id: int) -> dict[Key, list[Span]]:
    """All that is hidden of an opinion, by text."""
    found: dict[Key, list[Span]] = {}
    for by_key in redactions.stretches(conn, opinion_id).values():
        for key, spans in by_key.items():
            found.setdefault(key, []).extend(spans)
    return found


@contextmanager
def _published(conn: Connection, opinion_id: int, now: datetime) -> Iterator[None]:
    """Who reads published answers as a feed learns that one has changed."""
    before = publications.of_opinion(conn, opinion_id)
    yield
    if publications.of_opinion(conn, opinion_id) != before:
        publications.touch(conn, opinion_id, now)


def _hide(conn: Connection, opinion_id: int, redaction_id: int, of: Callable[[Copy, str], Sequence[Span]]) -> int:
    """Hide what `of` says of each text; in how many stretches."""
    originals, hidden, count = redactions.originals(conn, opinion_id), spans_by_key(conn, opinion_id), 0
    for copy in copies.of_opinion(conn, opinion_id):
        whole, before = _whole(conn, opinion_id, copy, originals, hidden)
        spans = of(copy, whole)
        if not spans:
            continue
        redactions.keep_original(conn, opinion_id, copy.key, whole)
        redactions.hide(conn, redaction_id, copy.key, spans)
        copies.put(conn, opinion_id, replace(copy, text=blotted(whole, [*before, *spans])))
        count += len(spans)
    return count


def _whole(
    conn: Connection,
    opinion_id: int,
    copy: Copy,
    originals: Mapping[Key, str],
    hidden: Mapping[Key, Sequence[Span]],
) -> tuple[str, Sequence[Span]]:
    """A text with nothing hidden, and what is hidden of it.  One that was written anew since is as it stands."""
    before = hidden.get(copy.key, ())
    if not before or copy.key not in originals:
        return copy.text, ()
    if blotted(originals[copy.key], before) == copy.text:
        return originals[copy.key], before
    redactions.unhide(conn, opinion_id, copy.key)
    return copy.text, ()


def _give_back(
    conn: Connection, opinion_id: int, before: Mapping[Key, Sequence[Span]], after: Mapping[Key, Sequence[Span]]
) -> None:
    originals = redactions.originals(conn, opinion_id)
    for copy in copies.of_opinion(conn, opinion_id):
        was, left = before.get(copy.key, ()), after.get(copy.key, ())
        if list(was) == list(left) or copy.key not in originals:
            continue
        if blotted(originals[copy.key], was) == copy.text:  # else it was written anew since
            copies.put(conn, opinion_id, replace(copy, text=blotted(originals[copy.key], left)))
        if not left:
            redactions.drop_original(conn, opinion_id, copy.key)


def _fit(chosen: Iterable[str]) -> list[str]:
    found = list(dict.fromkeys(each.strip() for each in chosen if each.strip()))
    if not found:
        raise Invalid("请勾选或者填写要遮盖的文字")
    if any(len(each) < SHORTEST or not each.strip(BLOT) for each in found):
        raise Invalid(f"要遮盖的文字至少 {SHORTEST} 个字")
    return found
