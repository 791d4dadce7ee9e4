"""The ledger beside the mailboxes: what one has and the other has not, and another try for what failed."""

from collections.abc import Iterator
from dataclasses import dataclass

from intake.channels.mail import filing
from intake.channels.mail.filing import Arrival, Clock
from intake.channels.mail.mailbox import Mailbox, MailboxSettings
from intake.channels.mail.sandbox import Parser
from intake.channels.mail.settings import mailboxes, own_addresses
from intake.config import Config
from intake.db import Connection
from intake.store import blobs, mails
from intake.store.mails import Entry


@dataclass(frozen=True, slots=True)
class Balance:
    """One folder beside the ledger, in messages; `missing` are the UIDs that were passed over and lie there still."""

    mailbox: str
    uidvalidity: int
    in_box: int
    in_ledger: int
    new: int
    missing: tuple[int, ...]
    gone: int


def reconcile(conn: Connection, config: Config) -> Iterator[Balance]:
    """Every folder beside the ledger.  Reads the list of messages, not the messages.  Raises MailError."""
    for settings in mailboxes(config):
        with Mailbox(settings) as box:
            yield balance(conn, settings, box)


def balance(conn: Connection, settings: MailboxSettings, box: Mailbox) -> Balance:
    """An open folder beside the ledger."""
    there, known = set(box.uids()), mails.known_uids(conn, settings.name, box.uid_validity)
    last = max(known, default=0)
    return Balance(
        settings.name,
        box.uid_validity,
        in_box=len(there),
        in_ledger=len(known),
        new=sum(uid > last for uid in there),
        missing=tuple(sorted(uid for uid in there - known if uid < last)),
        gone=len(known - there),
    )


def retry(conn: Connection, config: Config, entry: Entry, raw: bytes | None, moment: Clock) -> Entry:
    """Try a message that failed once more, as it came or as somebody has edited it; what the ledger says then."""
    if raw is None:
        assert entry.blob is not None
        raw = blobs.get(conn, entry.blob)
    with Parser(own_addresses(config)) as parser:
        parser.submit(raw)
        mail = parser.result()
    arrival = Arrival(entry.mailbox, entry.uidvalidity, entry.uid, entry.received_at, raw, mail)
    return filing.settle(conn, arrival, moment)
