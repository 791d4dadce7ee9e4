"""Who stays away from an opinion (回避), because it is about them or somebody close to them.

Whoever reads may stay away themselves; others are named by who decides on it, and only such a person lets somebody
back, never oneself: one does not see what one stays away from. Somebody who decides always remains.
"""

from datetime import datetime

from intake import accounts, recusal
from intake.accounts import Permission
from intake.db import Connection, transaction
from intake.errors import Conflict, Invalid
from intake.model import Staff
from intake.store import claims, events, opinions, presence, recusals, undo
from intake.store import staff as accounts_store
from intake.triage.claiming import HELD
from intake.triage.looking import look, words

LONGEST = 200  # characters of a reason


def recuse(
    conn: Connection, opinion_id: int, version: int, staff_id: int, reason: str, by: Staff, now: datetime
) -> Staff:
    """Let an account stay away from an opinion; also says yes to what the machine proposed.

    Raises Refused, NotFound, Conflict, and Invalid where nobody would remain who may decide.
    """
    if staff_id != by.id:
        accounts.demand(by, Permission.RECUSE)
    opinion, reason = look(conn, opinion_id, by), words(reason, LONGEST)
    person = accounts_store.by_id(conn, staff_id)
    if person is None:
        raise Invalid("请选择需要回避的人员")
    with transaction(conn):
        opinions.change(conn, opinion_id, version)
        if not recusals.put(conn, opinion_id, person.id, by.id, now):
            raise Conflict(f"{person.name}已经回避")
        if not recusal.deciders(conn, opinion):
            raise Invalid("没有其他人能够办理这件意见，请先由系统管理员增加账号")
        _let_go(conn, opinion_id, person.id, now)
        events.append(conn, opinion_id, "recused", now, staff_id=by.id, data={"staff": [person.id]}, words=reason)
    return person


def end_recusal(
    conn: Connection, opinion_id: int, version: int, staff_id: int, reason: str, by: Staff, now: datetime
) -> None:
    """Let an account see an opinion again; the reason stands in its history.  Raises Refused, Invalid, Conflict."""
    accounts.demand(by, Permission.RECUSE)
    look(conn, opinion_id, by)
    reason = words(reason, LONGEST)
    if not reason:
        raise Invalid("请填写不再回避的理由")
    with transaction(conn):
        opinions.change(conn, opinion_id, version)
        if not recusals.drop(conn, opinion_id, staff_id):
            raise Conflict("回避情况刚有变化")
        data = {"staff": [staff_id]}
        events.append(conn, opinion_id, "recusal_ended", now, staff_id=by.id, data=data, words=reason)


def _let_go(conn: Connection, opinion_id: int, staff_id: int, now: datetime) -> None:
    """What somebody had in hand of an opinion is for others now."""
    if claims.of(conn, [opinion_id], now - HELD).get(opinion_id) == staff_id:
        claims.leave(conn, opinion_id)
    presence.gone(conn, staff_id)
    undo.drop(conn, staff_id, opinion_id)
