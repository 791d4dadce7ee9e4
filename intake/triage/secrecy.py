"""What is done so that fewer people see something: seal a report, isolate a secret, look at contacts on the record."""

from datetime import datetime

from intake import accounts
from intake.accounts import Permission
from intake.db import Connection, transaction
from intake.model import Opinion, Seal, Staff
from intake.receive import COMPARE
from intake.store import editions, events, jobs, messages, opinions, traces
from intake.triage.looking import look


def seal(conn: Connection, opinion_id: int, version: int, state: Seal, by: Staff, now: datetime) -> None:
    """Seal a protected report, or say that it is none.

    Everybody who reads may seal; only who may see sealed items may open one.
    """
    opinion = look(conn, opinion_id, by)
    if opinion.seal != Seal.NONE:
        accounts.demand(by, Permission.SEE_SEALED)
    with transaction(conn):
        opinions.change(conn, opinion_id, version, seal=state)
        traces.hide(conn, opinion_id, now)
        if state == Seal.NONE:
            jobs.add(conn, opinion_id, COMPARE, now)
        events.append(conn, opinion_id, "sealed", now, staff_id=by.id, data={"seal": state})


def isolate(conn: Connection, opinion_id: int, version: int, by: Staff, now: datetime) -> list[str]:
    """Take an item that holds state or work secrets out of every view; where copies of it lie."""
    opinion = look(conn, opinion_id, by)
    with transaction(conn):
        opinions.change(conn, opinion_id, version, isolated=1)
        traces.hide(conn, opinion_id, now)
        events.append(conn, opinion_id, "isolated", now, staff_id=by.id)
    return _copies(conn, opinion)


def reveal(conn: Connection, opinion_id: int, by: Staff, now: datetime) -> None:
    """Let somebody see an opinion's contacts; the look stands in its history."""
    accounts.demand(by, Permission.SEE_CONTACTS)
    look(conn, opinion_id, by)
    with transaction(conn):
        events.append(conn, opinion_id, "contacts_seen", now, staff_id=by.id)


def _copies(conn: Connection, opinion: Opinion) -> list[str]:
    places = ["本系统的数据库", "此前的数据库备份"]
    if any(file.role == "raw" for file in opinions.attachments(conn, opinion.id)):
        places.append("收件邮箱中的原邮件")
    if any(message.direction == "out" for message in messages.of_opinion(conn, opinion.id)):
        places.append("已发给来件人的答复")
    if any(edition.issued_at >= opinion.registered_at for edition in editions.every(conn)):
        places.append("登记以后编发的专报及下载出去的文件")
    return places
