"""One message → what it is (an opinion, an answer to a mail of ours, mail that is only kept) and its ledger row.

Both in one transaction: at every moment the ledger and the register agree.  Large files are stored before it.
"""

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from intake import followup
from intake.channels.mail import answered
from intake.channels.mail.message import Kind, Mail
from intake.channels.mail.submission import submission
from intake.db import Connection, transaction
from intake.model import StoredFile, Submission
from intake.receive import receive_in, together
from intake.store import blobs, mails, opinions
from intake.store.mails import Entry

_SECONDS = 0.02
_SMALL = 256 * 1024  # bytes that may be stored inside the transaction
_OPINIONS = (Kind.OPINION, Kind.REPLY)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message as it came: its place in the mailbox, when the server got it, its bytes and what was read in them."""

    mailbox: str
    uidvalidity: int
    uid: int
    received_at: datetime
    raw: bytes
    mail: Mail

    @property
    def bytes_(self) -> tuple[bytes, ...]:
        """The raw message, then its attachments."""
        return (self.raw, *(part.data for part in self.mail.attachments))


def file(conn: Connection, arrivals: Sequence[Arrival], moment: Callable[[], datetime]) -> list[Entry]:
    """Take messages for what they are and write them down; what stands in the ledger of those that were taken.

    One transaction, which ends after 20 ms: others wait to write.  At least the first message is taken.
    """
    for arrival in arrivals:
        for data in arrival.bytes_:
            if len(data) > _SMALL:
                blobs.put(conn, data, moment())
    return together(conn, lambda: _file_in(conn, arrivals, moment))


def fail(conn: Connection, arrival: Arrival, reason: str, now: datetime) -> Entry:
    """Write down that a message could not be taken; its bytes are kept for another try by hand."""
    entry = replace(_entry(arrival, blobs.put(conn, arrival.raw, now)), state="failed", reason=reason)
    with transaction(conn):
        mails.put(conn, entry, now)
    return entry


def _file_in(conn: Connection, arrivals: Sequence[Arrival], moment: Callable[[], datetime]) -> list[Entry]:
    end = time.monotonic() + _SECONDS
    filed: list[Entry] = []
    for arrival in arrivals:
        filed.append(_file_one(conn, arrival, moment()))
        if time.monotonic() > end:
            break
    return filed


def _file_one(conn: Connection, arrival: Arrival, now: datetime) -> Entry:
    mail = arrival.mail
    raw, *parts = [_stored(conn, data, now) for data in arrival.bytes_]
    entry = _entry(arrival, raw)
    if mail.kind in _OPINIONS:
        files = [
            StoredFile(blob, part.filename, part.media_type, len(part.data))
            for blob, part in zip(parts, mail.attachments, strict=True)
        ]
        whole = StoredFile(raw, f"{arrival.uid}.eml", "message/rfc822", len(arrival.raw), "raw")
        given = submission(mail, arrival.received_at, (*files, whole))
        entry = _take(conn, entry, answered.tokens(mail), given, now)
    else:
        entry = replace(entry, opinion_id=answered.note_machine_mail(conn, arrival.raw, mail, now))
    mails.put(conn, entry, now)
    return entry


def _stored(conn: Connection, data: bytes, now: datetime) -> str:
    return blobs.put_in(conn, data, now) if len(data) <= _SMALL else hashlib.sha256(data).hexdigest()


def _entry(arrival: Arrival, blob: str) -> Entry:
    mail = arrival.mail
    return Entry(
        arrival.mailbox,
        arrival.uidvalidity,
        arrival.uid,
        state="kept",
        content=mail.fingerprint,
        received_at=arrival.received_at,
        kind=mail.kind,
        reason=mail.reason,
        message_id=mail.message_id,
        blob=blob,
    )


def _take(conn: Connection, entry: Entry, tokens: list[str], given: Submission, now: datetime) -> Entry:
    opinion_id = answered.opinion(conn, tokens)
    if opinion_id is None:
        receipt = receive_in(conn, given, now)
        opinion_id, new = receipt.opinion_id, not receipt.repeated
    else:
        new = opinions.claim_key(conn, given.key, opinion_id)
        if new:
            followup.add_mail(conn, opinion_id, given, now)
    return replace(entry, state="taken" if new else "duplicate", opinion_id=opinion_id)
