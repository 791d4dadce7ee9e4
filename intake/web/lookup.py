"""Look-up by receipt code: status, history in plain words, answer. Never contacts, staff, units or remarks.

Who guesses learns nothing: a code that was never given and one with a slip of the finger get the same page, and
failures are counted for each network and in all.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from intake import followup, receipts
from intake.channels.form import MailForm
from intake.db import transaction
from intake.errors import Conflict, Invalid, NotFound
from intake.model import Opinion, Rating
from intake.sentence import Sentence
from intake.store import attempts, circulars, events, messages, opinions
from intake.text import cues
from intake.web import caution
from intake.web.auth import anyone
from intake.web.cached import cacheable, private
from intake.web.filters import hour
from intake.web.standing import standing
from intake.web.support import db, moment, services

_HOUR = timedelta(hours=1)
_FAILURES = 30  # of one network in an hour; a mobile network may stand for a whole street
_MAILS = 10  # receipts mailed for one network in an hour
_ALL_FAILURES, _FEWER = 1000, 5  # when so many fail in all, somebody guesses from many addresses


@anyone
def show() -> ResponseReturnValue:
    return cacheable(_form("", ""))


@anyone
def find() -> ResponseReturnValue:
    opinion = holder()
    return private(_standing_page(opinion)) if isinstance(opinion, Opinion) else opinion


@anyone
def add() -> ResponseReturnValue:
    """Words added by the holder of a receipt."""
    words = request.form.get("words", "").replace("\r\n", "\n").replace("\0", "")
    return _act(lambda opinion: followup.add(db(), opinion.id, words, moment()), words)


@anyone
def mail() -> ResponseReturnValue:
    """The receipt by mail, for its holder."""
    form = MailForm(request.form)
    subject = f"receipt:{caution.network(request.remote_addr)}"

    def act(opinion: Opinion) -> None:
        if not form.validate():
            raise Invalid(form.email.errors[0])
        again = attempts.again_at(db(), subject, _MAILS, _HOUR, moment())
        if again is not None:
            raise Invalid(
                Sentence("这个网络一小时内发送的回执太多，请在 %(at)s 以后再试；也可以抄下或拍下查询码", at=hour(again))
            )
        followup.mail_receipt(db(), opinion.id, form.email.data, moment())
        with transaction(db()):
            attempts.add(db(), subject, moment())

    return _act(
        act, told=Sentence("回执会发到 %(address)s，一般几分钟内就到；同一邮箱一天只发一封。", address=form.email.data)
    )


@anyone
def rate() -> ResponseReturnValue:
    """How content the holder of a receipt is with what was done."""

    def act(opinion: Opinion) -> None:
        try:
            rating = Rating(request.form.get("rating", ""))
        except ValueError:
            raise Invalid(Sentence("请先选择一项")) from None
        followup.rate(db(), opinion.id, rating, moment())

    return _act(act, told=Sentence("谢谢您的评价。"))


@anyone
def withdraw() -> ResponseReturnValue:
    return _act(lambda opinion: followup.withdraw(db(), opinion.id, moment()))


@anyone
def restore() -> ResponseReturnValue:
    return _act(lambda opinion: followup.restore(db(), opinion.id, moment()))


def _act(act: Callable[[Opinion], None], words: str = "", told: str = "") -> Response:
    """Do something for the holder of a receipt and show how the opinion stands then."""
    opinion = holder()
    if not isinstance(opinion, Opinion):
        return opinion
    try:
        if opinion.isolated:
            raise Invalid(Sentence("这件意见现在不能在网上补充，请拨打公布的电话"))
        act(opinion)
    except (Invalid, Conflict) as error:
        return refused(opinion, error, words)
    return private(_standing_page(opinions.by_id(db(), opinion.id), told=told))


def holder() -> Opinion | Response:
    """The opinion of the code that was sent, or the page that asks for it again."""
    typed = request.form.get("code", "")[:200]
    code, visitor = receipts.normalise(typed), caution.network(request.remote_addr)
    again = _again_at(visitor)
    if again is not None:
        words = Sentence(
            "这个网络查询失败的次数太多，请在 %(at)s 以后再试；也可以拨打电话，凭登记编号查询", at=hour(again)
        )
        return private(_form(typed, words), 429)
    if code is not None:
        try:
            return opinions.by_receipt(db(), code)
        except NotFound:
            _count_failure(visitor)
    return private(_form(typed, _not_found(typed)), 422)


def refused(opinion: Opinion, error: Invalid | Conflict, words: str = "") -> Response:
    """How the opinion stands, with why something could not be done."""
    return private(_standing_page(opinion, error.args[0], words), 422)


def _standing_page(opinion: Opinion, error: str = "", words: str = "", told: str = "") -> str:
    shown = standing(opinion, events.history(db(), opinion.id), messages.of_opinion(db(), opinion.id))
    return render_template(
        "public/status.html",
        shown=shown,
        code=request.form.get("code", "")[:200],
        error=error,
        words=words,
        told=told,
        ratings=list(Rating),
        mail=bool(services().config.smtp_host) and not opinion.held and not opinion.isolated,
        left=bool(opinion.phone or opinion.email) and not opinion.isolated,
        address=request.form.get("email", "")[:200],
        acted=(request.endpoint or "").partition(".")[2],
        urgent=bool(cues.emergency(request.form.get("words", ""))),
        hotline=services().config.hotline,
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


def _again_at(visitor: str) -> datetime | None:
    """When this network may try again; None where it may now."""
    mine = f"lookup:{visitor}"
    if attempts.count(db(), mine, moment() - _HOUR) < _FEWER:
        return None
    own = attempts.again_at(db(), mine, _FAILURES, _HOUR, moment())
    return own or attempts.again_at(db(), "lookup", _ALL_FAILURES, _HOUR, moment())


def _count_failure(visitor: str) -> None:
    with transaction(db()):
        attempts.add(db(), f"lookup:{visitor}", moment())
        attempts.add(db(), "lookup", moment())
