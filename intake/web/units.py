"""The units: how each did in a month, as a page and a workbook, and where each is told."""

from urllib.parse import quote

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.accounts import Permission
from intake.db import transaction
from intake.duty import Unit
from intake.errors import Invalid, NotFound
from intake.papers.workbook import workbook
from intake.store import events, offices
from intake.store import staff as accounts_store
from intake.units import directory
from intake.units.monthly import Month, month_of, monthly, parse
from intake.web import duties
from intake.web.auth import needs
from intake.web.support import db, moment, services, staff
from intake.web.unit_acts import ID

bp = Blueprint("units", __name__, url_prefix="/staff/units")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("")
@needs(Permission.READ)
def index() -> ResponseReturnValue:
    return _page(_month())


@bp.get("/<month>.xlsx")
@needs(Permission.READ)
def download(month: str) -> ResponseReturnValue:
    shown = parse(month)
    office = services().config.office or offices.name(db())
    data = workbook(shown.title, office, moment(), [monthly(db(), shown, moment())])
    with transaction(db()):
        events.append(db(), staff().id, "units_downloaded", moment(), staff_id=staff().id, data={"month": month})
    return handed_out(data, XLSX, f"units-{month}.xlsx", f"{shown.title}.xlsx")


@bp.post(f"/<{ID}:unit_id>")
@needs(Permission.HAND_OVER)
def change(unit_id: int) -> ResponseReturnValue:
    known = next((unit for unit in accounts_store.units(db()) if unit.id == unit_id), None)
    if known is None:
        raise NotFound("没有这个承办单位")
    typed = Unit(unit_id, request.form.get("name", ""), request.form.get("email", ""))
    try:
        directory.change(db(), typed, staff(), moment())
    except Invalid as error:
        return _page(_month(), typed, str(error)), 422
    flash(f"已保存{typed.name.strip()}。", "good")
    return redirect(url_for(".index", _anchor="directory"), 303)


def handed_out(data: bytes, media_type: str, name: str, title: str) -> Response:
    """A file to be saved, under a Chinese name where the browser can."""
    response = Response(data, content_type=media_type)
    response.headers["Content-Disposition"] = f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(title)}"
    return response


def _month() -> Month:
    wanted = request.args.get("month")
    return parse(wanted) if wanted else month_of(duties.today())


def _page(month: Month, typed: Unit | None = None, problem: str = "") -> str:
    return render_template(
        "units/index.html",
        month=month,
        current=month_of(duties.today()),
        table=monthly(db(), month, moment()),
        units=accounts_store.units(db()),
        typed=typed,
        problem=problem,
    )
