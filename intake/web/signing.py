"""Answers that wait for another person's signature: the list of them, and signing, returning, taking back."""

from datetime import timedelta

from flask import Blueprint, render_template
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from intake import triage
from intake.accounts import Permission, may
from intake.model import Opinion
from intake.store import proposals, redactions, signing
from intake.store import staff as accounts_store
from intake.web import duties, typed
from intake.web.acts import act
from intake.web.auth import needs
from intake.web.support import db, moment, services, staff

bp = Blueprint("signing", __name__, url_prefix="/staff/signing")
MOST = 200


@bp.get("")
@needs(Permission.RELEASE)
def index() -> ResponseReturnValue:
    sealed = may(staff(), Permission.SEE_SEALED)
    return render_template(
        "signing/index.html",
        waiting=signing.waiting(db(), sealed=sealed, limit=MOST),
        returned=signing.returned(db(), staff().id, duties.today(), sealed=sealed, limit=MOST),
        to_publish=proposals.waiting(db(), limit=MOST),
        to_delete=redactions.asked(db(), sealed=sealed, limit=MOST),
        to_mend=proposals.returned(db(), staff().id, duties.today(), limit=MOST),
        names=accounts_store.names(db()),
    )


@bp.record
def _count(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals["menu_counts"] = {"signing": _todo}


def _todo() -> int:
    sealed = may(staff(), Permission.SEE_SEALED)
    today = duties.today()
    answers = signing.todo(db(), staff().id, today, sealed=sealed)
    return answers + proposals.todo(db(), staff().id, today) + redactions.todo(db(), staff().id, sealed=sealed)


@act(Permission.RELEASE)
def sign_answer(opinion: Opinion, version: int) -> str:
    delay = timedelta(seconds=services().config.send_delay)
    triage.sign_answer(db(), opinion.id, version, typed.number("message"), staff(), moment(), delay=delay)
    return "的答复已签发"


@act(Permission.RELEASE)
def return_answer(opinion: Opinion, version: int) -> str:
    message_id, reason = typed.number("message"), typed.words("reason")
    triage.return_answer(db(), opinion.id, version, message_id, reason, staff(), moment())
    return "的答复已退回修改"


@act(Permission.ANSWER)
def recall_answer(opinion: Opinion, version: int) -> str:
    triage.recall_answer(db(), opinion.id, version, typed.number("message"), staff(), moment())
    return "的答复已撤回，内容还在“答复”栏，可以修改后再送审"
