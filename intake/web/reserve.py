"""Receipts printed for an outage: numbers taken now, entered later with the true times, or declared void."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.accounts import Permission
from intake.desk import reserving
from intake.errors import Conflict, Invalid
from intake.store import reserved
from intake.store import staff as accounts_store
from intake.web.auth import needs
from intake.web.slips import lookup
from intake.web.support import db, moment, staff


@needs(Permission.ENTER)
def show() -> ResponseReturnValue:
    return _page("")


@needs(Permission.ENTER)
def take() -> ResponseReturnValue:
    try:
        made = reserving.reserve(db(), request.form.get("count", 0, type=int), staff(), moment())
    except Invalid as error:
        return _page(str(error)), 422
    flash(f"已预留 {made[0].name} 至 {made[-1].name}，请打印。", "good")
    return redirect(url_for("desk.print_numbers"), 303)


@needs(Permission.ENTER)
def slips() -> ResponseReturnValue:
    """The receipts of one's own open numbers: codes are only for who hands them out."""
    mine = [number for number in reserved.open_ones(db()) if number.reserved_by == staff().id]
    return render_template("desk/numbers.html", numbers=mine, **lookup())


@needs(Permission.ENTER)
def void(opinion_id: int) -> ResponseReturnValue:
    try:
        reserving.void(db(), opinion_id, request.form.get("reason", ""), staff(), moment())
    except (Invalid, Conflict) as error:
        return _page(str(error)), 422
    flash("已作废，登记簿中会注明。", "good")
    return redirect(url_for("desk.reserve"), 303)


def _page(problem: str) -> str:
    return render_template(
        "desk/reserve.html",
        numbers=reserved.open_ones(db()),
        names=accounts_store.names(db()),
        most=reserving.MOST,
        problem=problem,
    )
