"""The form for an opinion: shown from any cache, taken in through the one door, answered with the receipt."""

import itertools
import secrets
from dataclasses import dataclass, replace

from flask import Response, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake import proof
from intake.channels.form import ENGLISH, OpinionForm
from intake.errors import NotFound
from intake.model import Issue, Receipt
from intake.receive import receive
from intake.store import circulars, posters
from intake.text import cues
from intake.web import attachments, caution, qr
from intake.web.attachments import NOTHING, Attachments
from intake.web.auth import anyone
from intake.web.cached import private, remembered
from intake.web.caution import Look
from intake.web.language import english
from intake.web.support import db, moment, services, site

_SUGGESTED = 3
_SHORTEST = 6  # characters before a suggestion says anything


@anyone
def show() -> ResponseReturnValue:
    chosen = request.args.get("issue", "")
    return remembered(lambda: _page(OpinionForm(data={"issue": chosen}), NOTHING))


@anyone
def send() -> ResponseReturnValue:
    config, now = services().config, moment()
    fields, sent = attachments.read(config)
    form = OpinionForm(fields)
    taken = attachments.take(db(), config, fields, sent, caution.network(request.remote_addr), now)
    taken, doubt = attachments.examine(db(), config, taken)
    good = form.validate_with(taken.problems)
    if not good or "edit" in fields or "review" in fields or not form.key.data:
        return _again(form, attachments.keep(db(), taken, now), good and "edit" not in fields)
    return private(_receipt_page(form, *_take_in(form, taken, doubt)), 200)


@anyone
def challenge() -> ResponseReturnValue:
    """A sum for the visitor's device, asked for when the form is touched."""
    response = jsonify(proof.challenge(db().keys, services().config.proof_work, moment()))
    response.cache_control.no_store = True
    return response


@anyone
def suggest() -> ResponseReturnValue:
    """What the text typed so far may be about; neither stored nor logged."""
    text = request.form.get("body", "")[:5000]
    found: list[Issue] = []
    if len(text.strip()) >= _SHORTEST:
        known = {issue.id: issue for issue in circulars.linkable(db())}
        suggested = services().suggester.suggest(db(), text)
        if not suggested.judgement.abstain:
            best = suggested.candidates[:_SUGGESTED]
            found = [known[candidate.issue_id] for candidate in best if candidate.issue_id in known]
    return private(render_template("public/_suggested.html", found=found, **_alarm(text)), 200)


def _take_in(form: OpinionForm, taken: Attachments, doubt: str | None) -> tuple[Receipt, Look]:
    """The receipt, and whether a person looks at the opinion first; `doubt` is one about its files."""
    now = moment()
    look = caution.look(db(), services().config, request.headers, form, request.remote_addr, now)
    look = replace(look, held=look.held or doubt)
    issue = chosen(form)
    submission = form.submission(
        issue_id=issue.id if issue else None,
        circular_id=issue.circular_id if issue else None,
        files=taken.files,
        held=look.held,
        counted=look.counted,
        poster_id=_poster(),
        language=ENGLISH if english() else "",
    )
    return receive(db(), submission, now), look


def _again(form: OpinionForm, taken: Attachments, good: bool) -> Response:
    """The form with its errors, or all that was typed once more, to be confirmed under a key of ours."""
    if not good:
        return private(_page(form, taken), 422 if form.errors else 200)
    issue = chosen(form)
    page = render_template(
        "public/review.html",
        form=form,
        key=secrets.token_urlsafe(18),
        chosen=issue,
        taken=taken,
        **_alarm(form.body.data),
    )
    return private(page, 200)


def _page(form: OpinionForm, taken: Attachments) -> str:
    shown = circulars.published(db())
    titles = {circular.id: circular.title for circular in shown}
    return render_template(
        "public/opinion.html",
        form=form,
        taken=taken,
        groups=_groups(circulars.linkable(db()), titles),
        chosen=chosen(form),
        shown=shown,
        offline="offline" in circulars.states(db()).values(),
        config=services().config,
        **_alarm(form.body.data),
    )


def _receipt_page(form: OpinionForm, receipt: Receipt, look: Look) -> str:
    address = site() + url_for("public.lookup")
    return render_template(
        "public/receipt.html",
        receipt=receipt,
        address=address,
        # behind the "#" the code stays in the visitor's browser: no server or proxy on the way writes it into a log
        qr=qr.data_uri(f"{address}#", receipt.code),
        mailed=bool(form.email.data) and not look.held,
        told=look.told,
        mail=bool(services().config.smtp_host) and not look.held and not form.email.data,
        promised=circulars.promised(db(), receipt.opinion_id),
        report=bool(cues.protected(form.body.data)),
        **_alarm(form.body.data),
    )


def _alarm(text: str) -> dict[str, object]:
    return {"urgent": bool(cues.emergency(text)), "hotline": services().config.hotline}


@dataclass(frozen=True, slots=True)
class Group:
    """Issues under one heading of a circular, as the field for choosing shows them."""

    heading: str
    issues: list[Issue]


def _groups(issues: list[Issue], titles: dict[int, str]) -> list[Group]:
    """Issues by heading; where there are several circulars, each heading says which one it is in."""

    def place(issue: Issue) -> tuple[int, str]:
        alone = "通报其他内容" if issue.kind == "section" else "整改事项"
        return issue.circular_id, issue.path[-2] if len(issue.path) > 1 else alone

    groups = []
    ordered = sorted(issues, key=lambda issue: (-issue.circular_id, issue.kind == "section"))
    for (circular_id, heading), members in itertools.groupby(ordered, place):
        where = f"（{titles[circular_id]}）" if len(titles) > 1 else ""
        groups.append(Group(heading + where, list(members)))
    return groups


def _poster() -> int | None:
    """The poster through whose code the visitor came: it stands in the form's address, which the browser posts to."""
    found = posters.by_code(db(), request.args.get("poster", "")[:20])
    return found.id if found else None


def chosen(form: OpinionForm) -> Issue | None:
    """The issue the citizen chose, where it is one that opinions can be about."""
    if form.issue_id is None:
        return None
    try:
        issue = circulars.issue(db(), form.issue_id)
    except NotFound:
        return None
    shown = circulars.states(db())[issue.circular_id] in ("open", "closed")
    return issue if issue.leaf and not issue.hidden and shown else None
