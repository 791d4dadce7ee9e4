"""What a list of the queue is narrowed to: read from a page's address and written into it, with counts to choose by."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from flask import request

from intake import labels
from intake.accounts import Permission, may
from intake.duty import Unit
from intake.model import OPEN, Channel, Staff, Status
from intake.store.filters import Filter
from intake.store.queue import Group
from intake.triage import HELD
from intake.web import addressed, traits
from intake.web.addressed import one_of
from intake.web.support import moment

LARGEST = addressed.LARGEST
BANDS = {**labels.BANDS, "pending": "正在匹配"}
_TEXT = 100
_READER = ("sealed", "names", "reader", "fresh")
_PLAIN = Filter()


@dataclass(frozen=True, slots=True)
class Choice:
    """One value to narrow a list to; `where` is the address's query. `count` is None where nobody counts."""

    words: str
    where: dict[str, Any]
    count: int | None
    chosen: bool


def wanted(person: Staff, given: Mapping[str, str] | None = None, *, status: str = _PLAIN.status) -> Filter:
    """The list that this request's address asks for, or other values; what makes no sense narrows nothing.

    `status` is the one where none is given.
    """
    given = request.args if given is None else given
    return Filter(
        status=one_of(given.get("status", status), Status),
        channel=one_of(given.get("channel", ""), Channel),
        issue_id=addressed.number(given.get("issue_id", "")),
        unit_id=addressed.number(given.get("unit_id", "")),
        band=one_of(given.get("band", ""), BANDS),
        held="held" in given,
        secret="secret" in given,
        text=given.get("text", "").replace("\0", "").strip()[:_TEXT],
        contact=given.get("contact", "")[:64],
        since=addressed.day(given.get("since", "")),
        until=addressed.day(given.get("until", "")),
        sealed=may(person, Permission.SEE_SEALED),
        names=may(person, Permission.SEE_CONTACTS),
        mine="mine" in given,
        reader=person.id,
        fresh=moment() - HELD,
        **traits.read(given),
    )


def number(name: str) -> int | None:
    """A whole number of this request's address that a column can hold."""
    return addressed.number(request.args.get(name, ""))


def address(shown: Filter) -> dict[str, Any]:
    """The query of a list's address."""
    named = {field.name: getattr(shown, field.name) for field in fields(Filter) if field.name not in _READER}
    return {name: 1 if value is True else value for name, value in named.items() if value != getattr(_PLAIN, name)}


def narrowed(shown: Filter) -> bool:
    """Whether a list is narrowed beyond what the choices count."""
    plain = bool(shown.query or shown.contact or shown.issue_id or shown.since or shown.until or shown.mine)
    return plain or traits.narrowed(shown)


def statuses(shown: Filter, groups: Iterable[Group]) -> list[Choice]:
    """The lists there are, each from its beginning; finished ones are not counted."""
    groups = list(groups)
    every = [*OPEN, Status.CLOSED, Status.SET_ASIDE, ""]
    return [
        Choice(
            labels.label(status) if isinstance(status, Status) else "全部",
            {"status": status},
            _sum(groups, lambda g, s=status: g.status == s) if status in OPEN else None,
            shown.status == status,
        )
        for status in every
    ]


def kinds(shown: Filter, groups: Iterable[Group], units: Iterable[Unit]) -> dict[str, list[Choice]]:
    """What this list can be narrowed to, by kind; a chosen value leads back. Values that nothing has are left out."""
    groups = [g for g in groups if g.status == shown.status]
    offered: dict[str, dict[Any, str]] = {
        "band": BANDS,
        "channel": {channel: labels.label(channel) for channel in Channel},
        "unit_id": {unit.id: unit.name for unit in units},
        "held": {True: "待核"},
        "secret": {True: "密件"} if shown.sealed else {},
    }
    return {name: _choices(name, values, shown, groups) for name, values in offered.items()}


def _choices(name: str, values: dict[Any, str], shown: Filter, groups: list[Group]) -> list[Choice]:
    others = [n for n in ("band", "channel", "unit_id", "held", "secret") if n != name and getattr(shown, n)]
    alike = [g for g in groups if all(_value(g, n) == getattr(shown, n) for n in others)]
    made = []
    for value, words in values.items():
        chosen = getattr(shown, name) == value
        count = _sum(alike, lambda g, v=value: _value(g, name) == v)
        if count or chosen or not shown.open:
            plain = getattr(_PLAIN, name)
            where = address(replace(shown, **{name: plain if chosen else value}))
            made.append(Choice(words, where, count if shown.open else None, chosen))
    return made


def _value(group: Group, name: str) -> Any:
    return group.band or "pending" if name == "band" else getattr(group, name)


def _sum(groups: Iterable[Group], fits: Callable[..., bool]) -> int:
    return sum(group.count for group in groups if fits(group))
