"""Exports of all opinions: what to have and in which form, how far each is, and its bytes, from any place on."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import DateField, Form, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from intake.accounts import Permission
from intake.db import Database
from intake.digest.periods import midnight
from intake.errors import Invalid
from intake.export import orders
from intake.labels import label
from intake.model import Channel, Status
from intake.store import blobs, circulars, export_orders, exports
from intake.store.export_orders import Order
from intake.store.exports import Wanted
from intake.web.auth import needs
from intake.web.support import db, moment, services, staff
from intake.web.unit_acts import ID

bp = Blueprint("exports", __name__, url_prefix="/staff/exports")
_FORMS = {
    "xlsx": ("Excel 表格", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": ("CSV", "text/csv; charset=utf-8"),
    "jsonl": ("JSON Lines", "application/x-ndjson"),
}


def _choices(kind: type[Channel] | type[Status]) -> list[SelectChoice]:
    return [SelectChoice("", "全部"), *(SelectChoice(each.value, label(each)) for each in kind)]


class ExportForm(Form):  # type: ignore[misc]  # the library has no types
    """What an export has; nothing chosen narrows nothing."""

    since = DateField("登记日期从", [Optional()])
    until = DateField("到", [Optional()])
    channel = SelectField("反映渠道", choices=_choices(Channel), validate_choice=False)
    status = SelectField("办理状态", choices=_choices(Status), validate_choice=False)
    circular = SelectField("通报", coerce=int, default=0, validate_choice=False)
    form = SelectField(
        "格式", choices=[SelectChoice(name, words) for name, (words, _) in _FORMS.items()], validate_choice=False
    )


@bp.get("")
@needs(Permission.EXPORT)
def index() -> ResponseReturnValue:
    return _page(_form())


@bp.post("")
@needs(Permission.EXPORT)
def order() -> ResponseReturnValue:
    form = _form()
    if not form.validate():
        return _page(form), 422
    try:
        orders.order(db(), form.form.data, _wanted(form), staff(), moment())
    except Invalid as error:
        form.form.errors = [str(error)]
        return _page(form), 422
    flash("已开始导出，完成后可以在下面下载。", "good")
    return redirect(url_for(".index"), 303)


@bp.get(f"/<{ID}:order_id>")
@needs(Permission.EXPORT)
def download(order_id: int) -> ResponseReturnValue:
    whole = request.range is None or request.range.ranges[0][0] in (0, None)
    found = orders.handed_out(db(), order_id, staff(), moment(), whole=whole)
    response = Response(_pieces(services().database, found), content_type=_FORMS[found.form][1])
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(_name(found))}"
    response.set_etag(found.blob or "")
    response.cache_control.no_store = True
    response.make_conditional(request, accept_ranges=True, complete_length=found.size_bytes)
    if response.status_code == 200:
        response.content_length = found.size_bytes
    return response


def _pieces(database: Database, found: Order) -> Iterator[bytes]:
    """The bytes, a piece at a time; no connection is kept while somebody with a slow line reads."""
    for seq in range(-(-found.size_bytes // blobs.CHUNK)):
        with database.connection() as conn:
            data = blobs.piece(conn, found.blob or "", seq)
        yield data


def _form() -> ExportForm:
    form = ExportForm(request.form)
    published = [circular for circular in circulars.every(db()) if circular.state != "draft"]
    form.circular.choices = [SelectChoice(0, "全部"), *(SelectChoice(c.id, c.title) for c in published)]
    return form


def _wanted(form: ExportForm) -> Wanted:
    if form.since.data and form.until.data and form.until.data < form.since.data:
        raise Invalid("起止日期先后有误")
    return Wanted(
        since=midnight(form.since.data, db().zone) if form.since.data else None,
        until=midnight(form.until.data + timedelta(days=1), db().zone) if form.until.data else None,
        channel=form.channel.data,
        status=form.status.data,
        circular_id=form.circular.data,
    )


def _name(found: Order) -> str:
    made = found.made_at or found.ordered_at
    return f"意见导出-{made.astimezone(db().zone):%Y%m%d-%H%M%S}.{found.form}"


def _page(form: ExportForm) -> str:
    asked = export_orders.of_staff(db(), staff().id)
    return render_template(
        "exports/index.html",
        form=form,
        orders=[each for each in asked if moment() - each.ordered_at <= orders.KEPT],
        titles={circular.id: circular.title for circular in circulars.every(db())},
        words={name: words for name, (words, _) in _FORMS.items()},
        labels_of={"channel": Channel, "status": Status},
        withheld=exports.withheld(db()),
        day=timedelta(days=1),
    )
