"""The field for any entry of the circular: by code, by title or a part of it, by the first letters of its reading."""

from collections.abc import Iterable
from dataclasses import dataclass

from intake.channels.desk import label_of
from intake.model import Issue
from intake.text import initials


@dataclass(frozen=True, slots=True)
class Choice:
    """A line of the list under the field: what it fills in, and what it is found by besides."""

    words: str
    letters: str


def choices(known: Iterable[Issue]) -> list[Choice]:
    """What the field offers."""
    return [Choice(label_of(issue.code, issue.title), f"{initials.of(issue.title)} {issue.title}") for issue in known]


def matching(typed: str, known: Iterable[Issue]) -> list[Issue]:
    """The issues that somebody means; an exact one is the only one, words go before letters."""
    typed, known = typed.strip(), list(known)
    exact = [issue for issue in known if typed in (issue.code, issue.title, label_of(issue.code, issue.title))]
    titled = [issue for issue in known if typed and typed in issue.title]
    return exact or titled or [issue for issue in known if initials.begins_with(typed, issue.title)]
