"""The form for an opinion: shown from any cache, taken in through the one door, answered with the receipt."""

import secrets

import segno
from flask import Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.channels.form import OpinionForm
from intake.model import Issue, Receipt
from intake.receive import receive
from intake.store import circulars
from intake.text import cues
from intake.web.auth import anyone
from intake.web.cached import cacheable
from intake.web.support import db, moment, services


@anyone
def show() -> ResponseReturnValue:
    form = OpinionForm(data={"key": "", "body": "", "issue": request.args.get("issue", "")})
    return cacheable(_page(form))


@anyone
def send() -> ResponseReturnValue:
    form = OpinionForm(request.form)
    if not form.validate():
        return _never_kept(_page(form), 422)
    if not form.key.data:
        return _never_kept(render_template("public/review.html", form=form, key=secrets.token_urlsafe(18)), 200)
    chosen = _chosen(form, circulars.linkable(db()))
    submission = form.submission(
        issue_id=chosen.id if chosen else None,
        circular_id=chosen.circular_id if chosen else None,
        files=(),
        held=None,
    )
    receipt = receive(db(), submission, moment())
    words = f"{submission.body}"
    page = render_template(
        "public/receipt.html",
        receipt=receipt,
        qr=_qr(receipt),
        urgent=bool(cues.emergency(words)),
        report=bool(cues.protected(words)),
        hotline=services().config.hotline,
    )
    return _never_kept(page, 200)


def _page(form: OpinionForm) -> str:
    issues = circulars.linkable(db())
    return render_template("public/opinion.html", form=form, issues=issues, chosen=_chosen(form, issues))


def _chosen(form: OpinionForm, issues: list[Issue]) -> Issue | None:
    return next((issue for issue in issues if issue.id == form.issue_id), None)


def _qr(receipt: Receipt) -> str:
    base = services().config.public_url.rstrip("/") or request.url_root.rstrip("/")
    # behind the "#", the code stays in the visitor's browser: no server or proxy on the way writes it into a log
    address = f"{base}{url_for('public.lookup')}#{receipt.code}"
    return str(segno.make(address, error="m", micro=False).png_data_uri(scale=6, border=2))


def _never_kept(html: str, status: int) -> Response:
    response = make_response(html, status)
    response.cache_control.no_store = True
    return response
