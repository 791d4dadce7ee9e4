"""What figures narrow lists by, so that each number can lead to exactly its opinions: how far they are linked and
judged, what was done to them in a span, what of them is over time. See `filters` for the rest of a list.
"""

import json
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from intake.clock import to_text
from intake.db import Connection
from intake.model import OPEN, Status
from intake.store import search

UNSAID = "unsaid"  # of nature and stance: nobody has judged it
LINKED = ("confirmed", "none", "undecided", "suggested", "unsuggested")
STAGES = {"open": OPEN, "unanswered": tuple(status for status in OPEN if status != Status.ANSWERED)}
ACTS = ("confirmed", "handed_over", "answered", "closed", "set_aside", "reopened", "transferred", "rated")
CODES = {"closed": "outcome", "set_aside": "reason", "rated": "rating", "transferred": "disposal"}
# two for an opinion with a confirmed link, one with suggested ones only: one look at its few links, where a planner
# that is asked whether there EXISTS any reads everybody's
TIED = """COALESCE((SELECT MAX(CASE c.state WHEN 'confirmed' THEN 2 WHEN 'suggested' THEN 1 ELSE 0 END)
    FROM link c WHERE c.opinion_id = o.id), 0)"""
BEST = """(SELECT c.issue_id FROM link c WHERE c.opinion_id = o.id AND c.state = 'suggested'
    ORDER BY c.main DESC, c.rank, c.issue_id LIMIT 1)"""
# the last act of a kind in a span; an answer that was withdrawn is none, nor is what was undone
LAST_ACTS = """SELECT e.subject_id, e.kind, e.data FROM event e
    WHERE e.at >= :acted_since AND e.at < :acted_until AND NOT EXISTS (
        SELECT 1 FROM event w WHERE w.subject_id = e.subject_id AND w.seq > e.seq
            AND w.at >= :acted_since AND w.at < :acted_until
            AND (w.kind = e.kind OR (w.kind = 'answer_withdrawn' AND e.kind = 'answered')
                OR (w.kind = 'undone' AND w.data = '{"kind": "' || e.kind || '"}')))"""
_UNDECIDED = f"o.status = 'waiting' AND {TIED} < 2"
_LINKED = {
    "confirmed": f"{TIED} = 2",
    "none": f"o.status <> 'waiting' AND {TIED} < 2",
    "undecided": _UNDECIDED,
    "suggested": f"o.status = 'waiting' AND {TIED} = 1",
    "unsuggested": f"o.status = 'waiting' AND {TIED} = 0",
}
ACCUSED = '%"accused": "%'  # as the index of those opinions has it, word for word
_DUE = """o.id IN (SELECT h.opinion_id FROM handover h
    WHERE h.state = 'open' AND h.due_on >= :due_since AND h.due_on <= :due_until)"""
BACK = "SELECT 1 FROM ledger g WHERE g.issue_id = l.issue_id AND g.state = 'struck' AND o.received_at > g.state_at"


@dataclass(frozen=True, slots=True)
class Traits:
    """Empty values narrow nothing.

    `linked` (one of LINKED) is about the list's issue where it has one, `stage` one of STAGES; `validity` is valid or
    void. `act`, one of ACTS, with perhaps the `code` of the last one, was done from `acted_since` to `acted_until`;
    `due_since` and `due_until` are days on which what a unit has in hand is due. `back`: what came back to an entry
    after it was struck off. `plain` leaves out reports, sealed or proposed, whoever reads. `place` is a part of what
    somebody wrote of the place, `against` of the names of those complained of.
    """

    circular_id: int | None = None
    nature: str = ""
    stance: str = ""
    linked: str = ""
    stage: str = ""
    validity: str = ""
    act: str = ""
    code: str = ""
    acted_since: date | None = None
    acted_until: date | None = None
    due_since: date | None = None
    due_until: date | None = None
    received_before: date | None = None
    back: bool = False
    plain: bool = False
    place: str = ""
    against: str = ""


def pieces(wanted: Traits, issue_id: int | None) -> list[str]:
    """What a statement says of opinions `o` with these traits; `params` has what it needs."""
    said = {
        "o.circular_id = :circular_id": wanted.circular_id,
        "o.nature IS NULL": wanted.nature == UNSAID,
        "o.nature = :nature": wanted.nature not in ("", UNSAID),
        "o.stance IS NULL": wanted.stance == UNSAID,
        "o.stance = :stance": wanted.stance not in ("", UNSAID),
        "o.disposal = 'void'": wanted.validity == "void",
        "(o.disposal IS NULL OR o.disposal <> 'void')": wanted.validity == "valid",
        "o.received_at < :received_before": wanted.received_before,
        _linked(wanted.linked, issue_id): wanted.linked,
        _stage(wanted): wanted.stage,
        _acted(wanted.code): wanted.act and wanted.acted_since and wanted.acted_until,
        _DUE: wanted.due_since or wanted.due_until,
        _back(issue_id): wanted.back,
        "o.seal = 'none'": wanted.plain,
        "o.place LIKE :place ESCAPE '!'": wanted.place,
        "o.details LIKE :against ESCAPE '!'": wanted.against,
    }
    return [piece for piece, applies in said.items() if applies]


def params(conn: Connection, wanted: Traits) -> dict[str, Any]:
    """The values that `pieces` and `LAST_ACTS` are bound to."""
    found: dict[str, Any] = {name: getattr(wanted, name) for name in ("circular_id", "nature", "stance", "act")}
    if wanted.code:
        found["code"] = f'%": "{wanted.code}"%'  # the histories' data holds codes only, written one way
    if wanted.place:
        found["place"] = f"%{_plain(wanted.place)}%"
    if wanted.against:
        found["against"] = f"{ACCUSED}{_plain(json.dumps(wanted.against, ensure_ascii=False)[1:-1])}%"
    if wanted.received_before:
        found["received_before"] = to_text(search.day_begins(conn, wanted.received_before))
    if wanted.acted_since and wanted.acted_until:
        found["acted_since"] = to_text(search.day_begins(conn, wanted.acted_since))
        found["acted_until"] = to_text(search.day_begins(conn, wanted.acted_until + timedelta(days=1)))
    if wanted.due_since or wanted.due_until:
        found["due_since"] = (wanted.due_since or date.min).isoformat()
        found["due_until"] = (wanted.due_until or date.max).isoformat()
    return found


def _plain(words: str) -> str:
    """Words as a pattern that has nothing but them."""
    return re.sub(r"([!%_])", r"!\1", words)


def _linked(linked: str, issue_id: int | None) -> str:
    if issue_id is None or linked not in ("confirmed", "suggested"):
        return _LINKED.get(linked, "")
    if linked == "suggested":
        return f"{_UNDECIDED} AND {BEST} = :issue_id"
    return """EXISTS (SELECT 1 FROM link c
        WHERE c.opinion_id = o.id AND c.issue_id = :issue_id AND c.state = 'confirmed')"""


def _back(issue_id: int | None) -> str:
    of_issue = "" if issue_id is None else " AND l.issue_id = :issue_id"
    return f"""EXISTS (SELECT 1 FROM link l
        WHERE l.opinion_id = o.id AND l.state = 'confirmed'{of_issue} AND EXISTS ({BACK}))"""


def _acted(code: str) -> str:
    also = " AND d.data LIKE :code" if code else ""
    return f"o.id IN (SELECT d.subject_id FROM ({LAST_ACTS}) AS d WHERE d.kind = :act{also})"


def _stage(wanted: Traits) -> str:
    """The few that are open of all that came long ago are looked for first, else all history would be read."""
    statuses = ", ".join(f"'{status}'" for status in STAGES.get(wanted.stage, ()))
    if not wanted.received_before:
        return f"o.status IN ({statuses})"
    return f"""o.id IN (SELECT s.id FROM opinion s
        WHERE s.status IN ({statuses}) AND s.received_at < :received_before)"""
