"""The nouns of duties: what a unit or the office has to do, by when, and how far it is. Knows no SQL and no HTTP."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from intake.model import Outcome


@dataclass(frozen=True, slots=True)
class Unit:
    """A department an opinion can be handed to (承办单位); without an address it is told on paper."""

    id: int
    name: str
    email: str = ""


class LimitKind(StrEnum):
    """Which days a time limit counts."""

    WORKING = "working"
    NATURAL = "natural"


class Stage(StrEnum):
    """How near a due date is, and how long it has passed."""

    AHEAD = "ahead"
    SOON = "soon"
    YELLOW = "yellow"
    RED = "red"


class HandoverState(StrEnum):
    """Where a handing over stands: proposed by a clerk, with the unit, or out of its hands again."""

    PROPOSED = "proposed"
    OPEN = "open"
    REPLIED = "replied"
    RETURNED = "returned"
    RECALLED = "recalled"
    DONE = "done"


class LedgerState(StrEnum):
    """How far the office says an entry, or one of its measures, is; nothing is done that no person has said so."""

    UNSTATED = "unstated"
    OPEN = "open"
    STRUCK = "struck"
    STANDING = "standing"


class RuleKind(StrEnum):
    """Whether a rule was made or revised for an entry, or is only named in it."""

    NEW = "new"
    REVISED = "revised"
    NAMED = "named"


LIVE = (HandoverState.PROPOSED, HandoverState.OPEN, HandoverState.REPLIED)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many days, and of which kind."""

    days: int
    kind: LimitKind


@dataclass(frozen=True, slots=True)
class Part:
    """A unit's part in a handing over: it leads (主办) or helps (协办)."""

    unit_id: int
    lead: bool
    signed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Handover:
    """An opinion given to a unit (交办). `due_on` is None while it is proposed, and for those of before time limits.

    `contact_on` is the last day for the first word with the citizen (先行联系); `reached` whether somebody was.
    `asked_days` wait for a decision on more time. `settled_at`: when it left the unit's hands.
    """

    id: int
    opinion_id: int
    version: int
    state: HandoverState
    parts: tuple[Part, ...]
    limit: Limit
    due_on: date | None
    contact_on: date | None
    handed_by: int | None
    handed_at: datetime
    contacted_at: datetime | None
    reached: bool
    asked_days: int | None
    settled_at: datetime | None
    outcome: Outcome | None
    shares_contacts: bool
    shares_files: bool
    reminded: Stage

    @property
    def lead_id(self) -> int:
        """The unit that answers for it."""
        return next(part.unit_id for part in self.parts if part.lead)

    @property
    def helper_ids(self) -> tuple[int, ...]:
        """The units that help."""
        return tuple(part.unit_id for part in self.parts if not part.lead)

    def part_of(self, unit_id: int) -> Part | None:
        """What a unit has to do with it."""
        return next((part for part in self.parts if part.unit_id == unit_id), None)


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What the ledger holds of an entry of the circular beside its measures and rules (台账).

    `version` is 0 where nothing was written yet. `asked_by` wants it struck off and waits for a second person.
    `looked_at`: when it was last looked back on; `look_back_on`: when it is to be next.
    """

    issue_id: int
    version: int = 0
    state: LedgerState = LedgerState.UNSTATED
    state_at: datetime | None = None
    state_by: int | None = None
    asked_by: int | None = None
    asked_at: datetime | None = None
    unit_id: int | None = None
    person: str = ""
    due_on: date | None = None
    look_back_on: date | None = None
    looked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of an entry; `printed`: from the circular's text."""

    text: str
    state: LedgerState = LedgerState.UNSTATED
    printed: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule (制度) of an entry; `printed`: from the circular's text."""

    title: str
    kind: RuleKind
    printed: bool = False
