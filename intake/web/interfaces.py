"""The open interfaces, for administrators: which are on, the keys of programs, the snippet for another site."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, IntegerField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from intake import api_keys
from intake.accounts import Permission
from intake.api_keys import LONGEST, MOST, Right
from intake.store import api_keys as stored
from intake.web.auth import needs
from intake.web.support import db, moment, services, site, staff

bp = Blueprint("interfaces", __name__, url_prefix="/staff/interfaces")
_RIGHTS = {Right.SUBMIT: "提交意见", Right.SUGGEST: "查询相关整改事项", Right.LOOKUP: "凭查询码查询办理情况"}
_INTERFACES = {
    "api": ("程序接口（JSON）", "/api/v1/openapi.json"),
    "open311": ("Open311 接口", "/open311/v2/services.json"),
    "published": ("公布的答复", "/answers"),
    "statistics": ("统计数据", "/statistics"),
    "embed": ("嵌入其他网站的表单", "/embed"),
}
_USUAL = 1000


class KeyForm(Form):  # type: ignore[misc]  # the library has no types
    """A new key."""

    name = StringField(
        "接入方名称",
        [DataRequired("请填写接入方名称"), Length(max=LONGEST, message=f"名称请不要超过 {LONGEST} 个字")],
    )
    rights = SelectMultipleField(
        "权限",
        [InputRequired("请至少选择一项权限")],
        choices=[SelectChoice(right.value, words) for right, words in _RIGHTS.items()],
        validate_choice=True,
    )
    per_hour = IntegerField(
        "每小时最多调用",
        [InputRequired("请填写次数"), NumberRange(1, MOST, message=f"次数应在 1 到 {MOST} 之间")],
        default=_USUAL,
    )


@bp.get("")
@needs(Permission.MANAGE_STAFF)
def index() -> ResponseReturnValue:
    return _page(KeyForm(rights=[right.value for right in Right]))


@bp.post("")
@needs(Permission.MANAGE_STAFF)
def add() -> ResponseReturnValue:
    form = KeyForm(request.form)
    if not form.validate():
        return _page(form), 422
    rights = [Right(value) for value in form.rights.data]
    secret = api_keys.add(db(), form.name.data, rights, form.per_hour.data, moment(), by=staff().id)
    return render_template("interfaces/key.html", name=form.name.data, secret=secret)


@bp.post("/<int(max=9223372036854775807):key_id>/revoke")
@needs(Permission.MANAGE_STAFF)
def revoke(key_id: int) -> ResponseReturnValue:
    api_keys.revoke(db(), key_id, moment(), by=staff().id)
    flash("密钥已停用，下一次调用起失效。", "good")
    return redirect(url_for(".index"), 303)


def _page(form: KeyForm) -> str:
    snippet = (
        f'<iframe src="{site()}/embed" title="提意见" width="100%" height="900"></iframe>\n'
        f'<script src="{site()}/embed.js"></script>'
    )
    return render_template(
        "interfaces/index.html",
        form=form,
        keys=stored.every(db()),
        rights=_RIGHTS,
        interfaces=_INTERFACES,
        on=services().config.interfaces,
        sites=services().config.embed_sites,
        snippet=snippet,
    )
