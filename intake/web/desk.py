"""The desk: staff type in calls, letters and visits without a mouse; the receipt stands there at once."""

import logging
import secrets
from typing import Any

import segno
from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from intake import triage
from intake.accounts import Permission, may
from intake.channels.desk import SILENT, DeskForm, LetterForm, PhoneForm, label_of
from intake.errors import Invalid, NotFound
from intake.model import (
    AsideReason,
    Issue,
    LinkOrigin,
    LinkState,
    Opinion,
    Origin,
    Receipt,
    Seal,
    Submission,
    Suggested,
)
from intake.receive import receive
from intake.store import circulars, contacts, links, opinions
from intake.text import cues
from intake.web import scans
from intake.web.auth import needs
from intake.web.scans import Scans
from intake.web.support import db, moment, services, staff

log = logging.getLogger(__name__)
bp = Blueprint("desk", __name__, url_prefix="/staff/desk")
OFFERED = 3
WORTH_A_LINE = 0.05
NO_SCANS = Scans((), ())


@bp.get("/phone")
@needs(Permission.ENTER)
def phone() -> ResponseReturnValue:
    return _page("phone", PhoneForm(now=_local(), **_fresh("phone"), taken_by=staff().name))


@bp.post("/phone")
@needs(Permission.ENTER)
def save_phone() -> ResponseReturnValue:
    form, silent = PhoneForm(request.form, now=_local()), request.form.get("act") == "silent"
    if silent and not (form.body.data or "").strip():
        form.body.data = SILENT
    valid, issue_id = form.validate(), _chosen(form)
    if not valid or form.other.errors:
        return _page("phone", form), 422
    submission = form.submission(_key(form), staff().id, None if silent else issue_id)
    return _save("phone", form, submission, silent=silent)


@bp.get("/letter")
@needs(Permission.ENTER)
def letter() -> ResponseReturnValue:
    values = {"received_on": f"{_local():%Y-%m-%d}", **_fresh("letter")}
    return _page("letter", LetterForm(now=_local(), **values))


@bp.post("/letter")
@needs(Permission.ENTER)
def save_letter() -> ResponseReturnValue:
    form = LetterForm(request.form, now=_local())
    sent = scans.take(db(), services().config, request.files.getlist("scans"), request.form.getlist("staged"), moment())
    valid, issue_id = form.validate(), _chosen(form)
    if not valid or form.other.errors or sent.problems:
        return _page("letter", form, sent), 422
    return _save("letter", form, form.submission(_key(form), staff().id, issue_id, sent.files), sent)


@bp.post("/suggest")
@needs(Permission.ENTER)
def suggest() -> ResponseReturnValue:
    return render_template("desk/_suggestions.html", **_suggestions(request.form.get("body", "")))


@bp.post("/caller")
@needs(Permission.ENTER)
def caller() -> ResponseReturnValue:
    typed, sealed = request.form.get("phone", ""), may(staff(), Permission.SEE_SEALED)
    return render_template("desk/_caller.html", earlier=contacts.earlier(db(), phone=typed, sealed=sealed))


@bp.get("/slip/<int:opinion_id>")
@needs(Permission.ENTER)
def slip(opinion_id: int) -> ResponseReturnValue:
    saved = _saved(opinion_id)
    if saved is None:
        raise NotFound("只能打印本人登记的回执单")
    base = services().config.public_url.rstrip("/") or request.host_url.rstrip("/")
    address = base + url_for("public.lookup")
    picture = segno.make(address, error="m").svg_data_uri(scale=4, border=2)
    return render_template("desk/slip.html", saved=saved, address=address, picture=picture)


def _page(which: str, form: DeskForm, sent: Scans = NO_SCANS) -> str:
    kept = scans.keep(db(), sent, moment()) if sent.files else []
    return render_template(
        f"desk/{which}.html",
        form=form,
        which=which,
        kept=kept,
        problems=sent.problems,
        known=[label_of(issue.code, issue.title) for issue in circulars.linkable(db())],
        envelope=_envelope(),
        saved=_saved(request.args.get("saved", type=int)),
        upload=services().config,
        zone=services().config.zone,
        **_suggestions(form.body.data or ""),
    )


def _save(
    which: str, form: DeskForm, submission: Submission, sent: Scans = NO_SCANS, *, silent: bool = False
) -> ResponseReturnValue:
    try:
        receipt = receive(db(), submission, moment(), _suggested(submission))
    except Invalid as error:
        form.body.errors = [str(error)]
        return _page(which, form, sent), 422
    if not receipt.repeated:
        _settle(receipt, submission.issue_id, secret=bool(form.secret.data), silent=silent)
    session["desk"] = {**session.get("desk", {}), which: _same(submission)}
    return redirect(url_for(f"desk.{which}", saved=receipt.opinion_id), 303)


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
        return services().suggester.suggest(db(), submission.body, moment(), submission.issue_id)
    except Exception:  # a failing linker never costs an opinion
        log.exception("suggesting at the desk failed")
        return None


def _suggestions(text: str) -> dict[str, Any]:
    """What the page shows beside a text: the likely issues with what speaks for them, and words of warning."""
    chosen = request.form.get("issue", type=int)
    issues = {issue.id: issue for issue in circulars.linkable(db())}
    found = services().suggester.suggest(db(), text, moment()) if text.strip() else None
    offers: list[tuple[Issue, float | None, list[str]]] = [
        (
            issues[candidate.issue_id],
            candidate.probability,
            [e.matched or text[e.start : e.end] for e in candidate.evidence],
        )
        for candidate in (found.candidates[:OFFERED] if found else ())
        if candidate.issue_id in issues and candidate.probability >= WORTH_A_LINE
    ]
    if chosen in issues and chosen not in [issue.id for issue, _, _ in offers]:
        offers = [*offers[: OFFERED - 1], (issues[chosen], None, [])]
    return {
        "offers": offers,
        "chosen": chosen,
        "judgement": found.judgement if found else None,
        "danger": cues.emergency(text),
        "protected": cues.protected(text),
    }


def _chosen(form: DeskForm) -> int | None:
    """The issue the clerk chose: typed into the field for any other one, else picked among the suggestions."""
    known = circulars.linkable(db())
    typed = (form.other.data or "").strip()
    if typed:
        found = _typed(typed, known)
        if found is None:
            form.other.errors = ["没有找到唯一的事项，请从列出的事项中选一项，或者清空"]
        return found.id if found else None
    picked = request.form.get("issue", type=int)
    return picked if picked in {issue.id for issue in known} else None


def _typed(typed: str, known: list[Issue]) -> Issue | None:
    exact = [issue for issue in known if typed in (issue.code, issue.title, label_of(issue.code, issue.title))]
    like = exact or [issue for issue in known if typed in issue.title]
    return like[0] if exact or len(like) == 1 else None


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
    return opinion.seal == Seal.NONE or may(staff(), Permission.SEE_SEALED)


def _linked(opinion: Opinion) -> str:
    main = next((link for link in links.of_opinion(db(), opinion.id) if link.state == LinkState.CONFIRMED), None)
    return circulars.issue(db(), main.issue_id).title if main else ""


def _envelope() -> str:
    notes = [circular.facts.get("contacts", {}).get("envelope_note") for circular in circulars.published(db())]
    return next((note for note in notes if note), "")


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
    # bound to who typed it, so that a key cannot be claimed by another form
    return f"desk:{staff().id}:{form.key.data}"


def _local() -> Any:
    return moment().astimezone(services().config.office_zone)
