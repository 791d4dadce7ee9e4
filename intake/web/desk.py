"""The desk: staff type in calls, letters and visits; one form each, keyboard only."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from intake.accounts import Permission
from intake.web.auth import needs

bp = Blueprint("desk", __name__, url_prefix="/staff/desk")


@bp.get("/phone")
@needs(Permission.ENTER)
def phone() -> ResponseReturnValue:
    return render_template("desk/phone.html")


@bp.get("/letter")
@needs(Permission.ENTER)
def letter() -> ResponseReturnValue:
    return render_template("desk/letter.html")
