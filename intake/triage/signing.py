"""Answers that another person signs (审核签发): until then nothing is sent, and nothing stands at the receipt."""

from datetime import datetime, timedelta

from intake import accounts
from intake.accounts import Permission
from intake.db import Connection, transaction
from intake.errors import Conflict, Invalid, NotFound, Refused
from intake.model import Message, Staff
from intake.store import events, messages, opinions, signing
from intake.triage.answering import demand_none_submitted, fit, send
from intake.triage.looking import look, words

REASON = 2_000  # characters


def submit_answer(conn: Connection, opinion_id: int, version: int, text: str, by: Staff, now: datetime) -> int:
    """Write an answer for another person to sign; the message's id."""
    accounts.demand(by, Permission.ANSWER)
    look(conn, opinion_id, by)
    text = fit(text)
    with transaction(conn):
        demand_none_submitted(conn, opinion_id)
        opinions.change(conn, opinion_id, version)
        message_id = messages.add(conn, opinion_id, "out", "draft", text, now, by.id)
        signing.submit(conn, opinion_id, message_id, by.id, now)
        signing.forget_returned(conn, opinion_id)
        events.append(conn, opinion_id, "answer_submitted", now, staff_id=by.id, data={"message": message_id})
    return message_id


def sign_answer(
    conn: Connection, opinion_id: int, version: int, message_id: int, by: Staff, now: datetime, *, delay: timedelta
) -> None:
    """Sign an answer that another person wrote; it goes the citizen's way now.

    Raises Refused for its author, Conflict where the opinion or the answer changed since the signer read them.
    """
    accounts.demand(by, Permission.RELEASE)
    opinion = look(conn, opinion_id, by)
    with transaction(conn):
        message = _submitted(conn, opinion_id, message_id)
        if message.staff_id == by.id:
            raise Refused("自己起草的答复须由他人审核签发")
        _settle(conn, opinion_id, message_id)
        messages.release(conn, message_id, now)
        send(conn, opinion, version, message_id, by, now, delay, author=message.staff_id)


def return_answer(
    conn: Connection, opinion_id: int, version: int, message_id: int, reason: str, by: Staff, now: datetime
) -> None:
    """Give an answer back to who wrote it, saying what to mend."""
    accounts.demand(by, Permission.RELEASE)
    reason = words(reason, REASON)
    if not reason:
        raise Invalid("请填写退回修改的原因")
    with transaction(conn):
        _leave(conn, opinion_id, version, message_id, "answer_returned", by, now, reason)
        signing.give_back(conn, opinion_id, message_id, by.id, now)


def recall_answer(conn: Connection, opinion_id: int, version: int, message_id: int, by: Staff, now: datetime) -> None:
    """Take back an answer that nobody has signed yet, to mend it.  Refused to who neither wrote nor may sign it."""
    accounts.demand(by, Permission.ANSWER)
    message = messages.by_id(conn, message_id)
    if message is not None and message.staff_id != by.id:
        accounts.demand(by, Permission.RELEASE)
    with transaction(conn):
        _leave(conn, opinion_id, version, message_id, "answer_recalled", by, now)


def _leave(
    conn: Connection,
    opinion_id: int,
    version: int,
    message_id: int,
    kind: str,
    by: Staff,
    now: datetime,
    reason: str | None = None,
) -> None:
    look(conn, opinion_id, by)
    _submitted(conn, opinion_id, message_id)
    _settle(conn, opinion_id, message_id)
    opinions.change(conn, opinion_id, version)
    events.append(conn, opinion_id, kind, now, staff_id=by.id, data={"message": message_id}, words=reason)


def _submitted(conn: Connection, opinion_id: int, message_id: int) -> Message:
    message = messages.by_id(conn, message_id)
    if message is None or message.opinion_id != opinion_id:
        raise NotFound("没有这份答复")
    return message


def _settle(conn: Connection, opinion_id: int, message_id: int) -> None:
    if not signing.settle(conn, opinion_id, message_id):
        raise Conflict("这份答复刚被别人处理过，请看过最新情况后再操作")
