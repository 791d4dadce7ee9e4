"""The page of the words that answers are put together from."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake import phrases
from intake.accounts import Permission
from intake.errors import Conflict, Invalid
from intake.store import phrases as store
from intake.web import narrowing, typed
from intake.web.auth import needs
from intake.web.support import db, moment, staff

bp = Blueprint("phrases", __name__, url_prefix="/staff/phrases")
_ID = f"<int(max={narrowing.LARGEST}):phrase_id>"


@bp.get("")
@needs(Permission.MANAGE_CATALOGUE)
def index() -> ResponseReturnValue:
    return _page()


@bp.post("")
@needs(Permission.MANAGE_CATALOGUE)
def add() -> ResponseReturnValue:
    try:
        phrases.add(db(), typed.name("name"), typed.words("text"), staff(), moment())
    except Invalid as error:
        return _page(str(error)), 422
    return _done("已添加常用语。")


@bp.post(f"/{_ID}")
@needs(Permission.MANAGE_CATALOGUE)
def change(phrase_id: int) -> ResponseReturnValue:
    try:
        phrases.change(db(), phrase_id, typed.number("version"), typed.words("text"), staff(), moment())
    except (Invalid, Conflict) as error:
        return _page(str(error), phrase_id), 409 if isinstance(error, Conflict) else 422
    return _done("已修改常用语。")


@bp.post(f"/{_ID}/delete")
@needs(Permission.MANAGE_CATALOGUE)
def delete(phrase_id: int) -> ResponseReturnValue:
    phrases.delete(db(), phrase_id, staff(), moment())
    return _done("已删除常用语。")


def _page(problem: str = "", phrase_id: int | None = None) -> str:
    return render_template(
        "phrases/index.html",
        phrases=store.every(db()),
        problem=problem,
        wrong=phrase_id,
        typed=request.form,
        most=phrases.LONGEST,
        number=phrases.NUMBER,
    )


def _done(words: str) -> ResponseReturnValue:
    flash(words, "good")
    return redirect(url_for(".index"), 303)
