"""What goes into the linker and what comes out; no behaviour."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """An entry of a circular that an opinion can be about; `kind` is "issue" or "section"."""

    key: str
    title: str
    text: str
    path: tuple[str, ...]
    kind: str = "issue"


@dataclass(frozen=True, slots=True)
class Example:
    """An opinion a person has decided on: `keys` confirmed (empty: about none), `rejected` refused."""

    text: str
    keys: tuple[str, ...]
    rejected: tuple[str, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """A stretch of the opinion as given, and the words of circular or thesaurus it answers to."""

    start: int
    end: int
    matched: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A target with its probability, given that the opinion concerns any target at all."""

    key: str
    probability: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """At most five suggestions, best first; `related`: probability that any target is concerned.

    `band` is "sure", "look" or "none"; `abstain` means that naming no target is the better answer.
    """

    suggestions: tuple[Suggestion, ...]
    related: float
    abstain: bool
    band: str
