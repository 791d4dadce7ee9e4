"""One message → what it is (an opinion, an answer to a mail of ours, mail that is only kept) and its ledger row.

Both in one transaction: at every moment the ledger and the register agree.  Large files are stored before it.
"""

import hashlib
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from intake import followup
from intake.channels.mail import answered, message_outlook
from intake.channels.mail.message import Attachment, Kind, Mail
from intake.channels.mail.sandbox import UNREAD
from intake.channels.mail.submission import submission
from intake.db import Connection, transaction
from intake.model import StoredFile, Submission
from intake.receive import receive_in, together
from intake.store import blobs, mails, opinions, redactions
from intake.store.mails import Entry

log = logging.getLogger(__name__)
_SECONDS = 0.02
_TO_CITIZENS = ("ack", "answer")
_SMALL = 256 * 1024  # bytes that may be stored inside the transaction

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message as it came: its place in the mailbox, when the server got it, its bytes and what was read in them.

    `entered_by`: somebody put it in by hand, as a file.  `decided`: a person has found that it is an opinion.
    `came_as` are the stored bytes as they came, where somebody has edited them since: the ledger keeps those.
    """

    mailbox: str
    uidvalidity: int
    uid: int
    received_at: datetime
    raw: bytes
    mail: Mail
    entered_by: int | None = None
    decided: bool = False
    came_as: str | None = None

    @property
    def is_opinion(self) -> bool:
        """Whether a person wrote it; of other mail only the raw message is kept."""
        return self.decided or self.mail.kind in (Kind.OPINION, Kind.REPLY)

    @property
    def files(self) -> tuple[Attachment, ...]:
        """The attachments, and the files inside them."""
        return (*self.mail.attachments, *self.mail.unpacked) if self.is_opinion else ()

    @property
    def contents(self) -> tuple[bytes, ...]:
        """What is to be stored: the raw message, then its files."""
        return (self.raw, *(file.data for file in self.files))

    @property
    def folder(self) -> str:
        """The folder's own name."""
        return self.mailbox.partition("/")[2]


def file(conn: Connection, arrivals: Sequence[Arrival], moment: Clock) -> list[Entry]:
    """Take messages for what they are and write them down; what stands in the ledger of those that were taken.

    One transaction, which ends after 20 ms: others wait to write.  At least the first message is taken.
    """
    for arrival in arrivals:
        for data in arrival.contents:
            if len(data) > _SMALL:
                blobs.put(conn, data, moment())
    return together(conn, lambda: _file_in(conn, arrivals, moment))


def settle(conn: Connection, arrival: Arrival, moment: Clock) -> Entry:
    """File one message, whatever it holds; where that fails, as one that could not be read, else as failed."""
    unread = replace(arrival.mail, body="", cut=None, attachments=(), references=(), problems=(UNREAD,))
    reason = ""
    for attempt in (arrival, replace(arrival, mail=unread)):
        try:
            return file(conn, [attempt], moment)[0]
        except Exception as error:  # one bad message must never stop the others; a broken database stops below
            log.exception("message %d of %s", arrival.uid, arrival.mailbox)
            reason = type(error).__name__
    return fail(conn, arrival, reason, moment())


def fail(conn: Connection, arrival: Arrival, reason: str, now: datetime) -> Entry:
    """Write down that a message could not be taken; its bytes are kept for another try by hand."""
    entry = replace(_entry(arrival, blobs.put(conn, arrival.raw, now)), state="failed", reason=reason)
    with transaction(conn):
        mails.put(conn, entry, now)
    return entry


def _file_in(conn: Connection, arrivals: Sequence[Arrival], moment: Clock) -> list[Entry]:
    end = time.monotonic() + _SECONDS
    filed: list[Entry] = []
    for arrival in arrivals:
        filed.append(_file_one(conn, arrival, moment()))
        if time.monotonic() > end:
            break
    return filed


def _file_one(conn: Connection, arrival: Arrival, now: datetime) -> Entry:
    mail = arrival.mail
    raw, *contents = [_stored(conn, data, now) for data in arrival.contents]
    entry = _entry(arrival, raw)
    if arrival.is_opinion:
        files = [
            StoredFile(blob, file.filename, file.media_type, len(file.data))
            for blob, file in zip(contents, arrival.files, strict=True)
        ]
        outlook = message_outlook.is_outlook(arrival.raw)
        ending, media_type = (".msg", message_outlook.MEDIA_TYPE) if outlook else (".eml", "message/rfc822")
        whole = StoredFile(raw, f"{arrival.uid}{ending}", media_type, len(arrival.raw), "raw")
        given = submission(mail, arrival.received_at, (*files, whole), arrival.folder)
        given = replace(given, entered_by=arrival.entered_by)
        entry = _take(conn, entry, [] if arrival.decided else answered.tokens(mail), given, now)
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
        blob=arrival.came_as or blob,
    )


def _take(conn: Connection, entry: Entry, tokens: list[str], given: Submission, now: datetime) -> Entry:
    ours = answered.sent(conn, tokens)
    if ours is not None and ours.kind not in _TO_CITIZENS:
        return replace(entry, reason="answers-a-notice", opinion_id=ours.opinion_id)
    opinion_id = answered.opinion(conn, ours) if ours else None
    if opinion_id is None:
        receipt = receive_in(conn, given, now)
        opinion_id, new = receipt.opinion_id, not receipt.repeated
    else:
        new = opinions.claim_key(conn, given.key, opinion_id)
        if new:
            followup.add_mail(conn, opinion_id, given, now)
    if not new and redactions.deleted(conn, opinion_id):
        entry = replace(entry, blob=None)  # the words must not come back with another copy of the mail
    return replace(entry, state="taken" if new else "duplicate", opinion_id=opinion_id)
