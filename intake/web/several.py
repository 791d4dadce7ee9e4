"""Several opinions of a list at once: set aside, handed over; and taking the last act back, of one or of several."""

import re
from collections.abc import Callable
from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake import triage
from intake.accounts import Permission
from intake.duty import Limit, LimitKind
from intake.errors import Invalid, NotFound
from intake.model import AsideReason, Seal
from intake.store import queue
from intake.store import staff as accounts_store
from intake.store.queue import Line
from intake.triage import Ticked
from intake.web import handing, narrowing, opinion_page, typed
from intake.web.auth import needs
from intake.web.support import db, moment, services, staff

MOST = 50
EXCERPT = 300
_SAID = 10  # of those that were left, by name
_PICK = re.compile(r"([0-9]{1,19})-([0-9]{1,9})")


@needs(Permission.CONFIRM)
def several() -> ResponseReturnValue:
    return _page()


@needs(Permission.CONFIRM)
def set_aside_several() -> ResponseReturnValue:
    def act(ticked: list[Ticked]) -> list[str]:
        given = request.form.get("reason", "")
        if given not in opinion_page.ASIDE:
            raise Invalid("请选择存查原因")
        return triage.set_aside_all(db(), ticked, AsideReason(given), typed.words("aside_note"), staff(), moment())

    return _done("存查", act)


@needs(Permission.HAND_OVER)
def hand_over_several() -> ResponseReturnValue:
    def act(ticked: list[Ticked]) -> list[str]:
        terms, note = handing.terms(), typed.words("note")
        unit_id, delay = handing.unit_id_of(typed.name("unit")), timedelta(seconds=services().config.send_delay)
        return triage.hand_over_all(db(), ticked, unit_id, note, staff(), moment(), terms, delay=delay)

    return _done("交办", act)


@needs(Permission.CONFIRM)
def undo() -> ResponseReturnValue:
    """Take the last act back, and show what it was done to."""
    try:
        undone = triage.take_back(db(), staff(), moment())
    except Invalid as error:
        flash(f"{error}。", "warn")
        return redirect(url_for("queue.index", **opinion_page.place()), 303)
    if undone.done:
        flash(f"已撤销{f' {len(undone.done)} 件' if len(undone.done) > 1 else ''}。", "good")
    if undone.left:
        flash(f"{len(undone.left)} 件之后又有变动，没有撤销。", "warn")
    if len(undone.done) == 1:
        return redirect(url_for("queue.opinion", opinion_id=undone.done[0], **opinion_page.place()), 303)
    return redirect(url_for("queue.index", **opinion_page.place()), 303)


def _done(did: str, act: Callable[[list[Ticked]], list[str]]) -> ResponseReturnValue:
    ticked = [_ticked(text) for text in request.form.getlist("pick")[:MOST]]
    try:
        if not ticked:
            raise Invalid(f"请勾选要{did}的意见")
        left = act(ticked)
    except Invalid as error:
        return _page(str(error)), 422
    triage.passed(db(), staff(), moment())
    if done := len(ticked) - len(left):
        flash(f"已{did} {done} 件。", "good")
    if left:
        more = f"；另有 {len(left) - _SAID} 件" if len(left) > _SAID else ""
        flash(f"{len(left)} 件没有{did}：{'；'.join(left[:_SAID])}{more}", "warn")
    return redirect(url_for("queue.several", **opinion_page.place()), 303)


def _page(error: str = "") -> str:
    config = services().config
    return render_template(
        "queue/several.html",
        lines=_lines(),
        place=opinion_page.place(),
        error=error,
        reasons=opinion_page.ASIDE,
        units=accounts_store.units(db()),
        usual=Limit(config.handover_days, LimitKind(config.handover_kind)),
        limit_kinds=tuple(LimitKind),
        contact_days=config.contact_days,
        typed=request.form,
        undoable=opinion_page.undoable(),
    )


def _lines() -> list[Line]:
    """The page of the list that the address asks for, without what is always looked at singly."""
    shown = narrowing.wanted(staff())
    found = queue.page(db(), shown, after=narrowing.number("after"), limit=MOST, excerpt=EXCERPT)
    return [line for line in found if line.seal == Seal.NONE and not line.urgent]


def _ticked(text: str) -> Ticked:
    match = _PICK.fullmatch(text)
    if not match or int(match[1]) > narrowing.LARGEST:
        raise NotFound("页面不完整，请刷新后重试")
    return Ticked(int(match[1]), int(match[2]))
