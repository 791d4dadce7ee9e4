"""Takes in many opinions at once, from another system or an old register: rows of plain values → the one door.

The same row again is the same opinion, so a file may be loaded twice or with more rows; equal rows of one file are
counted. Nothing is acknowledged to the senders of old opinions.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from intake.db import Connection
from intake.errors import Invalid
from intake.model import Channel, Link, LinkOrigin, LinkState, Receipt, Status, Submission
from intake.receive import receive_in, together
from intake.store import circulars, events, links, opinions

BATCH = 100
_TEXTS = ("text", "subject", "name", "phone", "email")
_KNOWN = {*_TEXTS, "channel", "received_at", "labels", "id"}


@dataclass(frozen=True, slots=True)
class Row:
    """One opinion to be taken in; `labels` are codes of issues already decided on, None where nobody has decided."""

    channel: Channel
    text: str
    subject: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    received_at: datetime | None = None
    labels: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows became opinions, how many were there already, how many of the new ones came with a decision."""

    taken: int
    repeated: int
    decided: int

    def __add__(self, other: "Loaded") -> "Loaded":
        return Loaded(self.taken + other.taken, self.repeated + other.repeated, self.decided + other.decided)


def row_of(values: Mapping[str, Any]) -> Row:
    """A row from plain values as `intake import` reads them.  Raises Invalid, naming the field."""
    if unknown := sorted(set(values) - _KNOWN):
        raise Invalid(f"未知的栏目：{'、'.join(unknown)}")
    texts = {name: values.get(name) or "" for name in _TEXTS}
    for name, value in texts.items():
        if not isinstance(value, str):
            raise Invalid(f"{name} 应为文字")
    if not texts["text"].strip():
        raise Invalid("缺少 text（反映内容）")
    try:
        channel = Channel(values.get("channel", Channel.LETTER))
    except ValueError:
        raise Invalid(f"channel 应为 {'、'.join(Channel)} 之一") from None
    return Row(channel, received_at=_moment(values.get("received_at")), labels=_labels(values.get("labels")), **texts)


def _moment(typed: Any) -> datetime | None:
    if typed in (None, ""):
        return None
    try:
        return datetime.fromisoformat(typed)
    except (TypeError, ValueError):
        raise Invalid(f"received_at 应为 2026-11-24T09:30:00+08:00 这样的时间，现为 {typed!r}") from None


def _labels(given: Any) -> tuple[str, ...] | None:
    if given is None:
        return None
    if not isinstance(given, list) or not all(isinstance(code, str) for code in given):
        raise Invalid('labels 应为整改事项编号的列表，如 ["1-1-5"]')
    return tuple(given)


def load(conn: Connection, rows: Sequence[Row], now: datetime) -> Loaded:
    """Take the rows in, a hundred a transaction; after an error the same rows may be loaded again.

    Raises Invalid with the row's number; for an unknown label before anything is taken in.
    """
    known = _codes(conn)
    for number, row in enumerate(rows, start=1):
        if unknown := [code for code in row.labels or () if code not in known]:
            raise Invalid(f"第 {number} 条：通报中没有编号为 {'、'.join(unknown)} 的事项")
    submissions = _submissions(rows, conn)
    done = Loaded(0, 0, 0)
    for start in range(0, len(rows), BATCH):
        batch = list(enumerate(zip(rows, submissions, strict=True), start=1))[start : start + BATCH]
        done += together(conn, partial(_take_in, conn, batch, known, now))
    return done


def _take_in(
    conn: Connection, batch: Sequence[tuple[int, tuple[Row, Submission]]], known: Mapping[str, int], now: datetime
) -> Loaded:
    taken = repeated = decided = 0
    for number, (row, submission) in batch:
        try:
            receipt = receive_in(conn, submission, now)
        except Invalid as error:
            raise Invalid(f"第 {number} 条：{error}") from None
        taken, repeated = taken + (not receipt.repeated), repeated + receipt.repeated
        if row.labels is not None:
            decided += _decide(conn, receipt, [known[code] for code in row.labels], now)
    return Loaded(taken, repeated, decided)


def _codes(conn: Connection) -> dict[str, int]:
    """Issue ids by code; of several circulars the newest one's, which comes first."""
    found: dict[str, int] = {}
    for issue in circulars.linkable(conn):
        found.setdefault(issue.code, issue.id)
    return found


def _submissions(rows: Sequence[Row], conn: Connection) -> list[Submission]:
    seen: Counter[str] = Counter()
    found = []
    for row in rows:
        at = row.received_at
        if at is not None and at.tzinfo is None:
            at = at.replace(tzinfo=conn.zone)
        values = [row.channel, row.text, row.subject, row.name, row.phone, row.email, at.isoformat() if at else ""]
        content = hashlib.sha256(json.dumps(values).encode()).hexdigest()
        seen[content] += 1
        found.append(_submission(row, at, f"import-{content}-{seen[content]}"))
    return found


def _submission(row: Row, at: datetime | None, key: str) -> Submission:
    return Submission(
        channel=row.channel,
        key=key,
        body=row.text,
        subject=row.subject,
        name=row.name,
        phone=row.phone,
        email=row.email,
        received_at=at,
        details={"imported": True},
        acknowledged=False,
    )


def _decide(conn: Connection, receipt: Receipt, issue_ids: list[int], now: datetime) -> bool:
    """Write down what was decided before; False where this opinion was decided on already."""
    opinion = opinions.by_id(conn, receipt.opinion_id)
    if opinion.status != Status.WAITING:
        return False
    opinions.change(conn, opinion.id, opinion.version, status=Status.CONFIRMED)
    for position, issue_id in enumerate(issue_ids):
        links.put(conn, _link(opinion.id, issue_id, position, now))
    data = {"issues": issue_ids, "origin": LinkOrigin.IMPORT}
    events.append(conn, opinion.id, "confirmed", now, data=data)
    return True


def _link(opinion_id: int, issue_id: int, position: int, now: datetime) -> Link:
    return Link(
        opinion_id=opinion_id,
        issue_id=issue_id,
        state=LinkState.CONFIRMED,
        origin=LinkOrigin.IMPORT,
        main=position == 0,
        rank=position,
        probability=None,
        evidence=(),
        linked_by=None,
        linked_at=now,
    )
