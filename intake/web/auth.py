"""The lock on every door: who may open which view, staff log-in and log-out, forged and expired requests.

A view without `@needs` or `@anyone` is refused, so that a forgotten decorator shows at once and never opens.
"""

import hmac
import json
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from flask import Blueprint, Flask, abort, current_app, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from intake import accounts, clock, second_factor
from intake.accounts import Permission, may
from intake.errors import Invalid, Refused
from intake.model import Staff
from intake.passwords import SHORTEST
from intake.store import staff as accounts_store
from intake.web.support import db, moment, services, staff

bp = Blueprint("auth", __name__, url_prefix="/staff")
View = TypeVar("View", bound=Callable[..., Any])
_NEEDS = "_intake_needs"
_REFRESH = timedelta(minutes=5)
_CARRIED = 200_000  # characters of a form that is carried over a new log-in

MENU = (
    ("queue", "办理", Permission.READ, "queue.index"),
    ("handovers", "交办", Permission.READ, "handovers.index"),
    ("signing", "签发", Permission.RELEASE, "signing.index"),
    ("unit", "交办件", Permission.WORK_FOR_UNIT, "unit.index"),
    ("phone", "来电登记", Permission.ENTER, "desk.phone"),
    ("letter", "来信登记", Permission.ENTER, "desk.letter"),
    ("book", "登记簿", Permission.ENTER, "book.index"),
    ("circulars", "通报", Permission.READ, "circulars.index"),
    ("ledger", "台账", Permission.READ, "ledger.index"),
    ("posters", "海报", Permission.READ, "posters.index"),
    ("today", "数据", Permission.READ_DIGEST, "today.index"),
    ("digests", "专报", Permission.READ_DIGEST, "digests.index"),
    ("accounts", "账号", Permission.MANAGE_STAFF, "accounts.index"),
    ("status", "运行状况", Permission.SEE_STATUS, "status.index"),
)


def needs(permission: Permission | None) -> Callable[[View], View]:
    """The view is for staff with this permission; None: for everybody who has logged in."""

    def mark(view: View) -> View:
        setattr(view, _NEEDS, permission)
        return view

    return mark


def anyone(view: View) -> View:
    """The view is open to the public."""
    setattr(view, _NEEDS, "anyone")
    return view


def register(app: Flask) -> None:
    """Guard every request and give the templates what the guard knows."""
    app.before_request(_guard)
    app.context_processor(_known)
    app.jinja_env.globals.update(csrf_token=csrf_token, menu=MENU)


def csrf_token() -> str:
    """This session's token for forms; it never changes during a session."""
    if "csrf" not in session:
        session["csrf"] = secrets.token_urlsafe(24)
    return str(session["csrf"])


def _known() -> dict[str, Any]:
    person = g.get("staff")
    room, _, view = (request.endpoint or "").partition(".")
    return {
        "person": person,
        "can": lambda permission: person is not None and may(person, Permission(permission)),
        "area": view if room == "desk" else room,
    }


def _guard() -> ResponseReturnValue | None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None:
        return None  # no such page; the error handler says so
    needed: Permission | str | None = getattr(view, _NEEDS, "nothing said")
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        _refuse_cross_site()
    if needed == "anyone":
        return None
    person = _session_staff()
    if person is None:
        return _to_login()
    g.staff, db().reader = person, person.id
    if _must_enrol(person):
        return redirect(url_for("second.page"), 303)
    _demand_token()
    if isinstance(needed, Permission):
        accounts.demand(person, needed)
    elif needed is not None:
        abort(403)
    return None


def _must_enrol(person: Staff) -> bool:
    demanded = person.role in services().config.factor_roles and not person.second_factor
    return demanded and request.endpoint not in ("second.page", "second.enrol", "auth.log_out")


def _refuse_cross_site() -> None:
    # Browsers say where a request comes from; what says nothing (a mail program, curl) carries no cookie of a victim.
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    foreign = origin is not None and origin != "null" and origin.split("://")[-1] != request.host
    if site not in ("same-origin", "none") or foreign:
        abort(403)


def _demand_token() -> None:
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    # the header first: a view that takes large files in says how large before the form is read
    given = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
    if not hmac.compare_digest(given, str(session.get("csrf", ""))) or not given:
        abort(400)


def _session_staff() -> Any:
    known = session.get("staff")
    if not known:
        return None
    seen, now = clock.from_text(session["seen"]), moment()
    person = accounts_store.by_id(db(), known[0])
    expired = now - seen > timedelta(hours=services().config.session_hours)
    if expired or person is None or person.disabled or person.session_epoch != known[1]:
        session.clear()
        return None
    if now - seen > _REFRESH:
        session["seen"] = clock.to_text(now)
    return person


def _to_login() -> ResponseReturnValue:
    if request.method == "GET":
        login_page = url_for("auth.login", next=request.full_path.rstrip("?"))
        if request.headers.get("HX-Request"):
            return "", 401, {"HX-Redirect": login_page}
        return redirect(login_page, 303)
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    again = json.dumps(fields, ensure_ascii=False)
    form = LoginForm(data={"next": request.path, "again": again if len(again) <= _CARRIED else ""})
    words = "登录已过期，请重新登录；刚才提交的文字都保留着，登录后可继续提交。"
    return render_template("staff/login.html", form=form, words=words), 401


class LoginForm(Form):  # type: ignore[misc]  # the library has no types
    """Name and password, and where to go on."""

    login = StringField("账号", [InputRequired("请填写账号")])
    password = PasswordField("密码", [InputRequired("请填写密码")])
    next = HiddenField()
    again = HiddenField()


class PasswordForm(Form):  # type: ignore[misc]  # the library has no types
    """The old password once and the new one twice."""

    old = PasswordField("现在的密码", [InputRequired("请填写现在的密码")])
    new = PasswordField(
        "新密码", [InputRequired("请填写新密码"), Length(min=SHORTEST, message=f"新密码至少 {SHORTEST} 个字符")]
    )
    repeat = PasswordField("再次填写新密码", [EqualTo("new", "两次填写的新密码不一致")])


@bp.get("/")
@needs(None)
def start() -> ResponseReturnValue:
    endpoint = next(endpoint for _, _, permission, endpoint in MENU if may(staff(), permission))
    return redirect(url_for(endpoint), 303)


@bp.get("/login")
@anyone
def login() -> ResponseReturnValue:
    form = LoginForm(data={"next": request.args.get("next", "")})
    return render_template("staff/login.html", form=form, words="")


@bp.post("/login")
@anyone
def log_in() -> ResponseReturnValue:
    form = LoginForm(request.form)
    if not form.validate():
        return render_template("staff/login.html", form=form, words=""), 422
    try:
        person = checked(form.login.data, form.password.data)
    except Refused as error:
        return render_template("staff/login.html", form=form, words=str(error)), 403
    if person.second_factor:
        session.clear()
        session["half"] = [person.id, person.session_epoch, clock.to_text(moment())]
        return code_page()
    begin(person)
    return onward(form.next.data or "", form.again.data or "")


@bp.post("/login/here")
@anyone
def log_in_here() -> ResponseReturnValue:
    """Log in again in a layer over the page, which stays as it is and only needs the new token."""
    try:
        person = checked(request.form.get("login", ""), request.form.get("password", ""))
        if person.second_factor:
            code = request.form.get("code", "")
            second_factor.check(db(), person, code, request.remote_addr or "", moment())
        begin(person)
    except Refused as error:
        return {"words": str(error)}, 403
    return {"csrf_token": csrf_token()}


def begin(person: Staff) -> None:
    """Begin a session of somebody who has shown all that is asked for."""
    accounts.logged_in(db(), person, moment())
    session.clear()
    session["staff"] = [person.id, person.session_epoch]
    session["seen"] = clock.to_text(moment())
    g.staff = person


def code_page(words: str = "") -> str:
    """The page that asks for the code of the second factor; where to go on stands in it."""
    carried = {name: request.form.get(name, "") for name in ("next", "again")}
    return render_template("staff/code.html", words=words, **carried)


def onward(wanted: str, again: str) -> ResponseReturnValue:
    """To the page that was wanted, or with what was typed before the session ended."""
    path = _safe(wanted)
    if again:
        return render_template("staff/resume.html", path=path, fields=_fields(again))
    return redirect(path, 303)


def checked(login: str, password: str) -> Staff:
    """Whose name and password these are.  Raises Refused; failures are counted."""
    address, cost = request.remote_addr or "", services().config.password_cost
    return accounts.check_password(db(), login, password, address, moment(), cost=cost)


@bp.post("/logout")
@needs(None)
def log_out() -> ResponseReturnValue:
    session.clear()
    return redirect(url_for("auth.login"), 303)


@bp.get("/password")
@needs(None)
def password() -> ResponseReturnValue:
    return render_template("staff/password.html", form=PasswordForm())


@bp.post("/password")
@needs(None)
def change_password() -> ResponseReturnValue:
    form, person, cost = PasswordForm(request.form), staff(), services().config.password_cost
    if not form.validate():
        return render_template("staff/password.html", form=form), 422
    try:
        accounts.check_password(db(), person.login, form.old.data, request.remote_addr or "", moment(), cost=cost)
        accounts.set_password(db(), person.login, form.new.data, moment(), cost=cost, by=person.id)
    except (Refused, Invalid) as error:
        (form.old if isinstance(error, Refused) else form.new).errors = [str(error)]
        return render_template("staff/password.html", form=form), 422
    session["staff"] = [person.id, person.session_epoch + 1]
    flash("密码已修改，其他地方的登录已退出。", "good")
    return redirect(url_for("auth.start"), 303)


def _safe(path: str) -> str:
    """Only a page of our own staff area; anything else could lead to a stranger's copy of it."""
    return path if path.startswith("/staff/") and "\\" not in path and "//" not in path else url_for("auth.start")


def _fields(text: str) -> list[tuple[str, str]]:
    try:
        return [(str(name), str(value)) for name, value in json.loads(text)]
    except (ValueError, TypeError):
        abort(400)
