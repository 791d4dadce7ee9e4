"""Answers to citizens: by their channel, with a while in which the mail can be taken back."""

from datetime import datetime, timedelta

from intake import accounts
from intake.accounts import Permission
from intake.db import Connection, transaction
from intake.errors import Invalid, NotFound
from intake.model import Channel, Opinion, Staff, Status
from intake.store import claims, events, messages, opinions, outbox, signing
from intake.triage.looking import look, words

ANSWER = 10_000  # characters


def by_mail(opinion: Opinion) -> bool:
    """Whether an answer also goes out as a mail; at the receipt it stands in any case."""
    return bool(opinion.email) and (opinion.channel == Channel.EMAIL or opinion.wants_answer)


def answer(
    conn: Connection,
    opinion_id: int,
    version: int,
    text: str,
    by: Staff,
    now: datetime,
    *,
    delay: timedelta,
) -> int:
    """Answer a citizen by their channel, as somebody who signs what they write; the message's id.

    Shown at the receipt at once; a mail leaves after `delay`, so that it can be taken back.
    """
    accounts.demand(by, Permission.ANSWER)
    accounts.demand(by, Permission.RELEASE)
    opinion, text = look(conn, opinion_id, by), fit(text)
    with transaction(conn):
        demand_none_submitted(conn, opinion_id)
        message_id = messages.add(conn, opinion_id, "out", "released", text, now, by.id)
        send(conn, opinion, version, message_id, by, now, delay)
    return message_id


def fit(text: str) -> str:
    """The text of an answer.  Raises Invalid where there is none or too much."""
    text = words(text, ANSWER)
    if not text:
        raise Invalid("请填写答复内容")
    return text


def demand_none_submitted(conn: Connection, opinion_id: int) -> None:
    """Raises Invalid where an answer waits for its signature already."""
    if signing.of_opinion(conn, opinion_id) is not None:
        raise Invalid("已有一份答复待审核签发，请先签发、退回或者撤回那一份")


def send(
    conn: Connection,
    opinion: Opinion,
    version: int,
    message_id: int,
    by: Staff,
    now: datetime,
    delay: timedelta,
    author: int | None = None,
) -> None:
    """Let a released answer go the citizen's way, inside a transaction; `author` wrote it where `by` only signed."""
    opinions.change(conn, opinion.id, version, status=Status.ANSWERED, held=None)
    claims.leave(conn, opinion.id)
    signing.forget_returned(conn, opinion.id)
    if by_mail(opinion):
        due = now + delay
        outbox.add(conn, "answer", opinion.email, now, opinion_id=opinion.id, message_id=message_id, due=due)
    data = {"message": message_id, "before": opinion.status} | ({"author": author} if author else {})
    events.append(conn, opinion.id, "answered", now, staff_id=by.id, data=data)


def withdraw_answer(conn: Connection, opinion_id: int, version: int, message_id: int, by: Staff, now: datetime) -> str:
    """Take back an answer whose mail has not left; its text.  It becomes a draft, the opinion is as before.

    Raises Invalid where the mail is gone, or where there was none: the citizen may have read it at the receipt.
    """
    accounts.demand(by, Permission.ANSWER)
    look(conn, opinion_id, by)
    message = messages.by_id(conn, message_id)
    if message is None or message.opinion_id != opinion_id:
        raise NotFound("没有这份答复")
    with transaction(conn):
        if not outbox.withdraw(conn, message_id):
            raise Invalid("答复已经发出，不能撤回；可以再写一份答复")
        messages.take_back(conn, message_id)
        opinions.change(conn, opinion_id, version, status=_before(conn, opinion_id, message_id))
        events.append(conn, opinion_id, "answer_withdrawn", now, staff_id=by.id, data={"message": message_id})
    return message.body


def _before(conn: Connection, opinion_id: int, message_id: int) -> Status:
    history = events.history(conn, opinion_id)
    answers = (event for event in history if event.kind == "answered" and event.data["message"] == message_id)
    return Status(next(answers).data["before"])
