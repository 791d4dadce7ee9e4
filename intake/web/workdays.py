"""The calendar of working days: a year's days off and days worked for them, and what the office enters itself."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import DateField, Form, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from intake.accounts import Permission
from intake.errors import Invalid
from intake.units import days
from intake.web import duties
from intake.web.auth import needs
from intake.web.support import db, moment, staff
from intake.workdays import Own

bp = Blueprint("workdays", __name__, url_prefix="/staff/workdays")
FIRST, LAST = 2004, 2100
WEEKDAYS = "一二三四五六日"


class DaysForm(Form):  # type: ignore[misc]  # the library has no types
    """Days in a row that are not what the weekday or the library says."""

    first = DateField("起始日期", [InputRequired("请选择起始日期")])
    last = DateField("截止日期", [InputRequired("请选择截止日期")])
    works = RadioField(
        "安排",
        [InputRequired("请选择放假或上班")],
        choices=[SelectChoice("no", "放假"), SelectChoice("yes", "上班（含调休补班）")],
    )
    name = StringField(
        "名称", [InputRequired("请填写名称"), Length(max=days.NAME, message=f"名称请不要超过 {days.NAME} 个字")]
    )


@bp.get("")
@needs(Permission.READ)
def index() -> ResponseReturnValue:
    return _page(DaysForm(works="no"))


@bp.post("")
@needs(Permission.HAND_OVER)
def enter() -> ResponseReturnValue:
    form = DaysForm(request.form)
    if not form.validate():
        return _page(form), 422
    own = Own(form.works.data == "yes", form.name.data.strip())
    try:
        days.enter(db(), form.first.data, form.last.data, own, staff(), moment())
    except Invalid as error:
        form.last.errors = [str(error)]
        return _page(form), 422
    flash("已登记；此后新定的时限按此计算，已定的时限不变。", "good")
    return redirect(url_for(".index", year=form.first.data.year), 303)


@bp.post("/remove")
@needs(Permission.HAND_OVER)
def remove() -> ResponseReturnValue:
    form = DaysForm(request.form)
    if form.first.data is None or form.last.data is None:
        raise Invalid("页面不完整，请刷新后重试")
    days.leave(db(), form.first.data, form.last.data, staff(), moment())
    flash("已删除本办的登记。", "good")
    return redirect(url_for(".index", year=form.first.data.year), 303)


def _page(form: DaysForm) -> str:
    calendar, year = duties.calendar(), _year(form)
    shown: dict[str, Any] = {
        "year": year,
        "stretches": calendar.stretches(year),
        "certain": calendar.certain(year),
        "years": [each for each in range(year - 1, year + 2) if FIRST <= each <= LAST],
        "weekday": lambda day: WEEKDAYS[day.weekday()],
    }
    return render_template("workdays/index.html", form=form, **shown)


def _year(form: DaysForm) -> int:
    wanted = request.args.get("year", type=int)
    if wanted is None:
        wanted = form.first.data.year if form.first.data else duties.today().year
    return min(max(wanted, FIRST), LAST)
