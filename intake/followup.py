"""What the holder of a receipt may do to an opinion afterwards: add to it, withdraw it, take the withdrawal back;
and what comes in answer to our mails.

Nothing is deleted and nothing leaves the register or a count. An addition brings finished work back before a person.
"""

from datetime import datetime, timedelta

from intake import recusal
from intake.clock import to_text
from intake.db import Connection, transaction
from intake.errors import Invalid
from intake.model import Channel, Opinion, Rating, Seal, Status, StoredFile, Submission
from intake.sentence import Sentence
from intake.store import attempts, events, messages, opinions, outbox, traces
from intake.text import cues

LONGEST = 5_000
A_DAY = 10  # additions to one opinion
MAILED = 3  # times a day that one receipt is mailed
_FINISHED = (Status.ANSWERED, Status.CLOSED, Status.SET_ASIDE)


def add(conn: Connection, opinion_id: int, text: str, now: datetime, files: tuple[StoredFile, ...] = ()) -> None:
    """Add words to an opinion, and files; the same words twice in a row, with nothing new, are one addition.

    Raises Invalid for no words, too many, or too often.
    """
    words = text.strip()
    if not words:
        raise Invalid(Sentence("请写下要补充的内容"))
    if len(words) > LONGEST:
        found, most = f"{len(words):,}", f"{LONGEST:,}"
        raise Invalid(Sentence("补充内容有 %(found)s 个字，最多 %(most)s 个字", found=found, most=most))
    with transaction(conn):
        opinion = opinions.by_id(conn, opinion_id)
        earlier = [m for m in messages.of_opinion(conn, opinion_id) if m.direction == "in"]
        there = {file.blob for file in opinions.attachments(conn, opinion_id)}
        new = tuple(file for file in files if file.blob not in there)
        if earlier and earlier[-1].body == words and not new:
            return
        if sum(m.at > now - timedelta(days=1) for m in earlier) >= A_DAY:
            raise Invalid(Sentence("今天补充的次数已到上限，请明天再补充，或者另提一件意见"))
        message_id = messages.add(conn, opinion_id, "in", "received", words, now)
        opinions.add_attachments(conn, opinion_id, new)
        _wake(conn, opinion, words, now)
        events.append(conn, opinion_id, "added", now, data={"message": message_id, "files": len(new)})


def add_mail(conn: Connection, opinion_id: int, mail: Submission, now: datetime) -> None:
    """Add an answer by mail, with its files, inside the caller's transaction; mail is never refused."""
    opinion = opinions.by_id(conn, opinion_id)
    body, cut = mail.body, mail.cut
    message_id = messages.add(conn, opinion_id, "in", "received", body, now, cut=cut, sender=mail.email)
    opinions.add_attachments(conn, opinion_id, mail.files)
    _wake(conn, opinion, body[:cut], now)
    data = {"message": message_id, "channel": Channel.EMAIL, "files": len(mail.files)}
    events.append(conn, opinion_id, "added", now, data=data)


def mail_receipt(conn: Connection, opinion_id: int, address: str, now: datetime) -> None:
    """Mail a receipt to an address that its holder typed; the address is not kept with the opinion.

    The mail says nothing of the opinion's words, and an address gets one such mail a day: it may be anybody's.
    Raises Invalid for what a person has not looked at yet, and too often.
    """
    subject = f"mailed:{opinion_id}"
    with transaction(conn):
        if opinions.by_id(conn, opinion_id).held:
            raise Invalid(Sentence("这件意见要先由工作人员看过，现在还不能发送邮件；请抄下或拍下查询码"))
        if attempts.count(conn, subject, now - timedelta(days=1)) >= MAILED:
            raise Invalid(Sentence("今天已经发送过 %(most)s 次，请明天再试；也可以抄下或拍下查询码", most=MAILED))
        attempts.add(conn, subject, now)
        outbox.add(conn, "ack", address, now, opinion_id=opinion_id, due=outbox.next_ack(conn, address, now))


def rate(conn: Connection, opinion_id: int, rating: Rating, now: datetime) -> None:
    """Say how content the citizen is with the answer, once.  Raises Invalid where there is none yet, and again."""
    with transaction(conn):
        opinion = opinions.by_id(conn, opinion_id)
        if opinion.status not in (Status.ANSWERED, Status.CLOSED):
            raise Invalid(Sentence("办理结束后才能评价"))
        if any(event.kind == "rated" for event in events.history(conn, opinion_id)):
            raise Invalid(Sentence("您已经评价过了，谢谢；还有话说可以写在补充内容里"))
        events.append(conn, opinion_id, "rated", now, data={"rating": rating})


def withdraw(conn: Connection, opinion_id: int, now: datetime) -> None:
    """Note that the citizen wants the opinion back; it stays in the register."""
    _mark(conn, opinion_id, to_text(now), now)


def restore(conn: Connection, opinion_id: int, now: datetime) -> None:
    """Take a withdrawal back."""
    _mark(conn, opinion_id, None, now)


def _mark(conn: Connection, opinion_id: int, withdrawn_at: str | None, now: datetime) -> None:
    with transaction(conn):
        opinion = opinions.by_id(conn, opinion_id)
        if (opinion.withdrawn_at is None) == (withdrawn_at is None):
            return
        opinions.change(conn, opinion_id, opinion.version, withdrawn_at=withdrawn_at)
        events.append(conn, opinion_id, "withdrawn" if withdrawn_at else "restored", now)


def _wake(conn: Connection, opinion: Opinion, words: str, now: datetime) -> None:
    """Put the opinion where staff will see the addition, with what its words call for."""
    changed: dict[str, object] = {}
    if opinion.status in _FINISHED:
        changed["status"] = Status.WAITING
    if opinion.status == Status.SET_ASIDE:
        changed["held"] = "存查后来件人又作了补充"
    if cues.emergency(words) and not opinion.urgent:
        changed["urgent"] = 1
    if cues.protected(words) and opinion.seal == Seal.NONE:
        changed["seal"] = Seal.PROPOSED
    if changed:
        opinions.change(conn, opinion.id, opinion.version, **changed)
    if "seal" in changed:
        traces.hide(conn, opinion.id, now)
    secret = opinion.seal != Seal.NONE or "seal" in changed
    recusal.propose(conn, opinion.id, words, now, secret=secret)
