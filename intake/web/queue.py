"""The queue: what waits, narrowed as the address says; finding one item; confirming the sure band in bulk."""

import re
import unicodedata
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from intake import receipts, triage
from intake.accounts import Permission, may
from intake.errors import NotFound
from intake.store import contacts, opinions, queue
from intake.store.filters import Filter
from intake.text import contact
from intake.triage import Picked, fit_for_bulk
from intake.web import acts, downloads, handing, narrowing, opinion_page
from intake.web.auth import needs
from intake.web.support import db, moment, staff
from intake.web.tally import Tally

bp = Blueprint("queue", __name__, url_prefix="/staff/queue")
BULK = 50
BULK_EXCERPT = 600
_ID = f"int(max={narrowing.LARGEST})"
_NUMBER = re.compile(r"(20\d\d)\s*(?:[-_/年第 ]+|(?=\d{6}$))0*(\d{1,9})号?")
_PHONE = re.compile(r"\+?[\d\s()\-]{7,20}")

bp.add_url_rule(f"/<{_ID}:opinion_id>", "opinion", opinion_page.show, methods=["GET"])
bp.add_url_rule(f"/<{_ID}:opinion_id>/files/<{_ID}:position>", "download", downloads.download, methods=["GET"])
for _act in (
    acts.confirm,
    acts.classify,
    acts.release,
    acts.set_aside,
    handing.hand_over,
    handing.propose,
    handing.recall,
    acts.answer,
    acts.withdraw_answer,
    acts.close,
    acts.reopen,
    acts.note,
    acts.seal,
    acts.reveal,
    acts.isolate,
):
    bp.add_url_rule(f"/<{_ID}:opinion_id>/{_act.__name__}", _act.__name__, _act, methods=["POST"])


@bp.record
def _count(state: BlueprintSetupState) -> None:
    state.app.extensions["intake_tally"] = Tally()
    state.app.jinja_env.globals["shown_name"] = downloads.name


@bp.get("")
@needs(Permission.READ)
def index() -> ResponseReturnValue:
    return opinion_page.page(None)


@bp.post("/find")
@needs(Permission.READ)
def find() -> ResponseReturnValue:
    """Lead to the item that a number, a receipt code, a telephone or an address names, else to the texts with a word.

    Sent by POST, so that no telephone number stands in an address or a log.
    """
    typed = unicodedata.normalize("NFKC", request.form.get("q", "").replace("\0", "")).strip()[:100]
    found = _numbered(typed)
    if found is not None:
        return redirect(url_for(".opinion", opinion_id=found), 303)
    if _NUMBER.fullmatch(typed) or receipts.normalise(typed):
        flash("没有这件意见，或者您无权查看。", "bad")
        return redirect(url_for(".index"), 303)
    return redirect(_from_person(typed) or url_for(".index", status="", text=typed), 303)


@bp.get("/bulk")
@needs(Permission.CONFIRM)
def bulk() -> ResponseReturnValue:
    return _bulk_page()


@bp.post("/bulk")
@needs(Permission.CONFIRM)
def confirm_bulk() -> ResponseReturnValue:
    picked = [_picked(text) for text in request.form.getlist("pick")[: BULK * 2]]
    if not picked:
        return _bulk_page("请勾选要确认的意见"), 422
    left = triage.confirm_all(db(), picked, staff(), moment())
    flash(f"已批量确认 {len(picked) - len(left)} 件。", "good")
    if left:
        flash(f"{len(left)} 件已有变动，没有确认，请逐件查看。", "warn")
    return redirect(url_for(".bulk", **_bulk_place()), 303)


def _bulk_page(error: str = "") -> str:
    shown = narrowing.wanted(staff())
    sure = Filter(band="sure", channel=shown.channel, issue_id=shown.issue_id, names=shown.names)
    lines = [line for line in queue.page(db(), sure, limit=BULK * 2, excerpt=BULK_EXCERPT) if fit_for_bulk(line)]
    return render_template("queue/bulk.html", lines=lines[:BULK], place=_bulk_place(), error=error)


def _bulk_place() -> dict[str, Any]:
    where = narrowing.address(narrowing.wanted(staff()))
    return {name: where[name] for name in ("channel", "issue_id") if name in where}


def _picked(text: str) -> Picked:
    match = re.fullmatch(r"([0-9]{1,19})-([0-9]{1,9})-([0-9]{1,19})", text)
    if not match or int(match[1]) > narrowing.LARGEST or int(match[3]) > narrowing.LARGEST:
        raise NotFound("页面不完整，请刷新后重试")
    return Picked(*map(int, match.groups()))


def _numbered(typed: str) -> int | None:
    """The opinion of a register number or receipt code, if this person may know of it."""
    number, code = _NUMBER.fullmatch(typed), receipts.normalise(typed)
    try:
        if number:
            found = queue.by_number(db(), int(number[1]), int(number[2]))
        else:
            found = opinions.by_receipt(db(), code).id if code else None
        return triage.look(db(), found, staff()).id if found else None
    except NotFound:
        return None


def _from_person(typed: str) -> str | None:
    """The address of what came from a telephone number or mail address: the item where it is one, else the list."""
    if not may(staff(), Permission.SEE_CONTACTS):
        return None
    sealed = may(staff(), Permission.SEE_SEALED)
    if _PHONE.fullmatch(typed):
        found, hashed = contacts.earlier(db(), phone=typed, sealed=sealed), contact.phone(typed)
    elif "@" in typed:
        found, hashed = contacts.earlier(db(), email=typed, sealed=sealed), contact.email(typed)
    else:
        return None
    if len(found) == 1:
        return url_for(".opinion", opinion_id=found[0].id)
    return url_for(".index", status="", contact=receipts.contact_hash(db().keys, hashed))
