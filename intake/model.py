"""The nouns of the service: closed sets and frozen records that every layer shares. Knows no SQL and no HTTP."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class Channel(StrEnum):
    """How an opinion came in (反映渠道)."""

    WEB = "web"
    EMAIL = "email"
    PHONE = "phone"
    LETTER = "letter"


class Origin(StrEnum):
    """Where an opinion comes from (来源), whatever the channel."""

    SELF = "self"
    VISIT = "visit"
    OUTREACH = "outreach"
    BOX = "box"
    FAX = "fax"
    SUPERIOR = "superior"
    TRANSFER = "transfer"


class Status(StrEnum):
    """Where an opinion stands in the office's work."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    HANDED_OVER = "handed_over"
    ANSWERED = "answered"
    CLOSED = "closed"
    SET_ASIDE = "set_aside"


OPEN = (Status.WAITING, Status.CONFIRMED, Status.HANDED_OVER, Status.ANSWERED)


class Nature(StrEnum):
    """What an opinion is (诉求性质)."""

    SUGGESTION = "suggestion"
    CRITICISM = "criticism"
    REPORT = "report"
    REQUEST = "request"
    INQUIRY = "inquiry"
    PRAISE = "praise"


class Stance(StrEnum):
    """What an opinion says of the rectification."""

    ACCEPTS = "accepts"
    PARTLY = "partly"
    DOUBTS = "doubts"
    SILENT = "silent"


class Disposal(StrEnum):
    """What happens to an opinion (处置)."""

    OWN = "own"
    ASSIGNED = "assigned"
    FORWARDED = "forwarded"
    TRANSFERRED = "transferred"
    FILED = "filed"
    VOID = "void"


class AsideReason(StrEnum):
    """Why an opinion was set aside."""

    OUT_OF_SCOPE = "out_of_scope"
    SPAM = "spam"
    UNREADABLE = "unreadable"
    TEST = "test"
    SILENT_CALL = "silent_call"
    KEPT = "kept"


class Outcome(StrEnum):
    """What came of an opinion when it was closed (办理结果)."""

    SOLVED = "solved"
    SOLVING = "solving"
    ADOPTED = "adopted"
    PARTLY_ADOPTED = "partly_adopted"
    EXPLAINED = "explained"
    NOTED = "noted"
    NOT_ACCEPTED = "not_accepted"


class Rating(StrEnum):
    """How content a citizen is with what was done (满意度)."""

    CONTENT = "content"
    FAIRLY = "fairly"
    NOT = "not"


class LinkState(StrEnum):
    """Whether a link is the machine's word or a person's."""

    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class LinkOrigin(StrEnum):
    """How a link came about; learning and quality figures weigh them differently."""

    MACHINE = "machine"
    SINGLE = "single"
    BULK = "bulk"
    IMPORT = "import"
    DESK = "desk"
    CITIZEN = "citizen"


class Seal(StrEnum):
    """Whether an opinion is a protected report (检举控告、要求保密)."""

    NONE = "none"
    PROPOSED = "proposed"
    SEALED = "sealed"


class Likeness(StrEnum):
    """Why an opinion may be a repeat of another: its words, or who it comes from."""

    SAME = "same"
    NEARLY = "nearly"
    CONTACT = "contact"


class Role(StrEnum):
    """What a member of staff is there for; `unit` are the people of a unit that opinions are handed to."""

    CLERK = "clerk"
    OFFICER = "officer"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file whose bytes already lie in the blob table; `role` is attachment, raw (the whole mail) or scan."""

    blob: str
    filename: str | None
    media_type: str
    size_bytes: int
    role: str = "attachment"


@dataclass(frozen=True, slots=True)
class Submission:
    """What a channel hands over, before it is an opinion.

    `key` names the attempt: the same key twice gives the first receipt again. `details` holds what only
    this channel knows (call time, postmark …) as plain JSON values. `held` is why a person must look first.
    `acknowledged`: the sender gets a mail that the opinion has come in, where there is an address. `counted` is
    what floods are known by (network, text …): keyed hashes, kept for two days and never with the opinion.
    `poster_id`: the poster whose QR code the sender came through.
    `reserved_id`: the opinion is one whose number and code were printed before, during an outage.
    """

    channel: Channel
    key: str
    body: str
    subject: str = ""
    origin: Origin = Origin.SELF
    circular_id: int | None = None
    issue_id: int | None = None
    place: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    wants_answer: bool = False
    happened_on: date | None = None
    received_at: datetime | None = None
    files: tuple[StoredFile, ...] = ()
    details: dict[str, Any] = field(default_factory=dict)
    cut: int | None = None
    held: str | None = None
    acknowledged: bool = True
    counted: tuple[str, ...] = ()
    poster_id: int | None = None
    entered_by: int | None = None
    reserved_id: int | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the citizen keeps: `code` is shown and never stored, `number` is the paper register's."""

    code: str
    number: str
    opinion_id: int
    received_at: datetime
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Opinion:
    """A submission taken in and numbered."""

    id: int
    number: str
    circular_id: int | None
    channel: Channel
    origin: Origin
    status: Status
    version: int
    subject: str
    body: str
    cut: int | None
    place: str
    name: str
    phone: str
    email: str
    address: str
    wants_answer: bool
    happened_on: date | None
    received_at: datetime
    registered_at: datetime
    details: dict[str, Any]
    chosen_issue_id: int | None
    nature: Nature | None
    stance: Stance | None
    disposal: Disposal | None
    unit_id: int | None
    aside_reason: AsideReason | None
    outcome: Outcome | None
    held: str | None
    seal: Seal
    urgent: bool
    isolated: bool
    late: bool
    withdrawn_at: datetime | None
    entered_by: int | None
    enriched_at: datetime | None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of an opinion, as listed; its bytes lie under `blob`."""

    position: int
    blob: str
    filename: str | None
    media_type: str
    size_bytes: int
    role: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Characters `start` to `end` of an opinion's body that speak for a link, and the words they matched."""

    start: int
    end: int
    matched: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An opinion tied to an issue; `linked_by` is None where only the machine or the citizen said so."""

    opinion_id: int
    issue_id: int
    state: LinkState
    origin: LinkOrigin
    main: bool
    rank: int
    probability: float | None
    evidence: tuple[Evidence, ...]
    linked_by: int | None
    linked_at: datetime


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the machine says of an opinion as a whole; `band` is sure, look or none.

    `model` is the version it had learned, nought where it had learned nothing.
    """

    related: float
    abstain: bool
    band: str
    model: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """An issue the machine offers for a text."""

    issue_id: int
    probability: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Suggested:
    """The machine's whole answer for a text: candidates, best first, and its judgement."""

    candidates: tuple[Candidate, ...]
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Circular:
    """A published circular; `state` is draft, open (征集中), closed (已截止) or offline (已下线)."""

    id: int
    title: str
    issuer: str
    state: str
    version: int
    facts: dict[str, Any]
    text: str
    imported_at: datetime
    promises_reply: bool


@dataclass(frozen=True, slots=True)
class Issue:
    """An entry of a circular's catalogue as its current version has it.

    `id` is stable over re-imports, `code` belongs to the version. `kind` is issue or section; only leaves
    of kind issue are counted. `start` and `end` are offsets into the circular's text.
    """

    id: int
    circular_id: int
    code: str
    parent: str | None
    level: int
    leaf: bool
    kind: str
    title: str
    path: tuple[str, ...]
    text: str
    start: int
    end: int
    hidden: bool


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a history. `data` holds codes only; `words` stand apart and may have been erased (None)."""

    subject_id: int
    seq: int
    kind: str
    at: datetime
    staff_id: int | None
    data: dict[str, Any]
    words: str | None


@dataclass(frozen=True, slots=True)
class Message:
    """A word to or from the citizen; `state` is draft or released for outgoing ones, received for incoming.

    `sender` is the address a mail came from, empty for what the receipt's holder wrote; `cut`: older mail in `body`.
    """

    id: int
    opinion_id: int
    direction: str
    state: str
    body: str
    at: datetime
    staff_id: int | None
    cut: int | None = None
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who may log in; with a `unit_id` only to what was handed to that unit."""

    id: int
    login: str
    name: str
    role: Role
    disabled: bool
    session_epoch: int
    unit_id: int | None = None
    second_factor: bool = False
