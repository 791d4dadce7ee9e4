"""The queue: what waits, narrowed as the address says; confirming the sure band in bulk."""

import re
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from intake import triage
from intake.accounts import Permission
from intake.errors import NotFound
from intake.store import queue
from intake.store.filters import Filter
from intake.triage import Picked, fit_for_bulk
from intake.web import (
    acts,
    claiming,
    downloads,
    handing,
    looking,
    narrowing,
    opinion_page,
    presence,
    redacting,
    releasing,
    repeats,
    replies,
    saved_views,
    several,
    signing,
)
from intake.web.auth import needs
from intake.web.support import db, moment, staff
from intake.web.tally import Tally

bp = Blueprint("queue", __name__, url_prefix="/staff/queue")
BULK = 50
BULK_EXCERPT = 600
_ID = f"int(max={narrowing.LARGEST})"

bp.add_url_rule(f"/<{_ID}:opinion_id>", "opinion", opinion_page.show, methods=["GET"])
bp.add_url_rule(f"/<{_ID}:opinion_id>/beside/<{_ID}:other_id>", "beside", repeats.beside, methods=["GET"])
bp.add_url_rule(f"/<{_ID}:opinion_id>/files/<{_ID}:position>", "download", downloads.download, methods=["GET"])
_FILE = f"/<{_ID}:opinion_id>/files/<{_ID}:position>"
_PAGE = "int(min=1, max=9999)"
bp.add_url_rule(f"{_FILE}/pages/<{_PAGE}:number>", "leaf", looking.leaf, methods=["GET"])
bp.add_url_rule(f"{_FILE}/pages/<{_PAGE}:number>.png", "picture", looking.picture, methods=["GET"])
bp.add_url_rule(f"{_FILE}/mail", "mail", looking.mail, methods=["GET"])
bp.add_url_rule(f"/<{_ID}:opinion_id>/answers/<{_ID}:message_id>.docx", "reply", replies.reply, methods=["GET"])
bp.add_url_rule("/several", "several", several.several, methods=["GET"])
bp.add_url_rule("/several/set_aside", "set_aside_several", several.set_aside_several, methods=["POST"])
bp.add_url_rule("/several/hand_over", "hand_over_several", several.hand_over_several, methods=["POST"])
bp.add_url_rule("/undo", "undo", several.undo, methods=["POST"])
bp.add_url_rule("/views", "save_view", saved_views.save_view, methods=["POST"])
bp.add_url_rule(f"/views/<{_ID}:view_id>/delete", "delete_view", saved_views.delete_view, methods=["POST"])
for _act in (
    acts.confirm,
    claiming.claim,
    claiming.unclaim,
    presence.presence,
    acts.classify,
    acts.release,
    acts.set_aside,
    handing.accuse,
    handing.recuse,
    handing.end_recusal,
    handing.hand_over,
    handing.propose,
    handing.recall,
    acts.answer,
    acts.withdraw_answer,
    releasing.publish,
    releasing.release_publication,
    releasing.return_publication,
    releasing.unpublish,
    signing.sign_answer,
    signing.return_answer,
    signing.recall_answer,
    acts.close,
    acts.reopen,
    acts.join,
    acts.split,
    acts.note,
    acts.seal,
    acts.reveal,
    acts.isolate,
    redacting.redact,
    redacting.redact_whole,
    redacting.unredact,
    redacting.delete_words,
    redacting.leave_words,
):
    bp.add_url_rule(f"/<{_ID}:opinion_id>/{_act.__name__}", _act.__name__, _act, methods=["POST"])


@bp.record
def _count(state: BlueprintSetupState) -> None:
    state.app.extensions["intake_tally"] = Tally()
    state.app.jinja_env.globals.update(shown_name=downloads.name, can_show_pages=looking.can_show)


@bp.get("")
@needs(Permission.READ)
def index() -> ResponseReturnValue:
    return opinion_page.page(None)


@bp.get("/bulk")
@needs(Permission.CONFIRM)
def bulk() -> ResponseReturnValue:
    return _bulk_page()


@bp.post("/bulk")
@needs(Permission.CONFIRM)
def confirm_bulk() -> ResponseReturnValue:
    picked = [_picked(text) for text in request.form.getlist("pick")[: BULK * 2]]
    if not picked:
        return _bulk_page("请勾选要确认的意见"), 422
    left = triage.confirm_all(db(), picked, staff(), moment())
    flash(f"已批量确认 {len(picked) - len(left)} 件。", "good")
    if left:
        flash(f"{len(left)} 件已有变动，没有确认，请逐件查看。", "warn")
    return redirect(url_for(".bulk", **_bulk_place()), 303)


def _bulk_page(error: str = "") -> str:
    shown = narrowing.wanted(staff())
    sure = Filter(band="sure", channel=shown.channel, issue_id=shown.issue_id, names=shown.names)
    lines = [line for line in queue.page(db(), sure, limit=BULK * 2, excerpt=BULK_EXCERPT) if fit_for_bulk(line)]
    return render_template(
        "queue/bulk.html", lines=lines[:BULK], place=_bulk_place(), error=error, undoable=opinion_page.undoable()
    )


def _bulk_place() -> dict[str, Any]:
    where = narrowing.address(narrowing.wanted(staff()))
    return {name: where[name] for name in ("channel", "issue_id") if name in where}


def _picked(text: str) -> Picked:
    match = re.fullmatch(r"([0-9]{1,19})-([0-9]{1,9})-([0-9]{1,19})", text)
    if not match or int(match[1]) > narrowing.LARGEST or int(match[3]) > narrowing.LARGEST:
        raise NotFound("页面不完整，请刷新后重试")
    return Picked(*map(int, match.groups()))
