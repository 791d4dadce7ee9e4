"""Looking at what came with an opinion without opening it: pages of a PDF as pictures, a mail's HTML in a frame."""

from flask import Response, make_response, render_template
from flask.typing import ResponseReturnValue

from intake import triage
from intake.accounts import Permission
from intake.channels.files import media_type
from intake.channels.mail import shown
from intake.errors import NotFound, Unreadable
from intake.model import Attachment
from intake.ocr import programs
from intake.store import blobs
from intake.web import downloads
from intake.web.auth import needs
from intake.web.support import db, staff

_NO_HTML = "<p>这封邮件没有网页格式的正文，页面上已是全文。</p>"


@needs(Permission.READ)
def leaf(opinion_id: int, position: int, number: int) -> ResponseReturnValue:
    """One page of a PDF, to be read."""
    opinion = triage.look(db(), opinion_id, staff())
    file = _pdf(opinion.id, position)
    return render_template("queue/leaf.html", opinion=opinion, file=file, number=number)


@needs(Permission.READ)
def picture(opinion_id: int, position: int, number: int) -> ResponseReturnValue:
    """That page as a picture: nothing of the PDF itself reaches the browser."""
    file = _pdf(triage.look(db(), opinion_id, staff()).id, position)
    try:
        made = programs.picture(blobs.get(db(), file.blob), number)
    except Unreadable:
        raise NotFound("没有这一页") from None
    return downloads.locked(Response(made, mimetype="image/png"))


@needs(Permission.READ)
def mail(opinion_id: int, position: int) -> ResponseReturnValue:
    """What a mail's HTML says, without anything that loads, runs or leads elsewhere."""
    opinion = triage.look(db(), opinion_id, staff())
    downloads.demand_whole(opinion.id)
    file = downloads.found(opinion.id, position)
    if file.role != "raw":
        raise NotFound("没有这封邮件")
    body = shown.page(blobs.get(db(), file.blob)) or _NO_HTML
    return downloads.locked(make_response(f"<!doctype html><html lang=zh><title>邮件</title><body>{body}"))


def can_show() -> bool:
    """Whether pages of a PDF can be turned into pictures here."""
    return programs.shows_pages()


def _pdf(opinion_id: int, position: int) -> Attachment:
    file = downloads.found(opinion_id, position)
    if not can_show() or media_type(blobs.get(db(), file.blob)) != "application/pdf":
        raise NotFound("这个附件不能逐页查看")
    return file
