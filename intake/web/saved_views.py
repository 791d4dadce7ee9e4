"""The saved lists above the queue: plain addresses under a name."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intake import saved_views
from intake.accounts import Permission
from intake.errors import Invalid, NotFound
from intake.store import saved_views as store
from intake.store.filters import Filter
from intake.web import narrowing
from intake.web.auth import needs
from intake.web.support import db, moment, staff


@dataclass(frozen=True, slots=True)
class Saved:
    """One of them as the page shows it; `where` is the address's query."""

    id: int
    name: str
    where: dict[str, Any]
    chosen: bool
    shared: bool
    deletable: bool


def beside(shown: Filter) -> list[Saved]:
    """What this person may open; each is read as an address is, so that it shows nobody more than that would."""
    return [
        Saved(view.id, view.name, where, where == narrowing.address(shown), view.shared, deletable)
        for view in store.seen_by(db(), staff().id)
        for where in [narrowing.address(narrowing.wanted(staff(), dict(parse_qsl(view.query, keep_blank_values=True))))]
        for deletable in [saved_views.deletable(view, staff())]
    ]


@needs(Permission.READ)
def save_view() -> ResponseReturnValue:
    shown = narrowing.wanted(staff())
    where = narrowing.address(shown)
    try:
        if shown.contact:
            raise Invalid("按联系方式查找的列表不能保存")
        shared = "shared" in request.form
        saved_views.save(db(), request.form.get("name", ""), urlencode(where), staff(), moment(), shared=shared)
        flash("已保存常用列表。", "good")
    except Invalid as error:
        flash(f"{error}。", "warn")
    return redirect(url_for("queue.index", **where), 303)


@needs(Permission.READ)
def delete_view(view_id: int) -> ResponseReturnValue:
    try:
        saved_views.delete(db(), view_id, staff(), moment())
        flash("已删除常用列表。", "good")
    except NotFound as error:
        flash(f"{error}。", "warn")
    return redirect(url_for("queue.index", **narrowing.address(narrowing.wanted(staff()))), 303)
