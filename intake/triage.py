"""What staff do to an opinion. Every act checks the version the person saw, takes one transaction, leaves an event."""

from datetime import datetime, timedelta

from intake import accounts
from intake.accounts import Permission
from intake.db import Connection, transaction
from intake.errors import Invalid, NotFound
from intake.model import (
    OPEN,
    AsideReason,
    Channel,
    Disposal,
    Link,
    LinkOrigin,
    LinkState,
    Nature,
    Opinion,
    Outcome,
    Seal,
    Staff,
    Stance,
    Status,
)
from intake.receive import acknowledge
from intake.store import events, links, messages, opinions, outbox


def look(conn: Connection, opinion_id: int, by: Staff) -> Opinion:
    """An opinion for somebody to read.  Raises NotFound, also where this person must not know of it."""
    accounts.demand(by, Permission.READ)
    opinion = opinions.by_id(conn, opinion_id)
    hidden = opinion.seal != Seal.NONE and not accounts.may(by, Permission.SEE_SEALED)
    if opinion.isolated or hidden:
        raise NotFound("没有这件意见，或者您无权查看")
    return opinion


def confirm(
    conn: Connection,
    opinion_id: int,
    version: int,
    issue_ids: list[int],
    by: Staff,
    now: datetime,
    *,
    origin: LinkOrigin = LinkOrigin.SINGLE,
) -> None:
    """Say what an opinion is about: the first issue is the main one; an empty list says none of the circular.

    What the machine had suggested otherwise is rejected. Also how a link is changed later.
    Raises Conflict, Refused, NotFound.
    """
    accounts.demand(by, Permission.CONFIRM)
    opinion = look(conn, opinion_id, by)
    kept = list(dict.fromkeys(issue_ids))
    relinked = opinion.status != Status.WAITING
    with transaction(conn):
        status = opinion.status if relinked else Status.CONFIRMED
        opinions.change(conn, opinion_id, version, status=status, held=None)
        for position, issue_id in enumerate(kept):
            links.put(
                conn,
                Link(
                    opinion_id=opinion_id,
                    issue_id=issue_id,
                    state=LinkState.CONFIRMED,
                    origin=origin,
                    main=position == 0,
                    rank=position,
                    probability=None,
                    evidence=(),
                    linked_by=by.id,
                    linked_at=now,
                ),
            )
        links.reject_others(conn, opinion_id, kept, by.id, now)
        data = {"issues": kept, "origin": origin}
        events.append(conn, opinion_id, "relinked" if relinked else "confirmed", now, staff_id=by.id, data=data)
        _release_hold(conn, opinion, by, now)


def classify(
    conn: Connection,
    opinion_id: int,
    version: int,
    by: Staff,
    now: datetime,
    *,
    nature: Nature | None = None,
    stance: Stance | None = None,
) -> None:
    """Say what an opinion is and how it stands to the rectification; None leaves as it is."""
    accounts.demand(by, Permission.CONFIRM)
    opinion = look(conn, opinion_id, by)
    nature, stance = nature or opinion.nature, stance or opinion.stance
    with transaction(conn):
        opinions.change(conn, opinion_id, version, nature=nature, stance=stance)
        data = {"nature": nature, "stance": stance}
        events.append(conn, opinion_id, "classified", now, staff_id=by.id, data=data)


def set_aside(
    conn: Connection,
    opinion_id: int,
    version: int,
    reason: AsideReason,
    note: str,
    by: Staff,
    now: datetime,
) -> None:
    """Take an opinion out of the queue without an answer; it stays in the register and in every count."""
    accounts.demand(by, Permission.CONFIRM)
    look(conn, opinion_id, by)
    disposal = Disposal.FILED if reason in (AsideReason.KEPT, AsideReason.OUT_OF_SCOPE) else Disposal.VOID
    with transaction(conn):
        opinions.change(
            conn,
            opinion_id,
            version,
            status=Status.SET_ASIDE,
            aside_reason=reason,
            disposal=disposal,
            held=None,
        )
        data = {"reason": reason}
        events.append(conn, opinion_id, "set_aside", now, staff_id=by.id, data=data, words=note)


def hand_over(
    conn: Connection, opinion_id: int, version: int, unit_id: int, note: str, by: Staff, now: datetime
) -> None:
    """Give an opinion to a unit to deal with."""
    accounts.demand(by, Permission.HAND_OVER)
    opinion = look(conn, opinion_id, by)
    _demand_open(opinion)
    if opinion.seal != Seal.NONE:
        raise Invalid("密件不得交承办单位办理，请先由负责人处理")
    with transaction(conn):
        opinions.change(
            conn,
            opinion_id,
            version,
            status=Status.HANDED_OVER,
            unit_id=unit_id,
            disposal=Disposal.ASSIGNED,
        )
        data = {"unit": unit_id}
        events.append(conn, opinion_id, "handed_over", now, staff_id=by.id, data=data, words=note)


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
    """Answer a citizen by their channel; the message's id.

    Shown at the receipt at once; a mail leaves after `delay`, so that it can be taken back.
    """
    accounts.demand(by, Permission.ANSWER)
    opinion = look(conn, opinion_id, by)
    if not text.strip():
        raise Invalid("请填写答复内容")
    with transaction(conn):
        opinions.change(conn, opinion_id, version, status=Status.ANSWERED, held=None)
        message_id = messages.add(conn, opinion_id, "out", "released", text.strip(), now, by.id)
        by_mail = opinion.channel == Channel.EMAIL or opinion.wants_answer
        if opinion.email and by_mail:
            outbox.add(
                conn,
                "answer",
                opinion.email,
                now,
                opinion_id=opinion_id,
                message_id=message_id,
                due=now + delay,
            )
        events.append(conn, opinion_id, "answered", now, staff_id=by.id, data={"message": message_id})
    return message_id


def close(
    conn: Connection, opinion_id: int, version: int, outcome: Outcome, note: str, by: Staff, now: datetime
) -> None:
    """End the work on an opinion, saying what came of it."""
    accounts.demand(by, Permission.CONFIRM)
    _demand_open(look(conn, opinion_id, by))
    with transaction(conn):
        opinions.change(conn, opinion_id, version, status=Status.CLOSED, outcome=outcome)
        data = {"outcome": outcome}
        events.append(conn, opinion_id, "closed", now, staff_id=by.id, data=data, words=note)


def reopen(conn: Connection, opinion_id: int, version: int, note: str, by: Staff, now: datetime) -> None:
    """Put a closed opinion, or one set aside, back into the queue."""
    accounts.demand(by, Permission.CONFIRM)
    if look(conn, opinion_id, by).status in OPEN:
        raise Invalid("这件意见正在办理，不需要重新办理")
    with transaction(conn):
        opinions.change(
            conn, opinion_id, version, status=Status.WAITING, aside_reason=None, outcome=None, disposal=None
        )
        events.append(conn, opinion_id, "reopened", now, staff_id=by.id, words=note)


def seal(conn: Connection, opinion_id: int, version: int, state: Seal, by: Staff, now: datetime) -> None:
    """Seal a protected report, or say that it is none.

    Everybody who reads may seal; only who may see sealed items may open one.
    """
    opinion = look(conn, opinion_id, by)
    if opinion.seal != Seal.NONE:
        accounts.demand(by, Permission.SEE_SEALED)
    with transaction(conn):
        opinions.change(conn, opinion_id, version, seal=state)
        events.append(conn, opinion_id, "sealed", now, staff_id=by.id, data={"seal": state})


def isolate(conn: Connection, opinion_id: int, version: int, by: Staff, now: datetime) -> list[str]:
    """Take an item that holds state or work secrets out of every view; where copies of it lie."""
    look(conn, opinion_id, by)
    with transaction(conn):
        opinions.change(conn, opinion_id, version, isolated=1)
        events.append(conn, opinion_id, "isolated", now, staff_id=by.id)
    files = opinions.attachments(conn, opinion_id)
    places = ["数据库", "此前的数据库备份"]
    if any(file.role == "raw" for file in files):
        places.append("收件邮箱")
    return places


def note(conn: Connection, opinion_id: int, text: str, by: Staff, now: datetime) -> None:
    """Add a remark to the history, for staff only."""
    look(conn, opinion_id, by)
    if not text.strip():
        raise Invalid("请填写备注内容")
    with transaction(conn):
        events.append(conn, opinion_id, "noted", now, staff_id=by.id, words=text.strip())


def _demand_open(opinion: Opinion) -> None:
    if opinion.status not in OPEN:
        raise Invalid("这件意见已经办结，请先重新办理")


def _release_hold(conn: Connection, opinion: Opinion, by: Staff, now: datetime) -> None:
    """A held item that a person takes up is a real one: its sender gets the acknowledgement now."""
    if opinion.held:
        acknowledge(conn, opinion.id, opinion.email, None, now)
        events.append(conn, opinion.id, "released", now, staff_id=by.id)
