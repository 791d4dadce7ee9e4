"""Giving opinions to another body: the form for one letter with several, the letters there are, their receipts."""

import re
from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake import labels, triage
from intake.accounts import Permission
from intake.db import transaction
from intake.errors import Conflict, Invalid, NotFound
from intake.model import Disposal, Opinion, Seal
from intake.papers.letter import Item, Letter, render
from intake.store import circulars, events, offices, opinions, transfers
from intake.store import staff as accounts_store
from intake.store.transfers import Transfer
from intake.text.redact import redacted
from intake.web import typed
from intake.web.auth import needs
from intake.web.support import db, moment, services, staff
from intake.web.unit_acts import ID
from intake.web.units import DOCX, handed_out

bp = Blueprint("transfers", __name__, url_prefix="/staff/transfers")
USUAL = (
    "信访办公室",
    "纪检监察机关",
    "12345 政务服务便民热线",
    "人民建议征集办公室",
)  # offered beside those that had letters
DISPOSALS = (Disposal.FORWARDED, Disposal.TRANSFERRED)
SUMMARY = 100  # characters
_BETWEEN = re.compile(r"[\s,，、;；]+")


@bp.get("")
@needs(Permission.READ)
def index() -> ResponseReturnValue:
    return _page({"numbers": request.args.get("number", "")[:20]})


@bp.post("")
@needs(Permission.HAND_OVER)
def send() -> ResponseReturnValue:
    try:
        found, disposal = _opinions(typed.words("numbers")), _disposal()
        addressee, note = typed.name("addressee"), typed.words("note")
        made = triage.transfer(db(), found, disposal, addressee, note, staff(), moment())
    except (Invalid, Conflict, NotFound) as error:
        return _page(request.form, str(error)), 422
    flash(f"已{labels.label(disposal)} {len(found)} 件，请打印函和清单。", "good")
    return redirect(url_for(".show", transfer_id=made), 303)


@bp.get(f"/<{ID}:transfer_id>")
@needs(Permission.READ)
def show(transfer_id: int) -> ResponseReturnValue:
    return _show(transfers.by_id(db(), transfer_id))


@bp.get(f"/<{ID}:transfer_id>/letter.docx")
@needs(Permission.HAND_OVER)
def letter(transfer_id: int) -> ResponseReturnValue:
    sent = transfers.by_id(db(), transfer_id)
    seen, others = triage.contents(db(), sent, staff())
    if others:
        raise NotFound("这份函列有您无权查看的来件，请由负责人打印")
    with transaction(db()):
        events.append(db(), staff().id, "letter_made", moment(), staff_id=staff().id, data={"transfer": sent.id})
    name = f"{labels.label(sent.disposal)}函{sent.sign}.docx"
    return handed_out(render(_letter(sent, seen)), DOCX, f"letter-{sent.year}-{sent.number}.docx", name)


@bp.post(f"/<{ID}:transfer_id>/acknowledge")
@needs(Permission.HAND_OVER)
def acknowledge(transfer_id: int) -> ResponseReturnValue:
    sent = transfers.by_id(db(), transfer_id)
    try:
        received_on = typed.day("received_on", "请填写对方收到的日期")
        triage.acknowledge_transfer(db(), sent.id, received_on, typed.name("their_number"), staff(), moment())
    except Invalid as error:
        return _show(sent, str(error)), 422
    flash("已登记回执。", "good")
    return redirect(url_for(".show", transfer_id=sent.id), 303)


def _page(entered: Mapping[str, str], problem: str = "") -> str:
    return render_template(
        "transfers/index.html",
        latest=transfers.latest(db()),
        disposals=DISPOSALS,
        addressees=list(dict.fromkeys([*transfers.addressees(db()), *USUAL])),
        typed=entered,
        problem=problem,
        names=accounts_store.names(db()),
    )


def _show(sent: Transfer, problem: str = "") -> str:
    seen, others = triage.contents(db(), sent, staff())
    return render_template(
        "transfers/show.html",
        sent=sent,
        opinions=seen,
        others=others,
        problem=problem,
        typed=request.form if problem else {},
        names=accounts_store.names(db()),
    )


def _disposal() -> Disposal:
    given = request.form.get("disposal", "")
    if given not in DISPOSALS:
        raise Invalid("请选择转送或移送")
    return Disposal(given)


def _opinions(numbers: str) -> list[int]:
    """The opinions of register numbers, however they are separated."""
    pieces = [piece for piece in _BETWEEN.split(numbers) if piece]
    if not pieces:
        raise Invalid("请填写登记编号，一行一个")
    return [typed.numbered(db(), piece) for piece in pieces[: triage.MOST_TRANSFERRED + 1]]


def _letter(sent: Transfer, seen: list[Opinion]) -> Letter:
    about = {opinion.circular_id for opinion in seen if opinion.circular_id}
    config = services().config
    return Letter(
        office=config.office or offices.name(db()),
        sign=sent.sign,
        disposal=sent.disposal,
        addressee=sent.addressee,
        circular=circulars.by_id(db(), about.pop()).title if len(about) == 1 else "",
        note=sent.note,
        items=[_item(opinion) for opinion in seen],
        day=sent.made_at.astimezone(db().zone).date(),
        made_at=sent.made_at.astimezone(db().zone),
    )


def _item(opinion: Opinion) -> Item:
    """A line of the list: it lies open on desks, so it holds no private data and nothing of a report's words."""
    files = sum(file.role != "raw" for file in opinions.attachments(db(), opinion.id))
    words = redacted(f"{opinion.subject}　{opinion.body[: opinion.cut]}", (opinion.name, opinion.phone, opinion.email))
    flat = " ".join(words.split())
    report = opinion.seal != Seal.NONE
    return Item(
        opinion.number,
        opinion.received_at.astimezone(db().zone).date(),
        labels.label(opinion.channel),
        "检举控告类来件，原件密封随附" if report else flat[:SUMMARY] + ("……" if len(flat) > SUMMARY else ""),
        "原件" + (f"，附件 {files} 个" if files else ""),
    )
