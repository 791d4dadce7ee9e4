"""The circulars for staff: list, import with a look before, the catalogue as a tree in its text, corrections."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, Form, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from intake import catalogue
from intake.accounts import Permission
from intake.db import transaction
from intake.errors import Invalid, NotFound, Unreadable
from intake.model import Circular, Issue, StoredFile
from intake.store import blobs, circulars, events, queue, uploads
from intake.store import staff as accounts_store
from intake.web.auth import needs
from intake.web.support import db, moment, staff

bp = Blueprint("circulars", __name__, url_prefix="/staff/circulars")
LISTS = ("phones", "emails")
CONTACTS = ("address", "postcode", "envelope_note", "hours", "period")
DONE = {
    "open": "通报已发布，开始征集意见。",
    "closed": "已截止征集；仍会收下逾期来件并注明。",
    "offline": "通报已下线。",
}


class FactsForm(Form):  # type: ignore[misc]  # the library has no types
    """What the reader found of a circular, for a person to correct."""

    title = StringField("标题", [InputRequired("请填写通报标题"), Length(max=300, message="标题请不要超过 300 个字")])
    issuer = StringField("发布单位", [Length(max=200, message="请不要超过 200 个字")])
    phones = TextAreaField("联系电话")
    emails = TextAreaField("电子邮箱")
    address = StringField("邮寄地址")
    postcode = StringField("邮政编码")
    envelope_note = StringField("信封注明")
    hours = StringField("受理时间")
    period = StringField("征集期限")
    promises_reply = BooleanField("本通报逐件答复（不勾选时，不向来件人承诺答复）")


@bp.get("/")
@needs(Permission.READ)
def index() -> ResponseReturnValue:
    every = circulars.every(db())
    counts = {circular.id: len(_leaves(circulars.issues(db(), circular.id))) for circular in every}
    return render_template("circulars/index.html", circulars=every, counts=counts)


@bp.get("/import")
@needs(Permission.MANAGE_CATALOGUE)
def upload() -> ResponseReturnValue:
    return _upload_page(request.args.get("circular", type=int))


@bp.post("/import")
@needs(Permission.MANAGE_CATALOGUE)
def preview() -> ResponseReturnValue:
    circular_id, sent = request.form.get("circular", type=int), request.files.get("file")
    if sent is None or not sent.filename:
        return _upload_page(circular_id, "请选择通报文件"), 422
    try:
        return _preview_page(circular_id, sent)
    except Unreadable as error:
        return _upload_page(circular_id, str(error)), 422


@bp.post("/import/confirm")
@needs(Permission.MANAGE_CATALOGUE)
def confirm() -> ResponseReturnValue:
    kept = uploads.staged(db(), [request.form.get("file", "")])
    if not kept:
        raise NotFound("上传的文件已过期，请重新上传")
    [file] = kept.values()
    circular_id = catalogue.import_(
        db(),
        blobs.get(db(), file.blob),
        file.filename or "",
        request.form.get("circular", type=int),
        staff(),
        moment(),
        seen=request.form.get("seen", type=int),
        given={name: request.form.get(name, "") for name in ("title", "issuer")},
    )
    draft = circulars.by_id(db(), circular_id).state == "draft"
    flash("已导入为草稿，请核对后发布。" if draft else "已更新为新版本，原有关联不变。", "good")
    return redirect(url_for("circulars.show", circular_id=circular_id), 303)


@bp.get("/<int:circular_id>")
@needs(Permission.READ)
def show(circular_id: int) -> ResponseReturnValue:
    circular, entries = circulars.by_id(db(), circular_id), circulars.issues(db(), circular_id)
    placed = [entry for entry in entries if entry.end > entry.start]
    return render_template(
        "circulars/show.html",
        circular=circular,
        issues=[entry for entry in entries if entry.kind == "issue"],
        sections=[entry for entry in entries if entry.kind == "section"],
        leaves=len(_leaves(entries)),
        counts=queue.by_issue(db()),
        printed=circulars.printed_titles(db(), circular_id),
        pieces=pieces(circular.text, placed),
        placed={entry.id for entry in placed},
        history=events.history(db(), circular_id),
        names=accounts_store.names(db()),
    )


@bp.post("/<int:circular_id>/state")
@needs(Permission.MANAGE_CATALOGUE)
def change_state(circular_id: int) -> ResponseReturnValue:
    state = request.form.get("state", "")
    catalogue.set_state(db(), circular_id, state, staff(), moment())
    flash(DONE[state], "good")
    return redirect(url_for("circulars.show", circular_id=circular_id), 303)


@bp.get("/<int:circular_id>/facts")
@needs(Permission.MANAGE_CATALOGUE)
def facts(circular_id: int) -> ResponseReturnValue:
    circular = circulars.by_id(db(), circular_id)
    return render_template("circulars/facts.html", circular=circular, form=FactsForm(data=_typed(circular)))


@bp.post("/<int:circular_id>/facts")
@needs(Permission.MANAGE_CATALOGUE)
def correct(circular_id: int) -> ResponseReturnValue:
    circular, form = circulars.by_id(db(), circular_id), FactsForm(request.form)
    if not form.validate():
        return render_template("circulars/facts.html", circular=circular, form=form), 422
    lists = {name: [line.strip() for line in form[name].data.splitlines() if line.strip()] for name in LISTS}
    single = {name: (form[name].data or "").strip() or None for name in CONTACTS}
    catalogue.correct(
        db(),
        circular_id,
        title=form.title.data,
        issuer=form.issuer.data or "",
        contacts={**lists, **single},
        promises_reply=bool(form.promises_reply.data),
        by=staff(),
        now=moment(),
    )
    flash("已保存。", "good")
    return redirect(url_for("circulars.show", circular_id=circular_id), 303)


@bp.post("/issues/<int:issue_id>")
@needs(Permission.MANAGE_CATALOGUE)
def change_issue(issue_id: int) -> ResponseReturnValue:
    issue, act = circulars.issue(db(), issue_id), request.form.get("act")
    if act == "retitle":
        catalogue.retitle(db(), issue_id, request.form.get("title", ""), staff(), moment())
    elif act in ("hide", "show"):
        catalogue.hide(db(), issue_id, act == "hide", staff(), moment())
    else:
        raise Invalid("没有这项操作")
    return redirect(url_for("circulars.show", circular_id=issue.circular_id, _anchor=f"issue-{issue_id}"), 303)


def pieces(text: str, entries: list[Issue]) -> list[tuple[str, Issue | None]]:
    """A circular's text cut at its entries, in order: each stretch with the entry it belongs to."""
    cut: list[tuple[str, Issue | None]] = []
    done = 0
    for entry in sorted(entries, key=lambda entry: (entry.start, -entry.end)):
        if entry.start < done:
            continue  # inside one that is shown already
        cut += [(text[done : entry.start], None), (text[entry.start : entry.end], entry)]
        done = entry.end
    return [piece for piece in [*cut, (text[done:], None)] if piece[0]]


def _upload_page(circular_id: int | None, error: str = "") -> str:
    return render_template("circulars/import.html", circulars=circulars.every(db()), chosen=circular_id, error=error)


def _preview_page(circular_id: int | None, sent: FileStorage) -> str:
    data, name = sent.stream.read(), (sent.filename or "").replace("\\", "/").rpartition("/")[2][-200:]
    sent.close()
    found = catalogue.preview(db(), data, name, circular_id)
    blob = blobs.put(db(), data, moment())
    with transaction(db()):
        token = uploads.stage(db(), StoredFile(blob, name, found.source.media_type, len(data)), moment())
    return render_template(
        "circulars/preview.html",
        found=found,
        token=token,
        filename=name,
        leaves=sum(entry.leaf for entry in found.parsed.issues),
        counts=queue.by_issue(db()),
    )


def _leaves(entries: list[Issue]) -> list[Issue]:
    return [entry for entry in entries if entry.leaf and entry.kind == "issue" and not entry.hidden]


def _typed(circular: Circular) -> dict[str, Any]:
    contacts = circular.facts.get("contacts", {})
    return {
        "title": circular.title,
        "issuer": circular.issuer,
        **{name: "\n".join(contacts.get(name) or ()) for name in LISTS},
        **{name: contacts.get(name) or "" for name in CONTACTS},
        "promises_reply": circular.promises_reply,
    }
