"""What the reader makes of a file and the parser of a text; no behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

# the level of a line that the document only sets in bold: below every heading that says its level
BOLD = 10


@dataclass(frozen=True, slots=True)
class Source:
    """A circular as text, a paragraph a line; all offsets of the parser count its characters.

    `filename` is the name the file came with, `sha256` that of its bytes; `shown` tells where lines begin that the
    document itself shows as headings, and their level: 1 to 9, or BOLD.
    """

    text: str
    filename: str
    media_type: str
    sha256: str
    shown: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ParsedIssue:
    """An entry of the catalogue, or a section beside it; `text` is `source.text[start:end]`.

    `documents` are the papers it names: 《…》 titles and numbers such as 沪委〔2023〕5号.
    """

    code: str
    parent: str | None
    level: int
    leaf: bool
    path: tuple[str, ...]
    title: str
    text: str
    start: int
    end: int
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contacts:
    """Where the circular asks for opinions to be sent, as printed."""

    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    address: str | None = None
    postcode: str | None = None
    envelope_note: str | None = None
    hours: str | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """The counts the circular states of itself; None where it states none."""

    problems: int | None = None
    problems_done: int | None = None
    measures: int | None = None
    measures_done: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the circular says about itself and the inspection; None where it does not."""

    title: str | None = None
    issuer: str | None = None
    inspected_from: date | None = None
    inspected_to: date | None = None
    feedback_on: date | None = None
    round: str | None = None
    inspecting_body: str | None = None
    unit: str | None = None
    published_on: date | None = None
    source_url: str | None = None
    rules_new: int | None = None
    rules_revised: int | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """A circular understood; `unclear` are sentences for the clerk who imports it."""

    facts: Facts
    contacts: Contacts
    totals: Totals
    issues: tuple[ParsedIssue, ...]
    sections: tuple[ParsedIssue, ...]
    unclear: tuple[str, ...] = field(default=())
