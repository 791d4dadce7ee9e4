"""The weekly digest for staff: this week as it stands, what was issued, every form to download, issuing."""

import base64
import hashlib
import re
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from intake import clock
from intake.accounts import Permission
from intake.db import transaction
from intake.digest import tables, weeks
from intake.digest.forms import FORMS, filename
from intake.digest.issue import current, issue, rendered
from intake.digest.paper import compose
from intake.digest.wording import mean
from intake.store import digests, editions, events
from intake.web.auth import needs
from intake.web.support import db, moment, staff

bp = Blueprint("digests", __name__, url_prefix="/staff")
OFFERED = 6  # past weeks that can be opened from the list before they are issued


@bp.get("/digest")
@needs(Permission.READ_DIGEST)
def index() -> ResponseReturnValue:
    week = clock.week_of(moment(), db().zone)
    issued = editions.every(db())
    return render_template(
        "digests/index.html",
        week=week,
        issued=issued,
        open_weeks=_open_weeks(week, {edition.week for edition in issued}),
        spoken=weeks.spoken,
        **_page(week),
    )


@bp.get("/digest/<week>")
@needs(Permission.READ_DIGEST)
def show(week: str) -> ResponseReturnValue:
    edition = editions.by_week(db(), weeks.checked(week))
    return render_template("digests/show.html", week=week, edition=edition, over=_over(week), **_page(week))


@bp.post("/digest/<week>")
@needs(Permission.ISSUE_DIGEST)
def publish(week: str) -> ResponseReturnValue:
    edition = issue(db(), week, staff(), moment())
    flash(f"第{edition.number}期已编发，内容不再变动；此后的更正列入下一期。", "good")
    return redirect(url_for("digests.show", week=week), 303)


@bp.get("/digest/<week>.<form>")
@needs(Permission.READ_DIGEST)
def download(week: str, form: str) -> ResponseReturnValue:
    data = rendered(db(), week, form, moment())
    with transaction(db()):
        events.append(
            db(),
            staff().id,
            "digest_downloaded",
            moment(),
            staff_id=staff().id,
            data={"week": week, "format": form, "sha256": hashlib.sha256(data).hexdigest()},
        )
    response = Response(data, content_type=FORMS[form].media_type)
    name = quote(filename(current(db(), week, moment()), form))
    kind = "inline" if form == "html" else "attachment"
    response.headers["Content-Disposition"] = f"{kind}; filename=\"digest-{week}.{form}\"; filename*=UTF-8''{name}"
    if form == "html":
        response.headers["Content-Security-Policy"] = f"default-src 'none'; style-src {_styles(data)}; sandbox"
    return response


def _page(week: str) -> dict[str, Any]:
    found = current(db(), week, moment())
    return {
        "found": found,
        "paper": compose(found),
        "tables": {table.key: table for table in tables.every(found)},
        "names": {line["id"]: line["title"] for line in found["issues"]},
        "forms": FORMS,
        "mean": mean,
        "spoken": tables.spoken,
        "opinion_page": _opinion_page(),
    }


def _open_weeks(week: str, issued: set[str]) -> list[str]:
    """Past weeks with opinions for which nothing was issued yet, newest first."""
    first = digests.first_registered(db())
    if first is None:
        return []
    oldest = clock.week_of(first, db().zone)
    past = [w for w in weeks.recent(weeks.shifted(week, -1), OFFERED) if w >= oldest]
    return [w for w in past if w not in issued]


def _over(week: str) -> bool:
    return moment() >= clock.week_bounds(week, db().zone)[1]


def _opinion_page() -> str | None:
    """The endpoint of one opinion's page."""
    return "queue.show" if "queue.show" in current_app.view_functions else None


def _styles(page: bytes) -> str:
    """The hash of the page's own style sheet, the only one it may have."""
    found = re.search(rb"<style>(.*?)</style>", page, re.S)
    digest = hashlib.sha256(found[1] if found else b"").digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
