"""Whom issued digests are mailed to: the list, putting somebody on it and taking somebody off."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from intake.accounts import Permission
from intake.digest.subscribing import subscribe, unsubscribe
from intake.errors import Invalid
from intake.store import subscribers
from intake.web import typed
from intake.web.auth import needs
from intake.web.support import db, moment, services, staff

bp = Blueprint("subscribers", __name__, url_prefix="/staff/digest/subscribers")


class SubscriberForm(Form):  # type: ignore[misc]  # the library has no types
    """Somebody to be put on the list."""

    name = StringField("收件人", [InputRequired("请填写收件人")])
    address = StringField("邮箱", [InputRequired("请填写邮箱")])
    way = RadioField(
        "发送方式",
        [InputRequired("请选择发送方式")],
        choices=[SelectChoice("attached", "附件（Word、Excel）"), SelectChoice("link", "只发链接，登录后查看")],
        default="attached",
    )


@bp.get("")
@needs(Permission.ISSUE_DIGEST)
def index() -> ResponseReturnValue:
    return _page(SubscriberForm())


@bp.post("")
@needs(Permission.ISSUE_DIGEST)
def add() -> ResponseReturnValue:
    form = SubscriberForm(request.form)
    if not form.validate():
        return _page(form), 422
    attached = form.way.data == "attached"
    try:
        subscribe(db(), form.address.data, form.name.data, staff(), moment(), attached=attached)
    except Invalid as error:
        form.address.errors = [str(error)]
        return _page(form), 422
    flash("已加入名单，此后编发的专报会寄到这个邮箱。", "good")
    return redirect(url_for(".index"), 303)


@bp.post("/remove")
@needs(Permission.ISSUE_DIGEST)
def remove() -> ResponseReturnValue:
    unsubscribe(db(), typed.number("subscriber"), staff(), moment())
    flash("已移出名单。", "good")
    return redirect(url_for(".index"), 303)


def _page(form: SubscriberForm) -> str:
    return render_template(
        "digests/subscribers.html", form=form, subscribers=subscribers.every(db()), config=services().config
    )
