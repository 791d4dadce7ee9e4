"""Counts the opinions of a list by what they are. A count's values are values of the list's own `Filter`, so that the
list narrowed to them has exactly the opinions that were counted.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from intake.clock import to_text
from intake.db import Connection, Row
from intake.store import search, traits
from intake.store.filters import Filter, narrowed
from intake.text import naming

_COLUMNS = {
    "channel": "o.channel",
    "status": "o.status",
    "nature": f"COALESCE(o.nature, '{traits.UNSAID}')",
    "stance": f"COALESCE(o.stance, '{traits.UNSAID}')",
    "unit_id": "COALESCE(o.unit_id, 0)",
    "act": "a.kind",
    "code": f"CASE WHEN a.kind IN ({', '.join(repr(kind) for kind in traits.CODES)}) THEN a.data ELSE '{{}}' END",
    "validity": "CASE WHEN o.disposal = 'void' THEN 'void' ELSE 'valid' END",
    "linked": f"""CASE {traits.TIED} + CASE WHEN o.status = 'waiting' THEN 10 ELSE 0 END
        WHEN 2 THEN 'confirmed' WHEN 12 THEN 'confirmed' WHEN 11 THEN 'suggested' WHEN 10 THEN 'unsuggested'
        ELSE 'none' END""",
}

Values = tuple[Any, ...]


def count(conn: Connection, wanted: Filter, by: Sequence[str]) -> Counter[Values]:
    """How many opinions of a list there are for each combination of values of some fields of `Filter`.

    `issue_id` goes by the confirmed links of a list of linked opinions, else by the best suggestion: an opinion about
    two issues counts for both. `since` stands for the single days of a list with both ends. `act` and `code` go by
    what was done in the list's span.
    """
    found = narrowed(conn, _without_joined(wanted, by))
    columns = ", ".join(f"{_column(wanted, name)} AS {name}" for name in by)
    places = ", ".join(str(n) for n, _ in enumerate(by, start=1))
    rows = conn.execute(
        f"""SELECT {columns}, COUNT(*) AS n FROM {found.source} {_join(wanted, by)} WHERE {found.where}
        GROUP BY {places}""",
        {**found.params, **_days(conn, wanted, by)},
    )
    counted: Counter[Values] = Counter()
    for row in rows:
        counted[tuple(_value(wanted, row, name) for name in by)] += int(row["n"])
    return counted


def accused(conn: Connection, wanted: Filter) -> list[str]:
    """Whom the opinions of a list complain of, by name."""
    found = narrowed(conn, wanted)
    rows = conn.execute(
        f"SELECT o.details FROM {found.source} WHERE {found.where} AND o.details LIKE '{traits.ACCUSED}'",
        found.params,
    )
    named = (json.loads(row["details"]).get("accused", "") for row in rows)
    return sorted({name for text in named for name in naming.names(text)})


def narrow(wanted: Filter, **values: Any) -> Filter:
    """A list narrowed to the values of a count."""
    if day := values.get("since"):
        values["until"] = day
    return replace(wanted, **values)


def _column(wanted: Filter, name: str) -> str:
    if name == "issue_id":
        return "l.issue_id" if wanted.linked == "confirmed" else traits.BEST
    if name == "since":
        days = len(_starts(wanted))
        cases = " ".join(f"WHEN o.registered_at >= :day{n} THEN {n}" for n in range(days - 1, 0, -1))
        return f"CASE {cases} ELSE 0 END" if cases else "0"
    return _COLUMNS[name]


def _join(wanted: Filter, by: Sequence[str]) -> str:
    join = ""
    if "issue_id" in by and wanted.linked == "confirmed":
        back = f" AND EXISTS ({traits.BACK})" if wanted.back else ""
        join = f"JOIN link l ON l.opinion_id = o.id AND l.state = 'confirmed'{back}"
    return join + (f" JOIN ({traits.LAST_ACTS}) AS a ON a.subject_id = o.id" if "act" in by else "")


def _without_joined(wanted: Filter, by: Sequence[str]) -> Filter:
    """A list without what the join with its confirmed links says already: nobody's links are read twice."""
    joined = "issue_id" in by and wanted.linked == "confirmed" and wanted.issue_id is None
    return replace(wanted, linked="", back=False) if joined else wanted


def _starts(wanted: Filter) -> list[date]:
    """The days of a list that has both ends."""
    if wanted.since is None or wanted.until is None:
        return []
    return [wanted.since + timedelta(days=n) for n in range((wanted.until - wanted.since).days + 1)]


def _days(conn: Connection, wanted: Filter, by: Sequence[str]) -> dict[str, str]:
    starts = _starts(wanted) if "since" in by else []
    return {f"day{n}": to_text(search.day_begins(conn, day)) for n, day in enumerate(starts)}


def _value(wanted: Filter, row: Row, name: str) -> Any:
    if name == "since":
        return _starts(wanted)[row[name]]
    if name == "code":
        return json.loads(row[name]).get(traits.CODES.get(row["act"], ""), "")
    return row[name]
