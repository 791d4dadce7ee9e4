"""Leave and deputies: one's own, and for who may appoint everybody's."""

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake import absence
from intake.accounts import Permission, may
from intake.errors import Invalid
from intake.model import Staff
from intake.store import absences
from intake.store import staff as accounts_store
from intake.web import duties, typed
from intake.web.auth import needs
from intake.web.support import db, moment, staff

bp = Blueprint("absences", __name__, url_prefix="/staff/absences")


@bp.get("")
@needs(Permission.READ)
def index() -> ResponseReturnValue:
    return _page({})


@bp.post("")
@needs(Permission.READ)
def begin() -> ResponseReturnValue:
    try:
        person, deputy = typed.number("person", "请选择休假的人"), typed.number("deputy", "请选择代理人")
        until = typed.day("until", "请填写休假的最后一天")
        absence.begin(db(), person, deputy, until, staff(), moment())
    except Invalid as error:
        return _page(request.form, str(error)), 422
    flash("已登记。到期自动恢复。", "good")
    return redirect(url_for(".index"), 303)


@bp.post("/end")
@needs(Permission.READ)
def end() -> ResponseReturnValue:
    absence.end(db(), typed.number("person"), staff(), moment())
    flash("已销假。", "good")
    return redirect(url_for(".index"), 303)


def _page(entered: Mapping[str, str], problem: str = "") -> str:
    today, appoints = duties.today(), may(staff(), Permission.APPOINT)
    office = [person for person in accounts_store.every(db()) if _works(person)]
    away = [each for each in absences.current(db(), today) if appoints or staff().id in (each.staff_id, each.deputy_id)]
    return render_template(
        "absences/index.html",
        away=away,
        names=accounts_store.names(db()),
        people=office if appoints else [staff()],
        deputies=[person for person in office if appoints or person.id != staff().id],
        appoints=appoints,
        typed=entered,
        problem=problem,
        earliest=date.isoformat(today),
    )


def _works(person: Staff) -> bool:
    return not person.disabled and person.unit_id is None and may(person, Permission.READ)
