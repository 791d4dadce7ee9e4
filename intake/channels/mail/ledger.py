"""The ledger beside the mailboxes: what one has and the other has not, another try for what failed or was kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from intake.channels.mail import filing
from intake.channels.mail.filing import Arrival, Clock
from intake.channels.mail.mailbox import Mailbox, MailboxSettings
from intake.channels.mail.message import Mail
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


def retry(
    conn: Connection, config: Config, entry: Entry, raw: bytes | None, moment: Clock, by: int | None = None
) -> Entry:
    """Try a message that failed once more, as it came or as somebody has edited it; what the ledger says then."""
    arrival = _again(config, entry, raw if raw is not None else _raw(conn, entry))
    return filing.settle(conn, replace(arrival, entered_by=by, came_as=entry.blob), moment)


def take(conn: Connection, config: Config, entry: Entry, by: int, moment: Clock) -> Entry:
    """Take a message that was only kept as the opinion that a person (`by`) has found in it."""
    arrival = _again(config, entry, _raw(conn, entry))
    return filing.settle(conn, replace(arrival, entered_by=by, decided=True), moment)


def read(conn: Connection, config: Config, entries: Sequence[Entry]) -> list[Mail]:
    """What messages say, as far as the first MiB of each goes."""
    with Parser(own_addresses(config)) as parser:
        for entry in entries:
            parser.submit(blobs.piece(conn, entry.blob or "", 0))
        return [parser.result() for _ in entries]


def _raw(conn: Connection, entry: Entry) -> bytes:
    assert entry.blob is not None
    return blobs.get(conn, entry.blob)


def _again(config: Config, entry: Entry, raw: bytes) -> Arrival:
    with Parser(own_addresses(config)) as parser:
        parser.submit(raw)
        mail = parser.result()
    return Arrival(entry.mailbox, entry.uidvalidity, entry.uid, entry.received_at, raw, mail)
