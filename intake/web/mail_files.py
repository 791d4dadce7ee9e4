"""Mails saved as files (.eml, Outlook's .msg), dropped on the desk: taken in as if the mailbox had brought them."""

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from intake import clock, ids, triage
from intake.accounts import Permission
from intake.channels.mail import filing
from intake.channels.mail.filing import Arrival
from intake.channels.mail.sandbox import Parser
from intake.channels.scans import is_mail, shown_name
from intake.errors import Invalid, NotFound
from intake.model import Opinion
from intake.store.mails import Entry
from intake.web.auth import needs
from intake.web.support import db, moment, services, staff

_MOST = 20  # files at once
_MAILBOX = "desk"
KEPT = {
    "auto-reply": "是自动回复",
    "bounce": "是退信通知",
    "report": "是送达或已读回执",
    "empty": "是空邮件",
    "own": "是本办发出的邮件",
    "reply": "是对内部通知的回复",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file: its opinion, where this person may see it, and what is said of it."""

    filename: str
    opinion: Opinion | None
    words: str
    good: bool


@needs(Permission.ENTER)
def show() -> ResponseReturnValue:
    return render_template("desk/mail.html", taken=[], problem="")


@needs(Permission.ENTER)
def take() -> ResponseReturnValue:
    request.max_content_length = (services().config.mail_mb + 1) * _MOST * 1024 * 1024
    sent = [upload for upload in request.files.getlist("mails") if upload.filename]
    with Parser() as parser:
        taken = [_one(parser, upload) for upload in sent[:_MOST]]
    problem = "" if sent else "请选择邮件文件（.eml、.msg）"
    if len(sent) > _MOST:
        problem = f"一次最多 {_MOST} 封，其余没有收下"
    return render_template("desk/mail.html", taken=taken, problem=problem), 422 if problem else 200


def _one(parser: Parser, upload: FileStorage) -> Taken:
    name = shown_name(upload.filename or "")
    try:
        arrival = _arrival(parser, name, upload.stream.read(services().config.mail_mb * 1024 * 1024 + 1))
    except Invalid as error:
        return Taken(name, None, str(error), good=False)
    entry = filing.settle(db(), arrival, clock.now)
    words, good = became(entry)
    return Taken(name, seen(entry.opinion_id), words, good)


def _arrival(parser: Parser, name: str, data: bytes) -> Arrival:
    if len(data) > services().config.mail_mb * 1024 * 1024:
        raise Invalid(f"超过 {services().config.mail_mb} MB")
    if not is_mail(name):
        raise Invalid("不是邮件文件（.eml、.msg）")
    parser.submit(data)
    mail = parser.result()
    if mail.from_address is None and mail.date is None and mail.message_id is None:
        raise Invalid("内容不是一封邮件")
    received = mail.date if mail.date is not None and mail.date <= moment() else moment()
    return Arrival(_MAILBOX, 1, ids.new_id(clock.now()), received, data, mail, staff().id)


def became(entry: Entry) -> tuple[str, bool]:
    """What is said of a message that was just dealt with, and whether it was taken."""
    if entry.state == "taken":
        return "已登记", True
    if entry.state == "duplicate":
        return "这封邮件以前已经登记，没有重复登记", True
    if entry.state == "failed":
        return "这封邮件没有处理成功，已经保存，负责人可以在邮件台账中再试", False
    why = KEPT.get(entry.kind or "", "不是来件")
    return f"{why}，没有作为意见登记；如确是意见，请在邮件台账中登记", False


def seen(opinion_id: int | None) -> Opinion | None:
    """The opinion, where this person may read it; else nothing but that it is registered is said."""
    if opinion_id is None:
        return None
    try:
        return triage.look(db(), opinion_id, staff())
    except NotFound:
        return None
