"""The ledger of the mailboxes for people: what became of every mail, and what a person may do about it."""

from dataclasses import dataclass
from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from intake import accounts, clock
from intake.accounts import Permission
from intake.channels.mail import ledger
from intake.channels.mail.message import Mail
from intake.channels.mail.message_outlook import is_outlook
from intake.errors import Conflict, NotFound
from intake.model import Opinion
from intake.store import blobs, mails
from intake.store.mails import Entry
from intake.web import downloads
from intake.web.auth import needs
from intake.web.mail_files import KEPT, became, seen
from intake.web.support import db, services, staff

bp = Blueprint("mail", __name__, url_prefix="/staff/mail")
STATES = {"failed": "处理失败", "kept": "留存", "duplicate": "重复", "taken": "已登记"}
_REASONS = {
    "own-address": "由本办邮箱发出",
    "delivery-report": "附有投递报告",
    "failed-recipients": "列有投递失败的收件人",
    "feedback-report": "邮件服务商的投诉反馈",
    "report": "送达、已读等回执",
    "mail-system": "由邮件系统发出",
    "mail-system-perhaps": "由邮件系统发出",
    "returned": "退回的邮件",
    "returned-by-machine": "退回的邮件",
    "list-refuses": "邮件列表拒收",
    "delivery-notification": "投递通知",
    "complaint": "邮件服务商的投诉反馈",
    "auto-submitted": "标有自动发出",
    "auto-field": "标有自动回复",
    "auto-precedence": "标有自动回复",
    "auto-subject": "主题写明是自动回复",
    "nothing-in-it": "没有主题、正文和附件",
    "answers-a-notice": "是对内部通知的回复",
}
_A_PAGE, _FARTHEST = 30, 1_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """A message of the list; what it says only where it is no opinion: opinions have pages and rights of their own."""

    entry: Entry
    mail: Mail | None
    opinion: Opinion | None


@bp.get("")
@needs(Permission.SEE_CONTACTS)
def index() -> ResponseReturnValue:
    counts = mails.counts(db())
    state = request.args.get("state", "")
    if state not in STATES:
        state = "failed" if counts.get("failed") else "kept"
    start = min(max(request.args.get("start", 0, int), 0), _FARTHEST)
    found = list(mails.in_state(db(), state, _A_PAGE + 1, start))
    return render_template(
        "mails/index.html",
        lines=_lines(found[:_A_PAGE]),
        counts=counts,
        states=STATES,
        state=state,
        start=start,
        more=start + _A_PAGE if len(found) > _A_PAGE else None,
        reason=_reason,
    )


@bp.get("/one")
@needs(Permission.SEE_CONTACTS)
def one() -> ResponseReturnValue:
    entry = _entry(request.args.get("message", ""))
    (mail,) = ledger.read(db(), services().config, [entry])
    return render_template("mails/one.html", entry=entry, mail=mail, states=STATES, reason=_reason)


@bp.get("/raw")
@needs(Permission.SEE_CONTACTS)
def raw() -> ResponseReturnValue:
    entry = _entry(request.args.get("message", ""))
    data = blobs.get(db(), entry.blob or "")
    name = downloads.whole_mail(outlook=is_outlook(data))
    response = send_file(BytesIO(data), "application/octet-stream", as_attachment=True, download_name=name)
    return downloads.locked(response)


@bp.post("/retry")
@needs(Permission.SEE_CONTACTS)
def retry() -> ResponseReturnValue:
    accounts.demand(staff(), Permission.ENTER)
    config = services().config
    request.max_content_length = (config.mail_mb + 1) * 1024 * 1024
    entry = _still(request.form.get("message", ""), "failed")
    edited = request.files.get("edited")
    data = edited.stream.read() if edited and edited.filename else None
    return _told(ledger.retry(db(), config, entry, data, clock.now, staff().id))


@bp.post("/take")
@needs(Permission.SEE_CONTACTS)
def take() -> ResponseReturnValue:
    accounts.demand(staff(), Permission.ENTER)
    entry = _still(request.form.get("message", ""), "kept")
    return _told(ledger.take(db(), services().config, entry, staff().id, clock.now))


def _reason(entry: Entry) -> str:
    """Why a message is no opinion, in words."""
    if entry.state == "failed":
        return f"处理时出错（{entry.reason}）"
    if entry.state != "kept":
        return ""
    why = _REASONS.get(entry.reason or "", "")
    return KEPT.get(entry.kind or "", "不是来件") + (f"：{why}" if why else "")


def _lines(entries: list[Entry]) -> list[Line]:
    unread = [entry for entry in entries if _open(entry)]
    said = dict(zip((entry.key for entry in unread), ledger.read(db(), services().config, unread), strict=True))
    return [Line(entry, said.get(entry.key), seen(entry.opinion_id)) for entry in entries]


def _open(entry: Entry) -> bool:
    """Whether its words may be read here; what came back from an opinion is as secret as the opinion is."""
    if entry.state not in ("failed", "kept") or entry.blob is None:
        return False
    return entry.opinion_id is None or (seen(entry.opinion_id) is not None and downloads.may_whole(entry.opinion_id))


def _entry(key: str) -> Entry:
    """A message that is no opinion.  Raises NotFound."""
    entry = mails.by_key(db(), key)
    if entry is None or not _open(entry):
        raise NotFound("没有这封邮件，或者它已经登记为意见")
    return entry


def _still(key: str, state: str) -> Entry:
    entry = mails.by_key(db(), key)
    if entry is None or entry.state != state:
        raise Conflict("这封邮件已经处理过了")
    return entry


def _told(entry: Entry) -> ResponseReturnValue:
    words, good = became(entry)
    flash(words, "good" if good else "bad")
    opinion = seen(entry.opinion_id)
    if good and opinion is not None:
        return redirect(url_for("queue.opinion", opinion_id=opinion.id), 303)
    return redirect(url_for(".index"), 303)
