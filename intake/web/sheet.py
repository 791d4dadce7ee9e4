"""One sheet for several residents, entered in one go: each gets a number and a receipt of their own."""

import secrets
from datetime import datetime

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from intake.accounts import Permission
from intake.channels.sheet import MOST, SheetForm
from intake.desk import drafts as keeping
from intake.errors import Invalid
from intake.store import opinions
from intake.web import drafts, scans
from intake.web.auth import needs
from intake.web.support import db, moment, services, staff


@needs(Permission.ENTER)
def show() -> ResponseReturnValue:
    current, others = drafts.begun("sheet")
    typed = drafts.as_typed(current) if current else None
    fresh = {"key": secrets.token_urlsafe(16), "origin": "outreach", "received_on": f"{_now():%Y-%m-%d}"}
    form = SheetForm(typed, now=_now(), **fresh, taken_by=staff().name)
    staged = (typed or MultiDict[str, str]()).getlist("staged")
    sent = scans.take(db(), services().config, [], staged, None, moment())
    return _page(form, sent, drafts.notice("sheet", current, others))


@needs(Permission.ENTER)
def save() -> ResponseReturnValue:
    form = SheetForm(request.form, now=_now())
    key, files, tokens = form.key.data or "", request.files.getlist("scans"), request.form.getlist("staged")
    sent = scans.take(db(), services().config, files, tokens, drafts.owner(key), moment())
    if request.form.get("act") == "more" and len(form.rows) < MOST:
        form.rows.append_entry()
        return _page(form, sent)
    if not form.validate() or sent.problems:
        return _page(form, sent), 422
    submissions = form.submissions(keeping.submission_key(staff().id, key), staff().id, sent.files)
    try:
        receipts = keeping.take_in_all(db(), staff(), key, submissions, sent.tokens, moment())
    except Invalid as error:
        form.rows.errors = [str(error)]
        return _page(form, sent), 422
    scans.finish(sent.files)
    session["sheet"] = [receipt.opinion_id for receipt in receipts]
    return redirect(url_for("desk.sheet", saved=receipts[0].opinion_id), 303)


def _page(form: SheetForm, sent: scans.Scans, drafted: dict[str, object] | None = None) -> str:
    return render_template(
        "desk/sheet.html",
        form=form,
        which="sheet",
        kept=sent.kept,
        problems=sent.problems,
        upload=services().config,
        saved=_saved() if "saved" in request.args else [],
        **(drafted or drafts.notice("sheet", None, [])),
        **scans.offered(),
    )


def _saved() -> list[dict[str, str]]:
    """The numbers and codes of the sheet that this person entered last."""
    found = [opinions.by_id(db(), opinion_id) for opinion_id in session.get("sheet", [])]
    return [
        {"number": opinion.number, "code": opinions.receipt_code(db(), opinion.id), "name": opinion.name}
        for opinion in found
        if opinion.entered_by == staff().id
    ]


def _now() -> datetime:
    return moment().astimezone(services().config.office_zone)
