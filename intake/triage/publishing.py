"""Publishing an answer for everybody: question and answer as a person has edited them, never the letter itself."""

from datetime import datetime

from intake import accounts
from intake.accounts import Permission
from intake.db import Connection, transaction
from intake.errors import Conflict, Invalid
from intake.model import Opinion, Seal, Staff
from intake.store import events, messages, opinions, publications
from intake.triage.looking import look, words

QUESTION, PUBLISHED = 2_000, 5_000  # characters


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


def publish(
    conn: Connection, opinion_id: int, version: int, question: str, answer: str, by: Staff, now: datetime
) -> int:
    """Publish question and answer, or change what is published; the publication's id.

    Raises Refused, NotFound, Conflict, and Invalid with the reason why the opinion cannot be published.
    """
    accounts.demand(by, Permission.RELEASE)
    look(conn, opinion_id, by)
    question, answer = words(question, QUESTION), words(answer, PUBLISHED)
    if not question or not answer:
        raise Invalid("请填写公布的问题和答复")
    with transaction(conn):
        opinion = opinions.by_id(conn, opinion_id)
        if opinion.version != version:
            raise Conflict("这件意见刚被他人更新")
        if why := publishable(conn, opinion):
            raise Invalid(why)
        publication_id = publications.put(conn, opinion_id, question, answer, by.id, now)
        events.append(conn, opinion_id, "published", now, staff_id=by.id, data={"publication": publication_id})
    return publication_id


def unpublish(conn: Connection, opinion_id: int, by: Staff, now: datetime) -> None:
    """Take back what is published of an opinion.  Raises Invalid where nothing is."""
    accounts.demand(by, Permission.RELEASE)
    look(conn, opinion_id, by)
    with transaction(conn):
        if not publications.forget(conn, opinion_id):
            raise Invalid("这件意见没有公布")
        events.append(conn, opinion_id, "unpublished", now, staff_id=by.id)
