"""Drafts as the desk's pages keep them while somebody types, and give them back after a crash or a log-out."""

from datetime import datetime
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from intake import absence
from intake.accounts import Permission, may
from intake.desk import drafts
from intake.errors import Invalid, NotFound
from intake.store import drafts as stored
from intake.store import staff as accounts_store
from intake.store.drafts import Draft
from intake.web.auth import needs
from intake.web.support import db, moment, staff

FORMS = {"phone": "desk.phone", "letter": "desk.letter", "sheet": "desk.sheet"}
_PASSING = ("csrf_token", "act", "key")


@needs(Permission.ENTER)
def keep(form: str) -> ResponseReturnValue:
    """Keep what a form holds; the script calls this a moment after something was typed."""
    key = request.form.get("key", "")
    if form not in FORMS or not 16 <= len(key) <= 64:
        raise NotFound("没有这种登记表")
    fields = [(name, value.replace("\0", "")) for name, value in request.form.items(multi=True) if name not in _PASSING]
    try:
        drafts.keep(db(), staff(), form, key, fields, moment())
    except Invalid as error:
        return str(error), 422
    return "", 204


@needs(Permission.ENTER)
def discard(form: str) -> ResponseReturnValue:
    if form not in FORMS:
        raise NotFound("没有这种登记表")
    drafts.discard(db(), staff(), request.form.get("key", ""))
    flash("草稿已清除。", "good")
    return redirect(url_for(FORMS[form], fresh=1), 303)


@needs(Permission.ENTER)
def hand_on(staff_id: int) -> ResponseReturnValue:
    moved = drafts.hand_on(db(), staff_id, staff(), moment())
    flash(f"已接手 {moved} 份草稿，打开登记页面即可继续。", "good")
    return redirect(url_for("desk.phone"), 303)


def begun(form: str) -> tuple[Draft | None, list[Draft]]:
    """The draft that a page goes on with, and the others; a page that shows a receipt begins anew."""
    found = drafts.unfinished(db(), staff(), form)
    wanted = request.args.get("draft")
    if wanted is None and ("saved" in request.args or "fresh" in request.args):
        return None, found
    current = next((draft for draft in found if wanted in (None, draft.key)), None)
    return current, [draft for draft in found if draft is not current]


def as_typed(draft: Draft) -> MultiDict[str, str]:
    """A draft's fields as the form that was typed would send them."""
    return MultiDict([*draft.fields, ("key", draft.key)])


def left_behind() -> list[tuple[int, str, str, int]]:
    """Whose drafts this person may take over, why, and how many: who cannot log in any more, and who is away."""
    names = accounts_store.names(db())
    left = stored.holders(db()) if may(staff(), Permission.SEE_SEALED) else {}
    found = [(staff_id, names[staff_id], "的账号已停用", count) for staff_id, count in left.items()]
    away = {staff_id: stored.count(db(), staff_id) for staff_id in sorted(absence.covered(db(), staff(), moment()))}
    return found + [(staff_id, names[staff_id], "正在休假", count) for staff_id, count in away.items() if count]


def notice(form: str, current: Draft | None, others: list[Draft]) -> dict[str, Any]:
    """What the page says of drafts."""
    return {"draft": current, "other_drafts": others, "left_behind": left_behind(), "excerpt": _excerpt}


def _excerpt(draft: Draft) -> str:
    words = [value for name, value in draft.fields if name.endswith("body") or name in ("phone", "name")]
    return " ".join(" ".join(words).split())[:30]


def owner(key: str) -> str | None:
    """What a scan is marked with that stays for the draft of this form."""
    return stored.owner(staff().id, key) if 16 <= len(key) <= 64 else None


def keep_with(form: str, key: str, tokens: list[str], now: datetime) -> None:
    """See that there is a draft to which scans belong, so that they are offered again after a crash."""
    known = drafts.unfinished(db(), staff(), form)
    if key not in [draft.key for draft in known]:
        drafts.keep(db(), staff(), form, key, [("staged", token) for token in tokens], now)
