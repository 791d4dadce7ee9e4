"""Slips of the office's own typing are set right; what stood there before can be read, contacts only on the record."""

from collections.abc import Callable, Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake import triage
from intake.accounts import Permission, may
from intake.desk import correcting
from intake.desk.correcting import CONTACTS, FIELDS
from intake.errors import Conflict, Invalid
from intake.model import Opinion
from intake.store import corrections
from intake.store import staff as accounts_store
from intake.text import mask
from intake.web.auth import needs
from intake.web.support import db, moment, staff

NONE = "无"
_HIDE: Mapping[str, Callable[[str], str]] = {
    "name": mask.name,
    "phone": mask.phone,
    "email": mask.email,
    "address": lambda text: "（已登记）" if text.strip() else "",
}


@needs(Permission.ENTER)
def show(opinion_id: int) -> ResponseReturnValue:
    return _page(triage.look(db(), opinion_id, staff()))


@needs(Permission.ENTER)
def save(opinion_id: int) -> ResponseReturnValue:
    opinion = triage.look(db(), opinion_id, staff())
    try:
        version = request.form.get("version", 0, type=int)
        correcting.correct(db(), opinion_id, version, _values(), request.form.get("reason", ""), staff(), moment())
    except (Invalid, Conflict) as error:
        return _page(opinion, str(error)), 422 if isinstance(error, Invalid) else 409
    flash(f"{opinion.number} 已更正，原来的文字保留在更正记录中。", "good")
    return redirect(url_for("desk.correct", opinion_id=opinion_id), 303)


@needs(Permission.SEE_CONTACTS)
def originals(opinion_id: int) -> ResponseReturnValue:
    """The page with the contacts that stood there before, once; the look stands in the history."""
    triage.reveal(db(), opinion_id, staff(), moment())
    return _page(triage.look(db(), opinion_id, staff()), whole=True)


def _values() -> dict[str, str]:
    """What was typed; a contact left empty stays as it is, as the page does not show it."""
    given = {
        name: request.form[name].replace("\r\n", "\n").replace("\0", "") for name in FIELDS if name in request.form
    }
    kept = {name: value for name, value in given.items() if name not in CONTACTS or value.strip()}
    return {name: "" if name in CONTACTS and value.strip() == NONE else value for name, value in kept.items()}


def _page(opinion: Opinion, problem: str = "", *, whole: bool = False) -> str:
    return render_template(
        "desk/correct.html",
        opinion=opinion,
        problem=problem,
        typed=request.form if problem else {"body": opinion.body, "place": opinion.place},
        labels_of=FIELDS,
        contacts={name: _HIDE[name](getattr(opinion, name)) for name in CONTACTS},
        may_see=may(staff(), Permission.SEE_CONTACTS),
        past=[(found, _shown(found.field, found.before, whole)) for found in corrections.of_opinion(db(), opinion.id)],
        whole=whole,
        names=accounts_store.names(db()),
    )


def _shown(field: str, before: str, whole: bool) -> str:
    return before if whole or field not in CONTACTS else _HIDE[field](before)
