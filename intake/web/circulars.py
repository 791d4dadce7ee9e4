"""The circulars for staff: list, import with a look before, the catalogue as a tree in its text."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from intake.accounts import Permission
from intake.store import circulars, queue
from intake.web.auth import needs
from intake.web.support import db

bp = Blueprint("circulars", __name__, url_prefix="/staff/circulars")


@bp.get("/")
@needs(Permission.READ)
def index() -> ResponseReturnValue:
    return render_template("circulars/index.html", circulars=circulars.every(db()))


@bp.get("/<int:circular_id>")
@needs(Permission.READ)
def show(circular_id: int) -> ResponseReturnValue:
    circular = circulars.by_id(db(), circular_id)
    entries, counts = circulars.issues(db(), circular_id), queue.by_issue(db())
    return render_template("circulars/show.html", circular=circular, entries=entries, counts=counts)
