"""Staff accounts, for administrators: who there is, new ones, locked ones, forgotten passwords."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Regexp, ValidationError

from intake import accounts, labels, second_factor
from intake.accounts import Permission
from intake.errors import Invalid, NotFound
from intake.model import Role, Staff
from intake.store import staff as accounts_store
from intake.web.auth import needs
from intake.web.support import db, moment, services, staff

bp = Blueprint("accounts", __name__, url_prefix="/staff/accounts")


DUTIES = {
    Role.CLERK: "登记来电来信，分办，查看专报",
    Role.OFFICER: "另可交办、答复、记台账",
    Role.MANAGER: "另可查看密件、编发专报、导出、管理通报、批准延期、复核销号",
    Role.ADMINISTRATOR: "只管理账号和运行，不看意见",
    Role.UNIT: "承办单位的人员，只看到交给本单位的意见",
}


class AccountForm(Form):  # type: ignore[misc]  # the library has no types
    """A new account; its password is made, not chosen."""

    login = StringField(
        "账号",
        [
            InputRequired("请填写账号"),
            Length(max=40, message="账号请不要超过 40 个字符"),
            Regexp(r"^\s*[\w.@-]+\s*$", message="账号只能用文字、数字、点、横线和下划线"),
        ],
    )
    name = StringField("姓名", [InputRequired("请填写姓名"), Length(max=40, message="姓名请不要超过 40 个字")])
    role = RadioField(
        "角色",
        [InputRequired("请选择角色")],
        choices=[SelectChoice(role.value, labels.label(role)) for role in Role],
    )
    unit = StringField("承办单位", [Length(max=60, message="单位名称请不要超过 60 个字")])

    def validate_unit(self, field: StringField) -> None:
        """Only somebody of a unit has one."""
        if (self.role.data == Role.UNIT) != bool((field.data or "").strip()):
            of_unit = self.role.data == Role.UNIT
            raise ValidationError("请填写承办单位" if of_unit else "只有承办单位账号才填写承办单位")


@bp.get("")
@needs(Permission.MANAGE_STAFF)
def index() -> ResponseReturnValue:
    return _page(AccountForm())


@bp.post("")
@needs(Permission.MANAGE_STAFF)
def add() -> ResponseReturnValue:
    form, password = AccountForm(request.form), accounts.new_password()
    if not form.validate():
        return _page(form), 422
    login, role, cost = form.login.data.strip(), Role(form.role.data), services().config.password_cost
    try:
        unit = form.unit.data or ""
        accounts.add(db(), login, form.name.data, role, password, moment(), cost=cost, by=staff().id, unit=unit)
    except Invalid as error:
        form.login.errors = [str(error)]
        return _page(form), 422
    return _password_page(accounts_store.by_login(db(), login), password)


@bp.post("/<int(max=9223372036854775807):staff_id>/reset")
@needs(Permission.MANAGE_STAFF)
def reset(staff_id: int) -> ResponseReturnValue:
    person, password = _account(staff_id), accounts.new_password()
    if person.id == staff().id:
        return redirect(url_for("auth.password"), 303)
    accounts.set_password(db(), person.login, password, moment(), cost=services().config.password_cost, by=staff().id)
    return _password_page(person, password)


@bp.post("/<int(max=9223372036854775807):staff_id>/factor")
@needs(Permission.MANAGE_STAFF)
def reset_factor(staff_id: int) -> ResponseReturnValue:
    person = _account(staff_id)
    try:
        if person.id == staff().id:
            raise Invalid("自己的动态口令须由另一位系统管理员取消")
        second_factor.reset(db(), person, moment(), by=staff().id)
    except Invalid as error:
        flash(str(error), "bad")
    else:
        flash(f"账号 {person.login}（{person.name}）的动态口令已取消，登录后可以重新启用。", "good")
    return redirect(url_for(".index"), 303)


@bp.post("/<int(max=9223372036854775807):staff_id>/disable")
@needs(Permission.MANAGE_STAFF)
def disable(staff_id: int) -> ResponseReturnValue:
    return _set_disabled(staff_id, True)


@bp.post("/<int(max=9223372036854775807):staff_id>/enable")
@needs(Permission.MANAGE_STAFF)
def enable(staff_id: int) -> ResponseReturnValue:
    return _set_disabled(staff_id, False)


def _set_disabled(staff_id: int, disabled: bool) -> ResponseReturnValue:
    person = _account(staff_id)
    try:
        accounts.set_disabled(db(), person.login, disabled, moment(), by=staff().id)
    except Invalid as error:
        flash(str(error), "bad")
    else:
        flash(f"账号 {person.login}（{person.name}）已{'停用' if disabled else '启用'}。", "good")
    return redirect(url_for(".index"), 303)


def _account(staff_id: int) -> Staff:
    person = accounts_store.by_id(db(), staff_id)
    if person is None:
        raise NotFound("没有这个账号")
    return person


def _page(form: AccountForm) -> str:
    units = {unit.id: unit.name for unit in accounts_store.units(db())}
    return render_template(
        "accounts/index.html", form=form, people=accounts_store.every(db()), duties=DUTIES, units=units
    )


def _password_page(person: Staff, password: str) -> str:
    """The only page that ever shows this password; nothing keeps it."""
    return render_template("accounts/password.html", account=person, password=password)
