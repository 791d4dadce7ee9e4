"""What everybody may read: home, the circulars and their issues, the notices on privacy and accessibility.

Nothing here touches the session: pages carry no cookie and no token, so that any cache may keep them.
"""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from intake.errors import NotFound
from intake.model import Circular
from intake.store import circulars
from intake.web import lookup, opinion
from intake.web.auth import anyone
from intake.web.cached import cacheable
from intake.web.support import db

bp = Blueprint("public", __name__)
bp.add_url_rule("/opinion", "opinion", opinion.show, methods=["GET"])
bp.add_url_rule("/opinion", "send", opinion.send, methods=["POST"])
bp.add_url_rule("/lookup", "lookup", lookup.show, methods=["GET"])
bp.add_url_rule("/lookup", "find", lookup.find, methods=["POST"])


@bp.get("/")
@anyone
def home() -> ResponseReturnValue:
    return cacheable(render_template("public/home.html", circulars=circulars.published(db())))


@bp.get("/circular/<int:circular_id>")
@anyone
def circular(circular_id: int) -> ResponseReturnValue:
    shown = _published(circular_id)
    entries = [entry for entry in circulars.issues(db(), circular_id) if not entry.hidden]
    return cacheable(render_template("public/circular.html", circular=shown, entries=entries))


@bp.get("/circular/<int:circular_id>/issue/<int:issue_id>")
@anyone
def issue(circular_id: int, issue_id: int) -> ResponseReturnValue:
    shown, entry = _published(circular_id), circulars.issue(db(), issue_id)
    if entry.circular_id != circular_id or entry.hidden:
        abort(404)
    return cacheable(render_template("public/issue.html", circular=shown, entry=entry))


@bp.get("/privacy")
@anyone
def privacy() -> ResponseReturnValue:
    return cacheable(render_template("public/privacy.html", circulars=circulars.published(db())))


@bp.get("/accessibility")
@anyone
def accessibility() -> ResponseReturnValue:
    return cacheable(render_template("public/accessibility.html", circulars=circulars.published(db())))


def _published(circular_id: int) -> Circular:
    found = circulars.by_id(db(), circular_id)
    if found.state not in ("open", "closed"):
        raise NotFound("没有这份通报，或者已经下线")
    return found
