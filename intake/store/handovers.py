"""What was handed over to units: the row, the units' parts in it, the lists of the office and of each unit."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from intake.clock import from_text, to_text
from intake.db import Connection, Row, listed
from intake.duty import LIVE, Handover, HandoverState, Limit, LimitKind, Part, Stage
from intake.errors import Conflict, NotFound
from intake.ids import new_id
from intake.model import Outcome
from intake.store.digests import SHOWN

_COLUMNS = """h.id, h.opinion_id, h.version, h.state, h.limit_days, h.limit_kind, h.due_on, h.contact_on, h.handed_by,
    h.handed_at, h.contacted_at, h.reached, h.asked_days, h.settled_at, h.outcome, h.shares_contacts, h.shares_files,
    h.reminded"""
_LIVE = ", ".join(f"'{state}'" for state in LIVE)


def add(
    conn: Connection,
    opinion_id: int,
    state: HandoverState,
    limit: Limit,
    units: Sequence[int],
    now: datetime,
    **columns: Any,
) -> int:
    """A new one, the first of `units` in the lead; its id.  Raises Conflict where the opinion has a live one."""
    handover_id = new_id(now)
    row = {
        "id": handover_id,
        "opinion_id": opinion_id,
        "state": state,
        "limit_days": limit.days,
        "limit_kind": limit.kind,
        "handed_at": to_text(now),
        **columns,
    }
    made = conn.execute(
        f"INSERT INTO handover ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)}) "
        "ON CONFLICT DO NOTHING RETURNING id",
        row,
    ).fetchone()
    if made is None:
        raise Conflict("这件意见刚被别人交办，请看过最新情况后再操作")
    conn.executemany(
        "INSERT INTO handover_unit (handover_id, unit_id, lead) VALUES (:id, :unit, :lead)",
        [{"id": handover_id, "unit": unit, "lead": int(n == 0)} for n, unit in enumerate(units)],
    )
    return handover_id


def change(conn: Connection, handover_id: int, version: int, **columns: Any) -> None:
    """Change one that still has the version the person saw.  Raises Conflict."""
    assignments = "".join(f"{name} = :{name}, " for name in columns)
    result = conn.execute(
        f"UPDATE handover SET {assignments}version = version + 1 WHERE id = :id AND version = :seen",
        {**columns, "id": handover_id, "seen": version},
    )
    if result.rowcount != 1:
        raise Conflict("交办情况刚有变化，请看过最新情况后再操作")


def sign(conn: Connection, handover_id: int, unit_id: int, now: datetime) -> bool:
    """A unit has it in hand; False where it had signed before, or has no part in it."""
    result = conn.execute(
        "UPDATE handover_unit SET signed_at = :at WHERE handover_id = :id AND unit_id = :unit AND signed_at IS NULL",
        {"id": handover_id, "unit": unit_id, "at": to_text(now)},
    )
    return result.rowcount == 1


def finish(conn: Connection, opinion_id: int, now: datetime) -> None:
    """The work on an opinion ends: what was replied is done, what was not is no longer the unit's."""
    drop_proposal(conn, opinion_id)
    conn.execute(
        f"""UPDATE handover SET version = version + 1, asked_days = NULL, settled_at = COALESCE(settled_at, :now),
            state = CASE state WHEN 'replied' THEN 'done' ELSE 'recalled' END
        WHERE opinion_id = :id AND state IN ({_LIVE})""",
        {"id": opinion_id, "now": to_text(now)},
    )


def drop_proposal(conn: Connection, opinion_id: int) -> None:
    """What a clerk proposed was decided on; that it was proposed stands in the history."""
    proposals = "SELECT id FROM handover WHERE opinion_id = :id AND state = 'proposed'"
    conn.execute(f"DELETE FROM handover_unit WHERE handover_id IN ({proposals})", {"id": opinion_id})
    conn.execute("DELETE FROM handover WHERE opinion_id = :id AND state = 'proposed'", {"id": opinion_id})


def remind(conn: Connection, handover: Handover, stage: Stage) -> bool:
    """Note that its units are told of this stage now; False where somebody else just told them."""
    result = conn.execute(
        "UPDATE handover SET reminded = :stage WHERE id = :id AND reminded = :before AND state = 'open'",
        {"id": handover.id, "stage": stage, "before": handover.reminded},
    )
    return result.rowcount == 1


def by_id(conn: Connection, handover_id: int) -> Handover:
    """One of them.  Raises NotFound."""
    found = _read(conn, "WHERE h.id = :id", {"id": handover_id})
    if not found:
        raise NotFound("没有这件交办件，或者您无权查看")
    return found[0]


def by_ids(conn: Connection, ids: Sequence[int]) -> dict[int, Handover]:
    """Some of them, by id."""
    names = {f"h{n}": handover_id for n, handover_id in enumerate(ids)}
    found = _read(conn, f"WHERE h.id IN ({', '.join(f':{name}' for name in names) or 'NULL'})", names)
    return {handover.id: handover for handover in found}


def of_opinion(conn: Connection, opinion_id: int) -> list[Handover]:
    """All of an opinion, the newest first."""
    return _read(conn, "WHERE h.opinion_id = :id ORDER BY h.id DESC", {"id": opinion_id})


def live(conn: Connection, opinion_id: int) -> Handover | None:
    """The one that is proposed, with its unit, or replied to and not closed yet."""
    found = _read(conn, f"WHERE h.opinion_id = :id AND h.state IN ({_LIVE})", {"id": opinion_id})
    return found[0] if found else None


def pressing(conn: Connection, *, soon: date, today: date, red: date, limit: int) -> list[Handover]:
    """Those whose units were not told yet of the stage that a day brings, the longest due first.

    Due by `soon` is soon, before `today` overdue, before `red` overdue for long.
    """
    return _read(
        conn,
        f"""JOIN opinion o ON o.id = h.opinion_id
        WHERE h.state = 'open' AND h.due_on <= :soon AND {SHOWN} AND (h.reminded = 'ahead'
            OR (h.reminded = 'soon' AND h.due_on < :today) OR (h.reminded = 'yellow' AND h.due_on < :red))
        ORDER BY h.due_on, h.id LIMIT :limit""",
        {"soon": soon.isoformat(), "today": today.isoformat(), "red": red.isoformat(), "limit": limit},
    )


def _read(conn: Connection, end: str, params: Mapping[str, Any]) -> list[Handover]:
    rows = conn.execute(f"SELECT {_COLUMNS} FROM handover h {end}", params).fetchall()
    parts = _parts(conn, [row["id"] for row in rows])
    return [_handover(row, parts[row["id"]]) for row in rows]


def _parts(conn: Connection, ids: Iterable[int]) -> dict[int, tuple[Part, ...]]:
    found: dict[int, list[Part]] = {handover_id: [] for handover_id in ids}
    held, params = listed(found)
    rows = conn.execute(
        f"""SELECT handover_id, unit_id, lead, signed_at FROM handover_unit
        WHERE handover_id IN ({held})
        ORDER BY lead DESC, unit_id""",
        params,
    )
    for row in rows:
        found[row["handover_id"]].append(Part(row["unit_id"], bool(row["lead"]), _moment(row["signed_at"])))
    return {handover_id: tuple(parts) for handover_id, parts in found.items()}


def _handover(row: Row, parts: tuple[Part, ...]) -> Handover:
    return Handover(
        id=row["id"],
        opinion_id=row["opinion_id"],
        version=row["version"],
        state=HandoverState(row["state"]),
        parts=parts,
        limit=Limit(row["limit_days"], LimitKind(row["limit_kind"])),
        due_on=_day(row["due_on"]),
        contact_on=_day(row["contact_on"]),
        handed_by=row["handed_by"],
        handed_at=from_text(row["handed_at"]),
        contacted_at=_moment(row["contacted_at"]),
        reached=bool(row["reached"]),
        asked_days=row["asked_days"],
        settled_at=_moment(row["settled_at"]),
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        shares_contacts=bool(row["shares_contacts"]),
        shares_files=bool(row["shares_files"]),
        reminded=Stage(row["reminded"]),
    )


def _moment(text: str | None) -> datetime | None:
    return from_text(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
