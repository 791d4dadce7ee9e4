"""Digests for staff: this week as it stands, any other period, what was issued, every form to download, issuing."""

import base64
import hashlib
import re
from datetime import date
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import DateField, Form, SelectField
from wtforms.validators import InputRequired

from intake.accounts import Permission
from intake.db import transaction
from intake.digest import chart, periods, restricted, tables
from intake.digest.forms import EVERY, filename, offered
from intake.digest.issue import current, find, over, rendered
from intake.digest.issue_tables import FOUND
from intake.digest.periods import Period, Scope
from intake.digest.proposing import submit, take_back
from intake.digest.schema import schema
from intake.digest.table import spoken
from intake.digest.withhold import withhold
from intake.digest.wording import average, counted, former, mean, numbered, this
from intake.errors import Invalid
from intake.store import circulars, digest_proposals, digests, editions, events
from intake.web.auth import needs
from intake.web.support import db, moment, services, staff

bp = Blueprint("digests", __name__, url_prefix="/staff/digest")
NOTE = 500  # characters of a reason
OFFERED = 6  # past weeks that can be opened from the list before they are issued


class PeriodForm(Form):  # type: ignore[misc]  # the library has no types
    """Any days, and what they are about."""

    first = DateField("起始日期", [InputRequired("请选择起始日期")])
    last = DateField("截止日期", [InputRequired("请选择截止日期")])
    circular = SelectField("通报", coerce=int, default=0)


@bp.get("")
@needs(Permission.READ_DIGEST)
def index() -> ResponseReturnValue:
    return _index(_form(), 200)


@bp.get("/find")
@needs(Permission.READ_DIGEST)
def search() -> ResponseReturnValue:
    form = _form()
    if not form.validate():
        return _index(form, 422)
    try:
        period = periods.parse(f"{form.first.data}--{form.last.data}")
    except Invalid as error:
        form.last.errors = [str(error)]
        return _index(form, 422)
    return redirect(url_for("digests.show", period=period.key, circular=form.circular.data or None), 303)


@bp.get("/schema.json")
@needs(Permission.READ_DIGEST)
def shape() -> ResponseReturnValue:
    response = jsonify(schema())
    response.content_type = "application/schema+json"
    return response


@bp.get("/<period>")
@needs(Permission.READ_DIGEST)
def show(period: str) -> ResponseReturnValue:
    scope = _scope(period)
    return render_template(
        "digests/show.html",
        edition=find(db(), scope),
        over=over(db(), scope, moment()),
        proposal=digest_proposals.find(db(), scope.period.key, scope.circular_id),
        two=services().config.digest_signing == "two",
        annex=services().config.digest_annex == "all",
        **_page(scope),
    )


@bp.post("/<period>")
@needs(Permission.ISSUE_DIGEST)
def publish(period: str) -> ResponseReturnValue:
    scope = _scope(period)
    edition = submit(db(), services().config, scope, staff(), moment(), annex="annex" in request.form)
    if edition is None:
        flash("已送签，由另一名负责人编发。", "good")
    else:
        flash(f"第{edition.number}期已编发，内容不再变动；此后的更正列入下一期。", "good")
    return redirect(url_for("digests.show", period=period, circular=scope.circular_id or None), 303)


@bp.post("/<period>/return")
@needs(Permission.ISSUE_DIGEST)
def give_back(period: str) -> ResponseReturnValue:
    scope = _scope(period)
    take_back(db(), scope, staff(), moment())
    flash("已退回，可以重新送签。", "good")
    return redirect(url_for("digests.show", period=period, circular=scope.circular_id or None), 303)


@bp.post("/<period>/withhold")
@needs(Permission.ISSUE_DIGEST)
def keep_out(period: str) -> ResponseReturnValue:
    scope, opinion_id = _scope(period), request.form.get("opinion", 0, type=int)
    corrected = withhold(db(), opinion_id, request.form.get("note", "").strip()[:NOTE], staff(), moment())
    issued = "、".join(f"第{edition.number}期" for edition in corrected)
    flash(f"已不列这件意见的原文{f'，并已更正{issued}' if issued else ''}。", "good")
    return redirect(url_for("digests.show", period=period, circular=scope.circular_id or None), 303)


@bp.get("/<period>.<form>")
@needs(Permission.READ_DIGEST)
def download(period: str, form: str) -> ResponseReturnValue:
    scope = _scope(period)
    data = rendered(db(), services().config, scope, [form], moment())[form]
    edition = find(db(), scope)
    _note(scope, form, data)
    number, revision = (edition.number, edition.revision) if edition else (None, 0)
    response = _file(data, form, f"digest-{period}.{form}", filename(period, number, revision, form))
    if form == "html":
        response.headers["Content-Security-Policy"] = f"default-src 'none'; style-src {_styles(data)}; sandbox"
    return response


@bp.get("/<period>/accused.docx")
@needs(Permission.SEE_SEALED)
def accused(period: str) -> ResponseReturnValue:
    scope = _scope(period)
    data = restricted.render(db(), services().config, scope, staff(), moment())
    _note(scope, "accused", data)
    return _file(data, "docx", f"accused-{period}.docx", f"{restricted.NAME}-{period}-被反映单位.docx")


def _file(data: bytes, form: str, plain: str, name: str) -> Response:
    """A download; a page is shown in place. `plain` is for browsers that know no other letters."""
    kind = "inline" if form == "html" else "attachment"
    response = Response(data, content_type=EVERY[form].media_type)
    response.headers["Content-Disposition"] = f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    return response


def _scope(period: str) -> Scope:
    return Scope(periods.parse(period), request.args.get("circular", 0, type=int))


def _form() -> PeriodForm:
    form = PeriodForm(request.args)
    form.circular.choices = [(0, "全部通报"), *((c.id, c.title) for c in circulars.every(db()) if c.state != "draft")]
    return form


def _index(form: PeriodForm, status: int) -> ResponseReturnValue:
    today = moment().astimezone(db().zone).date()
    week, issued = periods.week_of(today), editions.every(db())
    page = render_template(
        "digests/index.html",
        form=form,
        issued=[(edition, periods.parse(edition.period)) for edition in issued],
        every=EVERY,
        had=editions.forms(db()),
        titles={c.id: c.title for c in circulars.every(db())},
        open_weeks=_open_weeks(week, {edition.period for edition in issued if not edition.circular_id}),
        drafts=editions.drafts(db()),
        proposals=[(each, periods.parse(each.period)) for each in digest_proposals.every(db())],
        others=_others(today),
        **_page(Scope(week)),
    )
    return page, status


def _page(scope: Scope) -> dict[str, Any]:
    found, edition = current(db(), services().config, scope, moment()), find(db(), scope)
    had = editions.blobs(db(), edition.id) if edition else offered()
    return {
        "scope": scope,
        "found": found,
        "tables": {table.key: table for table in tables.every(found)},
        "charts": chart.charts(found),
        "draw": chart.draw,
        "names": {line["id"]: line["title"] for line in found["issues"]},
        "forms": {name: form for name, form in EVERY.items() if name in had},
        "mean": mean,
        "counted": counted,
        "same": FOUND,
        "numbered": numbered,
        "spoken": spoken,
        "words": {"this": this(found), "former": former(found), "average": average(found)},
    }


def _open_weeks(week: Period, issued: set[str]) -> list[Period]:
    """Past weeks with opinions for which nothing was issued yet, newest first."""
    first = digests.first_registered(db())
    if first is None:
        return []
    past = [*periods.recent(week, OFFERED + 1)][1:]
    return [each for each in past if each.key not in issued and first < each.bounds(db().zone)[1]]


def _others(today: date) -> list[Period]:
    """Months and quarters that are asked for most: those that run, and the last ones."""
    month, quarter = periods.month_of(today), periods.quarter_of(today)
    return [month, month.shifted(-1), quarter, quarter.shifted(-1)]


def _note(scope: Scope, form: str, data: bytes) -> None:
    """Every copy that leaves is an event."""
    about = {"period": scope.period.key, "circular": scope.circular_id, "format": form}
    with transaction(db()):
        events.append(
            db(),
            staff().id,
            "digest_downloaded",
            moment(),
            staff_id=staff().id,
            data={**about, "sha256": hashlib.sha256(data).hexdigest()},
        )


def _styles(page: bytes) -> str:
    """The hash of the page's own style sheet, the only one it may have."""
    found = re.search(rb"<style>(.*?)</style>", page, re.S)
    digest = hashlib.sha256(found[1] if found else b"").digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
