"""Hands an export out: who may, what may leave, the two events that every export is.

Reads as of one moment, two thousand opinions at a time, however long it takes and however many there are.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from intake import accounts
from intake.accounts import Permission
from intake.clock import to_text
from intake.db import Connection, reading, transaction
from intake.errors import Invalid
from intake.export.columns import Names
from intake.export.writers import FORMS, Out
from intake.model import Staff
from intake.store import circulars, digests, events, exports
from intake.store.exports import Exported, Wanted
from intake.store.offices import OFFICE_ID
from intake.text.redact import redacted

Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Left:
    """What left the house: how many rows, and the SHA-256 of all bytes."""

    rows: int
    sha256: str


class _Hashed:
    """Writes on, and hashes what it writes."""

    def __init__(self, out: Out) -> None:
        self._out = out
        self.state = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.state.update(data)
        return self._out.write(data)

    def flush(self) -> None:
        self._out.flush()


def export(
    conn: Connection,
    form: str,
    wanted: Wanted,
    out: Out,
    by: Staff | None,
    now: datetime,
    *,
    private: bool = True,
    progress: Progress = lambda done: None,
) -> Left:
    """Write the opinions to `out`; `private` takes telephone numbers, addresses and names out of their texts.

    `by` is None for who has the server itself; `progress` hears how many rows more were read.
    Raises Refused, Invalid for no such form.
    """
    if by is not None:
        accounts.demand(by, Permission.EXPORT)
    if form not in FORMS:
        raise Invalid(f"没有这种格式：{form}；可选 {'、'.join(FORMS)}")
    about = {"form": form, "private": private, **_codes(wanted)}
    _note(conn, "export_begun", about, by, now)
    hashed, rows = _Hashed(out), 0

    def read() -> Iterator[Exported]:
        nonlocal rows
        for page in exports.pages(conn, wanted):
            yield from page
            rows += len(page)
            progress(len(page))

    with reading(conn):
        FORMS[form](read(), _names(conn, private), hashed)
    hashed.flush()
    left = Left(rows, hashed.state.hexdigest())
    _note(conn, "exported", {**about, **asdict(left)}, by, now)
    return left


def _codes(wanted: Wanted) -> dict[str, object]:
    found = asdict(wanted)
    return {name: to_text(value) if isinstance(value, datetime) else value for name, value in found.items() if value}


def _note(conn: Connection, kind: str, data: dict[str, object], by: Staff | None, now: datetime) -> None:
    subject, staff_id = (by.id, by.id) if by else (OFFICE_ID, None)
    with transaction(conn):
        events.append(conn, subject, kind, now, staff_id=staff_id, data=data)


def _names(conn: Connection, private: bool) -> Names:
    issues = {entry.id: f"{entry.code} {entry.title}" for entry in digests.entries(conn)}
    titles = {circular.id: circular.title for circular in circulars.every(conn)}
    return Names(issues, titles, conn.zone, redacted if private else _as_written)


def _as_written(text: str, _own: tuple[str, ...]) -> str:
    return text
