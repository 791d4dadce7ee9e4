"""Asks the full-text index: which opinions have the words of a query. See `documents` for what stands in it.

SQLite's index answers exactly, phrases included. PostgreSQL's knows which tokens an opinion has, not where; the words
themselves are looked at once more. Both give what a plain scan over the words would.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from intake import ids
from intake.db import Connection
from intake.store.documents import PLACE, named
from intake.text.query import Phrase, Query

_SLACK = 1_000  # ids are taken at the beginning of a transaction, places at its end: so far they may be out of step
_FAR = 9_000_000_000_000_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """How a statement asks for opinions `o` with certain words: its FROM, its WHERE, and the column it goes by.

    `place` rises in the order of the register.
    """

    source: str
    where: str
    place: str
    params: dict[str, str | int]


@dataclass(frozen=True, slots=True)
class _Group:
    """Phrases of which one must occur, and the marks of the names that they may be as well."""

    phrases: tuple[Phrase, ...]
    names: tuple[str, ...]


def asked(conn: Connection, query: Query, marks: Sequence[str], *, names: bool) -> Asked:
    """Ask for the words of a query together with marks; `names`: a word may also be the name of who wrote."""
    groups = [_Group(group, _names(conn, group) if names else ()) for group in query.wanted]
    return (_postgres if conn.dialect == "postgres" else _sqlite)(groups, query.unwanted, marks)


def place_of(conn: Connection, opinion_id: int) -> int:
    """An opinion's place in the order of the register; 0 for none."""
    row = conn.execute(
        f"SELECT {PLACE} AS position FROM register r WHERE r.opinion_id = :id", {"id": opinion_id}
    ).fetchone()
    return int(row["position"]) if row else 0


def places(conn: Connection, since: date | None, until: date | None) -> tuple[int, int]:
    """Two places between which everything lies that was registered on these days; some others may, too."""
    first = _first(conn, since) if since else 0
    last = _first(conn, until + timedelta(days=1)) if until else _FAR
    return first - _SLACK, last + _SLACK


def day_begins(conn: Connection, day: date) -> datetime:
    """The first moment of a day in the office's zone."""
    return datetime.combine(day, time.min, conn.zone)


def _first(conn: Connection, day: date) -> int:
    row = conn.execute(
        "SELECT position FROM search_document WHERE opinion_id >= :id ORDER BY opinion_id LIMIT 1",
        {"id": ids.first_id(day_begins(conn, day))},
    ).fetchone()
    return int(row["position"]) if row else _FAR


def _names(conn: Connection, group: tuple[Phrase, ...]) -> tuple[str, ...]:
    return tuple(named(conn, phrase.runs[0]) for phrase in group if len(phrase.runs) == 1)


def _sqlite(groups: list[_Group], unwanted: Sequence[Phrase], marks: Sequence[str]) -> Asked:
    every = [f"({' OR '.join([*map(_fts, g.phrases), *map(_quoted, g.names)])})" for g in groups]
    match = f"({' AND '.join([*every, *map(_quoted, marks)])})"
    if unwanted:
        match += f" NOT ({' OR '.join(map(_fts, unwanted))})"
    return Asked(
        "search_index s CROSS JOIN search_document d CROSS JOIN opinion o",
        "s.search_index MATCH :match AND d.position = s.rowid AND o.id = d.opinion_id",
        "s.rowid",
        {"match": match},
    )


def _fts(phrase: Phrase) -> str:
    return _quoted(" ".join(phrase.tokens)) + ("*" if phrase.open else "")


def _quoted(text: str) -> str:
    return f'"{text}"'


def _postgres(groups: list[_Group], unwanted: Sequence[Phrase], marks: Sequence[str]) -> Asked:
    every = [f"({' | '.join([*map(_tsquery, g.phrases), *map(_lexeme, g.names)])})" for g in groups]
    params: dict[str, str | int] = {"match": " & ".join([*every, *map(_lexeme, marks)])}

    def bound(text: str) -> str:
        params[name := f"w{len(params)}"] = text
        return f":{name}"

    pieces = ["o.id = d.opinion_id AND d.tokens @@ CAST(:match AS tsquery)"]
    for group in groups:
        looked_at = [f"d.words LIKE {bound(f'%{phrase.needle}%')}" for phrase in group.phrases]
        looked_at += [f"d.tokens @@ CAST({bound(_lexeme(name))} AS tsquery)" for name in group.names]
        pieces.append(f"({' OR '.join(looked_at)})")
    pieces += [f"d.words NOT LIKE {bound(f'%{phrase.needle}%')}" for phrase in unwanted]
    return Asked("search_document d CROSS JOIN opinion o", " AND ".join(pieces), "d.position", params)


def _tsquery(phrase: Phrase) -> str:
    return f"({' & '.join(map(_lexeme, phrase.tokens))}{':*' if phrase.open else ''})"


def _lexeme(token: str) -> str:
    return f"'{token}'"
