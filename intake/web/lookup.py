"""Look-up by receipt code: status, history in plain words, answer. Never contacts, staff, units or remarks.

Who guesses learns nothing: a code that was never given and one with a slip of the finger get the same page, and
failures are counted for each network and in all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, g, render_template, request
from flask.typing import ResponseReturnValue

from intake import followup, labels, receipts
from intake.channels.form import MailForm
from intake.db import transaction
from intake.errors import Conflict, Invalid, NotFound
from intake.model import OPEN, AsideReason, Event, Message, Opinion, Outcome, Rating, Seal, Status
from intake.sentence import Sentence
from intake.store import attempts, circulars, events, messages, opinions
from intake.text import cues
from intake.web import attachments, caution
from intake.web.attachments import NOTHING, Attachments
from intake.web.auth import anyone
from intake.web.cached import cacheable, private
from intake.web.support import db, moment, services

_HOUR = timedelta(hours=1)
_FAILURES = 30  # of one network in an hour; a mobile network may stand for a whole street
_MAILS = 10  # receipts mailed for one network in an hour
_ALL_FAILURES, _FEWER = 1000, 5  # when so many fail in all, somebody guesses from many addresses

_STATUS = {
    Status.WAITING: Sentence("已收到，等待办理"),
    Status.CONFIRMED: Sentence("正在办理"),
    Status.HANDED_OVER: Sentence("已交有关单位办理"),
    Status.ANSWERED: Sentence("已答复"),
    Status.CLOSED: Sentence("已办结"),
    Status.SET_ASIDE: Sentence("已存查"),
}
_HISTORY = {
    "received": Sentence("收到您的意见并登记"),
    "confirmed": Sentence("工作人员已阅看，开始办理"),
    "handed_over": Sentence("已交有关单位办理"),
    "answered": Sentence("已答复"),
    "closed": Sentence("已办结"),
    "set_aside": Sentence("已存查"),
    "reopened": Sentence("重新办理"),
    "added": Sentence("收到您的补充"),
    "withdrawn": Sentence("您撤回了这件意见"),
    "restored": Sentence("您取消了撤回"),
    "rated": Sentence("收到您的评价"),
}
_DONE = (Status.ANSWERED, Status.CLOSED)
_PROTECTED = ("received", "answered", "closed", "added", "withdrawn", "restored", "rated")


@dataclass(frozen=True, slots=True)
class Standing:
    """What the holder of a receipt sees of an opinion."""

    number: str
    received_at: datetime
    status: str
    explained: str
    history: list[tuple[datetime, str]]
    answers: list[Message]
    withdrawn: bool
    late: bool
    may_add: bool
    may_rate: bool


@anyone
def show() -> ResponseReturnValue:
    return cacheable(_form("", ""))


@anyone
def find() -> ResponseReturnValue:
    opinion = holder()
    return private(_standing_page(opinion)) if isinstance(opinion, Opinion) else opinion


@anyone
def mail() -> ResponseReturnValue:
    """The receipt by mail, for its holder."""
    form = MailForm(request.form)
    subject = f"receipt:{caution.network(request.remote_addr)}"

    def send(opinion: Opinion) -> None:
        if not form.validate():
            raise Invalid(form.email.errors[0])
        if attempts.count(db(), subject, moment() - _HOUR) >= _MAILS:
            raise Invalid(Sentence("这个网络一小时内发送的回执太多，请过一小时再试；也可以抄下或拍下查询码"))
        followup.mail_receipt(db(), opinion.id, form.email.data, moment())
        with transaction(db()):
            attempts.add(db(), subject, moment())

    return act(
        send, told=Sentence("回执会发到 %(address)s，一般几分钟内就到；同一邮箱一天只发一封。", address=form.email.data)
    )


@anyone
def rate() -> ResponseReturnValue:
    """How content the holder of a receipt is with what was done."""

    def note(opinion: Opinion) -> None:
        try:
            rating = Rating(request.form.get("rating", ""))
        except ValueError:
            raise Invalid(Sentence("请先选择一项")) from None
        followup.rate(db(), opinion.id, rating, moment())

    return act(note, told=Sentence("谢谢您的评价。"))


@anyone
def withdraw() -> ResponseReturnValue:
    return act(lambda opinion: followup.withdraw(db(), opinion.id, moment()))


@anyone
def restore() -> ResponseReturnValue:
    return act(lambda opinion: followup.restore(db(), opinion.id, moment()))


def act(does: Callable[[Opinion], None], words: str = "", told: str = "") -> Response:
    """Do something for the holder of a receipt and show how the opinion stands then."""
    opinion = holder()
    if not isinstance(opinion, Opinion):
        return opinion
    try:
        if opinion.isolated:
            raise Invalid(Sentence("这件意见现在不能在网上补充，请拨打公布的电话"))
        does(opinion)
    except (Invalid, Conflict) as error:
        return refused(opinion, error, words)
    return private(_standing_page(opinions.by_id(db(), opinion.id), told=told))


def typed(name: str, longest: int = 200) -> str:
    """What stands in a field that was sent; a view that reads files has read the fields, too."""
    fields = g.typed if "typed" in g else request.form
    return str(fields.get(name, ""))[:longest]


def holder() -> Opinion | Response:
    """The opinion of the code that was sent, or the page that asks for it again."""
    given = typed("code")
    code, visitor = receipts.normalise(given), caution.network(request.remote_addr)
    if too_many(visitor):
        words = Sentence("这个网络查询失败的次数太多，请一小时后再试；也可以拨打电话，凭登记编号查询")
        response = private(_form(given, words), 429)
        response.headers["Retry-After"] = str(int(_HOUR.total_seconds()))
        return response
    if code is not None:
        try:
            return opinions.by_receipt(db(), code)
        except NotFound:
            count_failure(visitor)
    return private(_form(given, _not_found(given)), 422)


def refused(opinion: Opinion, error: Invalid | Conflict, words: str = "") -> Response:
    """How the opinion stands, with why something could not be done."""
    taken = attachments.keep(db(), g.get("taken", NOTHING), moment())
    return private(_standing_page(opinion, error.args[0], words, taken=taken), 422)


def standing(opinion: Opinion, history: list[Event], conversation: list[Message]) -> Standing:
    """What may be shown of an opinion; of an isolated one only that it was registered, of a report no steps."""
    shown = _PROTECTED if opinion.seal != Seal.NONE else tuple(_HISTORY)
    lines = [(event.at, _line(event)) for event in history if event.kind in shown]
    answers = [m for m in conversation if m.direction == "out" and m.state == "released"]
    status = _STATUS[opinion.status]
    if opinion.seal != Seal.NONE and opinion.status in OPEN and opinion.status != Status.ANSWERED:
        status = Sentence("已收到，正在按规定办理")
    if opinion.isolated:
        status, lines, answers = Sentence("已收到，正在按规定办理"), lines[:1], []
    return Standing(
        number=opinion.number,
        received_at=opinion.received_at,
        status=status,
        explained="" if opinion.isolated else _explained(opinion),
        history=lines,
        answers=answers,
        withdrawn=opinion.withdrawn_at is not None,
        late=opinion.late,
        may_add=not opinion.isolated,
        may_rate=not opinion.isolated and opinion.status in _DONE and all(event.kind != "rated" for event in history),
    )


def _line(event: Event) -> str:
    outcome = event.data.get("outcome") if event.kind == "closed" else None
    if not outcome:
        return _HISTORY[event.kind]
    return Sentence("%(step)s：%(outcome)s", step=_HISTORY[event.kind], outcome=labels.label(Outcome(outcome)))


def _explained(opinion: Opinion) -> str:
    if opinion.status == Status.SET_ASIDE:
        if opinion.aside_reason == AsideReason.OUT_OF_SCOPE:
            return Sentence("您反映的内容与本次通报没有直接关系，已登记存查。")
        return Sentence("这件意见已登记存查，不再另行办理。")
    if opinion.status == Status.CLOSED and opinion.outcome is not None:
        return Sentence("办理结果：%(outcome)s", outcome=labels.label(opinion.outcome))
    return ""


def _standing_page(
    opinion: Opinion, error: str = "", words: str = "", told: str = "", taken: Attachments = NOTHING
) -> str:
    shown = standing(opinion, events.history(db(), opinion.id), messages.of_opinion(db(), opinion.id))
    return render_template(
        "public/status.html",
        shown=shown,
        code=typed("code"),
        error=error,
        words=words,
        told=told,
        ratings=list(Rating),
        mail=bool(services().config.smtp_host) and not opinion.held and not opinion.isolated,
        left=bool(opinion.phone or opinion.email) and not opinion.isolated,
        address=typed("email"),
        acted=(request.endpoint or "").partition(".")[2],
        urgent=bool(cues.emergency(typed("words", followup.LONGEST))),
        hotline=services().config.hotline,
        taken=taken,
        config=services().config,
    )


def _form(typed: str, error: str) -> str:
    return render_template("public/lookup.html", typed=typed, error=error, circulars=circulars.published(db()))


def _not_found(typed: str) -> str:
    digits = sum(char.isdigit() for char in typed)
    if digits == 0:
        return Sentence("请输入回执上的 16 位查询码")
    if digits != 16:
        return Sentence("查询码应有 16 位数字，您输入了 %(found)s 位，请核对", found=digits)
    return Sentence("没有查到这个查询码，请对照回执逐位核对")


def too_many(visitor: str, most: int = _FAILURES) -> bool:
    """Whether so many look-ups failed of late that no further one is tried."""
    since = moment() - _HOUR
    mine = attempts.count(db(), f"lookup:{visitor}", since)
    if mine < _FEWER:
        return False
    return mine >= most or attempts.count(db(), "lookup", since) >= _ALL_FAILURES


def count_failure(visitor: str) -> None:
    """Count a look-up that found nothing."""
    with transaction(db()):
        attempts.add(db(), f"lookup:{visitor}", moment())
        attempts.add(db(), "lookup", moment())
