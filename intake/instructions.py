"""What leaders write on an opinion or an issued digest (领导批示): entered by staff, a task until it is done."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from intake import accounts, triage
from intake.accounts import Permission
from intake.db import Connection, transaction
from intake.errors import Invalid
from intake.model import Staff, StoredFile
from intake.store import editions, events, instructions
from intake.store.instructions import Instruction
from intake.triage.looking import words

LEADER = 40  # characters
TEXT = 2_000


@dataclass(frozen=True, slots=True)
class Given:
    """An instruction as it was written; on an opinion, or on the digest with a running number."""

    leader: str
    given_on: date
    text: str
    due_on: date | None = None
    opinion_id: int | None = None
    edition: int | None = None
    scan: StoredFile | None = None


def enter(conn: Connection, given: Given, by: Staff, now: datetime) -> int:
    """Write an instruction down; its id.  Raises Invalid, NotFound, Refused."""
    accounts.demand(by, Permission.HAND_OVER)
    leader, text = words(" ".join(given.leader.split()), LEADER), words(given.text, TEXT)
    if not leader or not text:
        raise Invalid("请填写批示领导和批示内容")
    if given.given_on > now.astimezone(conn.zone).date():
        raise Invalid("批示日期不能晚于今天")
    if given.due_on and given.due_on < given.given_on:
        raise Invalid("办理时限不能早于批示日期")
    digest_id = _digest(conn, given)
    if given.opinion_id is not None:
        triage.look(conn, given.opinion_id, by)
    row: dict[str, Any] = {
        "opinion_id": given.opinion_id,
        "digest_id": digest_id,
        "leader": leader,
        "given_on": given.given_on.isoformat(),
        "text": text,
        "scan": given.scan.blob if given.scan else None,
        "scan_type": given.scan.media_type if given.scan else None,
        "due_on": given.due_on.isoformat() if given.due_on else None,
    }
    with transaction(conn):
        made = instructions.add(conn, by.id, now, row)
        _note(conn, given.opinion_id or digest_id, "instructed", by, now, f"{leader}：{text}", instruction=made)
    return made


def finish(conn: Connection, instruction_id: int, result: str, by: Staff, now: datetime) -> None:
    """Say that an instruction was carried out, and how.  Raises Invalid, Conflict, NotFound, Refused."""
    accounts.demand(by, Permission.HAND_OVER)
    result = words(result, TEXT)
    if not result:
        raise Invalid("请填写落实情况")
    found = look(conn, instruction_id, by)
    with transaction(conn):
        instructions.finish(conn, found.id, result, by.id, now)
        subject = found.opinion_id or next(e.id for e in editions.every(conn) if e.number == found.edition)
        _note(conn, subject, "instruction_done", by, now, result, instruction=found.id)


def look(conn: Connection, instruction_id: int, by: Staff) -> Instruction:
    """An instruction for somebody to read.  Raises NotFound, also where this person must not know of its opinion."""
    accounts.demand(by, Permission.READ)
    found = instructions.by_id(conn, instruction_id)
    if found.opinion_id is not None:
        triage.look(conn, found.opinion_id, by)
    return found


def _digest(conn: Connection, given: Given) -> int | None:
    """The id of the digest that an instruction is on, None for an opinion; it is on one of them."""
    if (given.opinion_id is None) == (given.edition is None):
        raise Invalid("请填写登记编号或者专报期号，二者填一项")
    if given.edition is None:
        return None
    found = next((edition.id for edition in editions.every(conn) if edition.number == given.edition), None)
    if found is None:
        raise Invalid(f"没有第 {given.edition} 期专报")
    return found


def _note(
    conn: Connection, subject_id: int | None, kind: str, by: Staff, now: datetime, said: str, **data: int
) -> None:
    assert subject_id is not None
    events.append(conn, subject_id, kind, now, staff_id=by.id, data=data, words=said)
