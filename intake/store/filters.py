"""What a list of opinions is narrowed to, as the statements say it; with words, the full-text index is asked.

Lists without words go by the time of receipt. With words they go by the register: that order the index has itself, so
that a page costs the same however many opinions have the words.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from intake.clock import to_text
from intake.db import Connection
from intake.model import OPEN
from intake.store import search, traits
from intake.store.documents import MARKED, mark
from intake.store.recusals import KEPT
from intake.store.traits import Traits
from intake.text.query import Query, parse

_FEW = 2000
_RECEIVED = ("o.received_at", "o.id")
_REGISTERED = ("r.year", "r.number")


@dataclass(frozen=True, slots=True)
class Filter(Traits):
    """What a list is narrowed to; empty values narrow nothing. See `Traits` for what figures narrow by.

    `band` may also be pending (not looked at by the linker yet), a `unit_id` of 0 is no unit, `secret` are proposed or
    sealed reports, `contact` is the keyed hash of a telephone or address, `text` a query as `text.query` reads it,
    `since` and `until` the first and the last day of registration. `sealed` and `names`: the reader may see sealed
    items, and names. `mine`: only what the `reader` took in hand since `fresh`.
    """

    status: str = "waiting"
    channel: str = ""
    issue_id: int | None = None
    unit_id: int | None = None
    band: str = ""
    held: bool = False
    secret: bool = False
    text: str = ""
    contact: str = ""
    since: date | None = None
    until: date | None = None
    sealed: bool = False
    names: bool = False
    mine: bool = False
    reader: int = 0
    fresh: datetime | None = None

    @property
    def open(self) -> bool:
        return self.status in OPEN

    @property
    def query(self) -> Query:
        return parse(self.text)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The opinions `o` of a list: FROM and WHERE of a statement, the columns it goes by, and its parameters.

    `lines` are columns of the same order for who reads opinions by id, with their rows `r` of the register.
    """

    source: str
    where: str
    order: tuple[str, ...]
    lines: tuple[str, ...]
    params: dict[str, Any]

    def behind(self, conn: Connection, opinion_id: int, beyond: str) -> "Narrowed":
        """The same after (`>`) or before (`<`) an opinion of it, which may have left it meanwhile."""
        if self.order == _RECEIVED:
            rest, after = "(SELECT received_at, id FROM opinion WHERE id = :after)", opinion_id
        else:
            rest, after = ":after", search.place_of(conn, opinion_id)
        where = f"{self.where} AND ({', '.join(self.order)}) {beyond} {rest}"
        return replace(self, where=where, params={**self.params, "after": after})


def narrowed(conn: Connection, wanted: Filter, urgent: bool | None = None) -> Narrowed:
    """A list as a statement reads it; with `urgent` only what is urgent, or only what is not."""
    pieces, params = _pieces(conn, wanted)
    if urgent is not None:
        pieces.append(f"o.urgent = {int(urgent)}")
    query = wanted.query
    if not query:
        return Narrowed("opinion o", " AND ".join(pieces), _RECEIVED, _RECEIVED, params)
    marks = [mark(name, value) for name in MARKED if (value := getattr(wanted, name))]
    asked = search.asked(conn, query, [*marks, mark("urgent", True)] if urgent else marks, names=wanted.names)
    pieces.append(asked.where)
    params.update(asked.params)
    if wanted.since or wanted.until:
        pieces.append(f"{asked.place} >= :first AND {asked.place} <= :last")
        params["first"], params["last"] = search.places(conn, wanted.since, wanted.until)
    return Narrowed(asked.source, " AND ".join(pieces), (asked.place,), _REGISTERED, params)


def _pieces(conn: Connection, wanted: Filter) -> tuple[list[str], dict[str, Any]]:
    since, until = wanted.since, wanted.until
    said = {
        "o.isolated = 0": True,
        KEPT: True,
        "o.seal = 'none'": not wanted.sealed,
        "o.seal <> 'none'": wanted.secret,
        "o.status = :status": wanted.status,
        "o.channel = :channel": wanted.channel,
        "o.unit_id = :unit_id": wanted.unit_id,
        "o.unit_id IS NULL": wanted.unit_id == 0,
        "o.band IS NULL": wanted.band == "pending",
        "o.band = :band": wanted.band not in ("", "pending"),
        "o.held IS NOT NULL": wanted.held,
        "(o.phone_hash = :contact OR o.email_hash = :contact)": wanted.contact,
        "o.id IN (SELECT opinion_id FROM claim WHERE staff_id = :reader AND claimed_at >= :fresh)": wanted.mine,
        "o.registered_at >= :since": since,
        "o.registered_at < :until": until,
    }
    pieces = [piece for piece, applies in said.items() if applies] + traits.pieces(wanted, wanted.issue_id)
    params = {name: getattr(wanted, name) for name in ("status", "channel", "issue_id", "unit_id", "band", "contact")}
    params |= traits.params(conn, wanted)
    if wanted.mine and wanted.fresh:
        params |= {"reader": wanted.reader, "fresh": to_text(wanted.fresh)}
    if since:
        params["since"] = to_text(search.day_begins(conn, since))
    if until:
        params["until"] = to_text(search.day_begins(conn, until + timedelta(days=1)))
    if wanted.issue_id is not None:
        pieces.append(_about(conn, wanted.issue_id))
    return pieces, params


def _about(conn: Connection, issue_id: int) -> str:
    """Begin with an issue's opinions where they are few, else with the list: each way is slow for the other case."""
    few = conn.execute(
        f"SELECT COUNT(*) AS n FROM (SELECT 1 FROM link WHERE issue_id = :id LIMIT {_FEW}) AS links", {"id": issue_id}
    ).fetchone()
    if few is not None and few["n"] < _FEW:
        return "o.id IN (SELECT opinion_id FROM link WHERE issue_id = :issue_id AND state <> 'rejected')"
    return (
        "EXISTS (SELECT 1 FROM link l WHERE l.opinion_id = o.id AND l.issue_id = :issue_id AND l.state <> 'rejected')"
    )
