"""Publishing an answer for everybody: question and answer as a person has edited them, never the letter itself."""

from datetime import datetime

from intake import accounts
from intake.accounts import Permission
from intake.db import Connection, transaction
from intake.errors import Conflict, Invalid, Refused
from intake.model import Opinion, Seal, Staff
from intake.store import events, messages, opinions, proposals, publications
from intake.store.proposals import Proposal
from intake.triage.looking import look, words

QUESTION, PUBLISHED, REASON = 2_000, 5_000, 2_000  # characters


def publishable(conn: Connection, opinion: Opinion) -> str:
    """Why an opinion's answer may not be published; empty where it may."""
    if opinion.seal != Seal.NONE or opinion.isolated:
        return "检举控告和要求保密的意见不能公布"
    if opinion.held:
        return "待核的来件不能公布，请先核对放行"
    if opinion.withdrawn_at is not None:
        return "来件人已经撤回，不能公布"
    if not any(m.direction == "out" and m.state == "released" for m in messages.of_opinion(conn, opinion.id)):
        return "还没有答复，不能公布"
    return ""


def propose_publication(
    conn: Connection, opinion_id: int, version: int, question: str, answer: str, by: Staff, now: datetime
) -> None:
    """Let an edited question and answer wait for the release of another person, in place of what waited before."""
    accounts.demand(by, Permission.ANSWER)
    look(conn, opinion_id, by)
    question, answer = _edited(question, answer)
    with transaction(conn):
        _change(conn, opinion_id, version)
        proposals.put(conn, opinion_id, question, answer, by.id, now)
        events.append(conn, opinion_id, "publication_proposed", now, staff_id=by.id)


def publish(
    conn: Connection, opinion_id: int, version: int, question: str, answer: str, by: Staff, now: datetime
) -> int:
    """Publish question and answer, or change what is published, as somebody who needs no other; the publication's id.

    Raises Refused, NotFound, Conflict, and Invalid with the reason why the opinion cannot be published.
    """
    accounts.demand(by, Permission.RELEASE)
    look(conn, opinion_id, by)
    question, answer = _edited(question, answer)
    with transaction(conn):
        _change(conn, opinion_id, version)
        return _put(conn, opinion_id, question, answer, by, now, {})


def release_publication(conn: Connection, opinion_id: int, version: int, by: Staff, now: datetime) -> int:
    """Publish what another person has edited; the publication's id.  Raises Refused for who edited it, Conflict."""
    accounts.demand(by, Permission.RELEASE)
    look(conn, opinion_id, by)
    with transaction(conn):
        proposal = _waiting(conn, opinion_id)
        if proposal.by == by.id:
            raise Refused("自己编辑的公布内容须由他人审核")
        _change(conn, opinion_id, version)
        return _put(conn, opinion_id, proposal.question, proposal.answer, by, now, {"author": proposal.by})


def return_publication(conn: Connection, opinion_id: int, version: int, reason: str, by: Staff, now: datetime) -> None:
    """Give what was to be published back to who edited it, saying what to mend."""
    accounts.demand(by, Permission.RELEASE)
    look(conn, opinion_id, by)
    reason = words(reason, REASON)
    if not reason:
        raise Invalid("请填写退回修改的原因")
    with transaction(conn):
        _waiting(conn, opinion_id)
        opinions.change(conn, opinion_id, version)
        proposals.give_back(conn, opinion_id, by.id, now)
        events.append(conn, opinion_id, "publication_returned", now, staff_id=by.id, words=reason)


def unpublish(conn: Connection, opinion_id: int, version: int, by: Staff, now: datetime) -> None:
    """Take back what is published of an opinion.  Raises Invalid where nothing is, Conflict."""
    accounts.demand(by, Permission.RELEASE)
    look(conn, opinion_id, by)
    with transaction(conn):
        opinions.change(conn, opinion_id, version)
        if not publications.forget(conn, opinion_id):
            raise Invalid("这件意见没有公布")
        events.append(conn, opinion_id, "unpublished", now, staff_id=by.id)


def _edited(question: str, answer: str) -> tuple[str, str]:
    question, answer = words(question, QUESTION), words(answer, PUBLISHED)
    if not question or not answer:
        raise Invalid("请填写公布的问题和答复")
    return question, answer


def _change(conn: Connection, opinion_id: int, version: int) -> None:
    """A new version of an opinion that still is as it was seen, and may be published."""
    opinion = opinions.by_id(conn, opinion_id)
    opinions.change(conn, opinion_id, version)
    if why := publishable(conn, opinion):
        raise Invalid(why)


def _put(
    conn: Connection, opinion_id: int, question: str, answer: str, by: Staff, now: datetime, data: dict[str, int]
) -> int:
    publication_id = publications.put(conn, opinion_id, question, answer, by.id, now)
    proposals.forget(conn, opinion_id)
    events.append(conn, opinion_id, "published", now, staff_id=by.id, data={"publication": publication_id, **data})
    return publication_id


def _waiting(conn: Connection, opinion_id: int) -> Proposal:
    proposal = proposals.of_opinion(conn, opinion_id)
    if proposal is None or proposal.returned:
        raise Conflict("公布内容刚被别人处理过，请看过最新情况后再操作")
    return proposal
