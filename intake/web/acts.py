"""What staff do to an opinion, as forms send it. What goes wrong is said on the same page, with all that was typed."""

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from functools import wraps
from typing import TypeVar

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from intake import labels, triage
from intake.accounts import Permission
from intake.errors import Conflict, Invalid, NotFound
from intake.model import AsideReason, Nature, Opinion, Outcome, Seal, Stance
from intake.store import circulars, queue
from intake.web import meant, narrowing, opinion_page
from intake.web.auth import needs
from intake.web.opinion_page import Failed, page, place
from intake.web.support import db, moment, services, staff

Act = Callable[[Opinion, int], str]
Member = TypeVar("Member", bound=StrEnum)
_SAME_ADDRESS = {"HX-Push-Url": "false"}  # the address of an act is no page to come back to


def act(permission: Permission, *, onward: bool = False) -> Callable[[Act], Callable[[int], ResponseReturnValue]]:
    """An act on the opinion and version that a page showed; its words say what was done.

    `onward`: an opinion that has left its list by the act makes way for the next one.
    """

    def mark(do: Act) -> Callable[[int], ResponseReturnValue]:
        @needs(permission)
        @wraps(do)
        def view(opinion_id: int) -> ResponseReturnValue:
            opinion = triage.look(db(), opinion_id, staff())
            try:
                words = do(opinion, _version())
                triage.passed(db(), staff(), moment())
            except Invalid as error:
                return _again(opinion, Failed(do.__name__, str(error)), 422)
            except Conflict as error:
                return _beaten(opinion_id, do.__name__, error)
            return redirect(_onward(opinion, words) if onward else _stay(opinion, words), 303)

        return view

    return mark


@act(Permission.CONFIRM, onward=True)
def confirm(opinion: Opinion, version: int) -> str:
    main, further = request.form.get("main", ""), [_id(text) for text in request.form.getlist("further")]
    chosen = [] if main == "none" else [_typed() if main == "other" else _id(main), *further]
    triage.confirm(db(), opinion.id, version, chosen, staff(), moment())
    return f"已关联“{circulars.issue(db(), chosen[0]).title}”" if chosen else "已确认不涉及通报所列事项"


@act(Permission.CONFIRM)
def classify(opinion: Opinion, version: int) -> str:
    nature, stance = _maybe(Nature, "nature"), _maybe(Stance, "stance")
    if nature is None and stance is None:
        raise Invalid("请选择诉求性质或者对整改的态度")
    triage.classify(db(), opinion.id, version, staff(), moment(), nature=nature, stance=stance)
    return f"已分类为“{labels.label(nature or stance)}”"


@act(Permission.CONFIRM)
def release(opinion: Opinion, version: int) -> str:
    triage.release(db(), opinion.id, version, staff(), moment())
    return "已核对放行"


@act(Permission.CONFIRM, onward=True)
def set_aside(opinion: Opinion, version: int) -> str:
    reason = _one(AsideReason, "reason", "请选择存查原因")
    triage.set_aside(db(), opinion.id, version, reason, _words("note"), staff(), moment())
    return f"已存查（{labels.label(reason)}）"


@act(Permission.ANSWER)
def answer(opinion: Opinion, version: int) -> str:
    config, text = services().config, _words("text")
    if staff().role not in config.signing_alone:
        triage.submit_answer(db(), opinion.id, version, text, staff(), moment())
        return "的答复已送审，签发后来件人才能看到"
    delay = timedelta(seconds=config.send_delay)
    triage.answer(db(), opinion.id, version, text, staff(), moment(), delay=delay)
    return "已答复"


@act(Permission.ANSWER)
def withdraw_answer(opinion: Opinion, version: int) -> str:
    triage.withdraw_answer(db(), opinion.id, version, _id(request.form.get("message", "")), staff(), moment())
    return "的答复已撤回，内容还在“答复”栏，可以修改后再发"


@act(Permission.CONFIRM, onward=True)
def close(opinion: Opinion, version: int) -> str:
    outcome = _one(Outcome, "outcome", "请选择办理结果")
    triage.close(db(), opinion.id, version, outcome, _words("note"), staff(), moment())
    return f"已办结（{labels.label(outcome)}）"


@act(Permission.CONFIRM)
def reopen(opinion: Opinion, version: int) -> str:
    triage.reopen(db(), opinion.id, version, _words("note"), staff(), moment())
    return "已重新列入待办"


@act(Permission.CONFIRM)
def join(opinion: Opinion, version: int) -> str:
    triage.join(db(), opinion.id, version, _id(request.form.get("other", "")), staff(), moment())
    return "已并件，各自的编号、查询码都保留"


@act(Permission.CONFIRM)
def split(opinion: Opinion, version: int) -> str:
    triage.split(db(), opinion.id, version, staff(), moment())
    return "已取消并件"


@act(Permission.READ)
def note(opinion: Opinion, _version: int) -> str:
    triage.note(db(), opinion.id, _words("text"), staff(), moment())
    return "已添加备注"


@act(Permission.READ, onward=True)
def seal(opinion: Opinion, version: int) -> str:
    state = Seal.NONE if request.form.get("seal") == Seal.NONE else Seal.SEALED
    triage.seal(db(), opinion.id, version, state, staff(), moment())
    return "已设为密件" if state == Seal.SEALED else "已解除密件"


@needs(Permission.SEE_CONTACTS)
def reveal(opinion_id: int) -> ResponseReturnValue:
    """The page with the contacts, once; the look stands in the history."""
    triage.reveal(db(), opinion_id, staff(), moment())
    return page(triage.look(db(), opinion_id, staff()), contacts_shown=True), 200, _SAME_ADDRESS


@needs(Permission.READ)
def isolate(opinion_id: int) -> ResponseReturnValue:
    """Out of every view at once; the answer is the only page that says where copies lie."""
    opinion = triage.look(db(), opinion_id, staff())
    try:
        copies = triage.isolate(db(), opinion_id, _version(), staff(), moment())
    except Conflict as error:
        return _beaten(opinion_id, "isolate", error)
    return render_template("queue/isolated.html", number=opinion.number, copies=copies)


def _beaten(opinion_id: int, name: str, error: Conflict) -> ResponseReturnValue:
    """The opinion as it is now, what others did to it, and what this person had typed."""
    news = opinion_page.news(opinion_id, request.form.get("seen", 0, type=int))
    return _again(triage.look(db(), opinion_id, staff()), Failed(name, str(error), news), 409)


def _again(opinion: Opinion, failed: Failed, status: int) -> ResponseReturnValue:
    return page(opinion, failed), status, _SAME_ADDRESS


def _stay(opinion: Opinion, words: str) -> str:
    here = url_for("queue.opinion", opinion_id=opinion.id, **place())
    flash(Markup('<a href="{}">{}</a> {}。').format(here, opinion.number, words), "good")
    return here


def _onward(before: Opinion, words: str) -> str:
    """Where to go on: the same opinion while its list still holds it, else the next one, else the list."""
    shown = narrowing.wanted(staff())
    try:
        left = before.status == shown.status != triage.look(db(), before.id, staff()).status
        here = _stay(before, words)
    except NotFound:  # sealed: out of this person's sight
        left, here = True, ""
        flash(f"{before.number} {words}。", "good")
    if not left:
        return here
    following = queue.after(db(), shown, before.id)
    if following is None:
        return url_for("queue.index", **narrowing.address(shown))
    return url_for("queue.opinion", opinion_id=following, **place())


def _version() -> int:
    return _id(request.form.get("version", ""))


def _typed() -> int:
    found = meant.matching(request.form.get("other", ""), circulars.linkable(db()))
    if len(found) != 1:
        raise Invalid(
            f"找到 {len(found)} 项，请在列出的事项中选定一项"
            if found
            else "请填写事项的编号、名称中的几个字或拼音首字母"
        )
    return found[0].id


def _id(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > narrowing.LARGEST:
        raise Invalid("页面不完整，请刷新后重试")
    return int(text)


def _one(kind: type[Member], name: str, words: str) -> Member:
    found = _maybe(kind, name)
    if found is None:
        raise Invalid(words)
    return found


def _maybe(kind: type[Member], name: str) -> Member | None:
    given = request.form.get(name, "")
    return kind(given) if given in list(kind) else None


def _words(name: str) -> str:
    return request.form.get(name, "").replace("\r\n", "\n").replace("\0", "")
