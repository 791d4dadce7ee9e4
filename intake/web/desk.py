"""The desk: staff type in calls, letters and visits without a mouse; the receipt stands there at once."""

import logging
import secrets
from dataclasses import replace
from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from intake import triage
from intake.accounts import Permission, may
from intake.channels.desk import SILENT, DeskForm, LetterForm, PhoneForm
from intake.desk import drafts as keeping
from intake.desk import reserving
from intake.errors import Conflict, Invalid, NotFound
from intake.model import (
    AsideReason,
    LinkOrigin,
    LinkState,
    Opinion,
    Origin,
    Receipt,
    Seal,
    Submission,
    Suggested,
)
from intake.store import circulars, links, opinions, recusals, reserved
from intake.text import cues
from intake.web import corrections, drafts, hints, mail_files, meant, reserve, scans, sheet, slips
from intake.web.auth import needs
from intake.web.scans import Scans
from intake.web.support import db, moment, services, staff

log = logging.getLogger(__name__)
bp = Blueprint("desk", __name__, url_prefix="/staff/desk")

for _rule, _name, _view, _method in (
    ("/suggest", "suggest", hints.suggest, "POST"),
    ("/caller", "caller", hints.caller, "POST"),
    ("/drafts/<form>", "keep_draft", drafts.keep, "POST"),
    ("/drafts/<form>/discard", "discard_draft", drafts.discard, "POST"),
    ("/drafts/of/<int:staff_id>", "hand_on_drafts", drafts.hand_on, "POST"),
    ("/scans", "add_scans", scans.add, "POST"),
    ("/scans/<token>", "look_at_scan", scans.look, "GET"),
    ("/scans/<token>/text", "ask_for_text", scans.ask, "POST"),
    ("/scans/<token>/reading", "scan_text", scans.read, "POST"),
    ("/folder", "folder", scans.watched, "POST"),
    ("/mail", "mail", mail_files.show, "GET"),
    ("/mail", "take_mail", mail_files.take, "POST"),
    ("/sheet", "sheet", sheet.show, "GET"),
    ("/sheet", "save_sheet", sheet.save, "POST"),
    ("/reserve", "reserve", reserve.show, "GET"),
    ("/reserve", "take_numbers", reserve.take, "POST"),
    ("/reserve/print", "print_numbers", reserve.slips, "GET"),
    ("/reserve/<int:opinion_id>/void", "void_number", reserve.void, "POST"),
    ("/correct/<int:opinion_id>", "correct", corrections.show, "GET"),
    ("/correct/<int:opinion_id>", "save_correction", corrections.save, "POST"),
    ("/correct/<int:opinion_id>/originals", "originals", corrections.originals, "POST"),
):
    bp.add_url_rule(_rule, _name, _view, methods=[_method])


@bp.get("/phone")
@needs(Permission.ENTER)
def phone() -> ResponseReturnValue:
    current, others = drafts.begun("phone")
    form = PhoneForm(_typed(current), now=_local(), **_fresh("phone"), taken_by=staff().name)
    return _page("phone", form, drafted=drafts.notice("phone", current, others))


@bp.post("/phone")
@needs(Permission.ENTER)
def save_phone() -> ResponseReturnValue:
    form, silent = PhoneForm(request.form, now=_local()), request.form.get("act") == "silent"
    if silent and not (form.body.data or "").strip():
        form.body.data = SILENT
    valid, issue_id = form.validate(), _chosen(form)
    if not _sound(form, valid):
        return _page("phone", form), 422
    submission = form.submission(_key(form), staff().id, None if silent else issue_id)
    return _save("phone", form, submission, silent=silent)


@bp.get("/letter")
@needs(Permission.ENTER)
def letter() -> ResponseReturnValue:
    current, others = drafts.begun("letter")
    values = {"received_on": f"{_local():%Y-%m-%d}", **_fresh("letter")}
    form, typed = LetterForm(_typed(current), now=_local(), **values), _typed(current) or MultiDict()
    sent = scans.take(db(), services().config, [], typed.getlist("staged"), None, moment())
    return _page("letter", form, sent, drafted=drafts.notice("letter", current, others))


@bp.post("/letter")
@needs(Permission.ENTER)
def save_letter() -> ResponseReturnValue:
    form, config = LetterForm(request.form, now=_local()), services().config
    files, tokens = request.files.getlist("scans"), request.form.getlist("staged")
    sent = scans.take(db(), config, files, tokens, drafts.owner(form.key.data or ""), moment())
    valid, issue_id = form.validate(), _chosen(form)
    if not _sound(form, valid) or sent.problems:
        return _page("letter", form, sent), 422
    return _save("letter", form, form.submission(_key(form), staff().id, issue_id, sent.files), sent)


@bp.get("/slip/<int:opinion_id>")
@needs(Permission.ENTER)
def slip(opinion_id: int) -> ResponseReturnValue:
    saved = _saved(opinion_id)
    if saved is None:
        raise NotFound("只能打印本人登记的回执单")
    return render_template("desk/slip.html", saved=saved, **slips.lookup())


def _page(which: str, form: DeskForm, sent: Scans = scans.NOTHING, drafted: dict[str, Any] | None = None) -> str:
    drafted = drafted or drafts.notice(which, None, [])
    typed = _typed(drafted["draft"]) or request.form
    return render_template(
        f"desk/{which}.html",
        form=form,
        which=which,
        kept=sent.kept,
        problems=sent.problems,
        known=meant.choices(circulars.linkable(db())),
        envelope=_envelope(),
        saved=_saved(request.args.get("saved", type=int)),
        upload=services().config,
        zone=services().config.zone,
        numbers=reserved.open_ones(db()),
        **drafted,
        **scans.offered(),
        **hints.beside(form.body.data or "", typed.get("issue", type=int)),
    )


def _sound(form: DeskForm, valid: bool) -> bool:
    """Whether nothing is wrong, the number that an outage's receipt bears included."""
    if form.reserved.data:
        try:
            reserving.find(db(), form.reserved.data)
        except Invalid as error:
            form.reserved.errors = [str(error)]
    return valid and not form.other.errors and not form.reserved.errors


def _save(
    which: str, form: DeskForm, submission: Submission, sent: Scans = scans.NOTHING, *, silent: bool = False
) -> ResponseReturnValue:
    if form.reserved.data:
        submission = replace(submission, reserved_id=reserving.find(db(), form.reserved.data).opinion_id)
    try:
        key, suggested = form.key.data or "", _suggested(submission)
        receipt = keeping.take_in(db(), staff(), key, submission, sent.tokens, moment(), suggested)
    except (Invalid, Conflict) as error:
        form.body.errors = [str(error)]
        return _page(which, form, sent), 422
    if receipt.repeated and opinions.by_id(db(), receipt.opinion_id).body != submission.body:
        return _twice(which, form, receipt, sent)
    if not receipt.repeated:
        _settle(receipt, submission.issue_id, secret=bool(form.secret.data), silent=silent)
        scans.finish(sent.files)
    session["desk"] = {**session.get("desk", {}), which: _same(submission)}
    return redirect(url_for(f"desk.{which}", saved=receipt.opinion_id), 303)


def _twice(which: str, form: DeskForm, receipt: Receipt, sent: Scans) -> ResponseReturnValue:
    """The same form sent again with other words (two windows on one draft): it may be another item."""
    form.key.data = secrets.token_urlsafe(16)
    form.body.errors = [f"这张表刚才已登记为 {receipt.number}。如果这是另一件，请再保存一次；否则请清空"]
    return _page(which, form, sent), 409


def _settle(receipt: Receipt, issue_id: int | None, *, secret: bool, silent: bool) -> None:
    """What the clerk already decided while typing, as acts of their own in the history."""
    by, opinion = staff(), opinions.by_id(db(), receipt.opinion_id)
    if not _visible(opinion):
        return  # proposed for sealing: who may see such items decides the rest
    if silent:
        triage.set_aside(db(), opinion.id, opinion.version, AsideReason.SILENT_CALL, "", by, moment())
    elif issue_id is not None and may(by, Permission.CONFIRM):
        triage.confirm(db(), opinion.id, opinion.version, [issue_id], by, moment(), origin=LinkOrigin.DESK)
    if secret:
        version = opinions.by_id(db(), opinion.id).version
        triage.seal(db(), opinion.id, version, Seal.SEALED, by, moment())


def _suggested(submission: Submission) -> Suggested | None:
    """The linker's answer, or None where the worker is to ask it: in an emergency it also tells the duty officer."""
    if cues.emergency(submission.body):
        return None
    try:
        return services().suggester.suggest(db(), submission.body, submission.issue_id)
    except Exception:  # a failing linker never costs an opinion
        log.exception("suggesting at the desk failed")
        return None


def _chosen(form: DeskForm) -> int | None:
    """The issue the clerk chose: typed into the field for any other one, else picked among the suggestions."""
    known = circulars.linkable(db())
    typed = (form.other.data or "").strip()
    if typed:
        found = meant.matching(typed, known)
        if len(found) != 1:
            form.other.errors = ["没有找到唯一的事项，请从列出的事项中选一项，或者清空"]
        return found[0].id if len(found) == 1 else None
    picked = request.form.get("issue", type=int)
    return picked if picked in {issue.id for issue in known} else None


def _saved(opinion_id: int | None) -> dict[str, Any] | None:
    """An opinion this person entered, with its code to read out; None for anybody else's."""
    if opinion_id is None:
        return None
    try:
        opinion = opinions.by_id(db(), opinion_id)
    except NotFound:
        return None
    if opinion.entered_by != staff().id:
        return None
    code, visible = opinions.receipt_code(db(), opinion_id), _visible(opinion)
    return {"opinion": opinion, "code": code, "issue": _linked(opinion), "visible": visible}


def _visible(opinion: Opinion) -> bool:
    secret = opinion.seal != Seal.NONE and not may(staff(), Permission.SEE_SEALED)
    return not secret and opinion.id not in recusals.of_staff(db(), staff().id)


def _linked(opinion: Opinion) -> str:
    main = next((link for link in links.of_opinion(db(), opinion.id) if link.state == LinkState.CONFIRMED), None)
    return circulars.issue(db(), main.issue_id).title if main else ""


def _envelope() -> str:
    notes = [circular.facts.get("contacts", {}).get("envelope_note") for circular in circulars.published(db())]
    return next((note for note in notes if note), "")


def _typed(draft: Any) -> MultiDict[str, str] | None:
    return drafts.as_typed(draft) if draft else None


def _fresh(which: str) -> dict[str, Any]:
    """A new form: a key of its own, and what stays the same from one item to the next."""
    return {"origin": "self", **session.get("desk", {}).get(which, {}), "key": secrets.token_urlsafe(16)}


def _same(submission: Submission) -> dict[str, str]:
    """What the next item has in common with this one; a sheet from a round of visits also its day and place."""
    same = {"origin": submission.origin.value, "kept_at": submission.details.get("kept_at", "")}
    if submission.origin == Origin.OUTREACH:
        same |= {"place": submission.place, "received_on": submission.details.get("received_on", "")}
    return same


def _key(form: DeskForm) -> str:
    return keeping.submission_key(staff().id, form.key.data or "")


def _local() -> Any:
    return moment().astimezone(services().config.office_zone)
