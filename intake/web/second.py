"""The second step of logging in, and the page on which somebody binds their account to an authenticator."""

from datetime import timedelta
from urllib.parse import quote

import segno
from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from intake import clock, second_factor, totp
from intake.errors import Invalid, Refused
from intake.model import Staff
from intake.store import factors
from intake.store import staff as accounts_store
from intake.web import auth
from intake.web.auth import anyone, needs
from intake.web.support import db, moment, services, staff

bp = Blueprint("second", __name__, url_prefix="/staff")
_HALFWAY = timedelta(minutes=10)


@bp.post("/login/code")
@anyone
def code() -> ResponseReturnValue:
    """The code of who has given the right password just before."""
    person = _halfway()
    if person is None:
        return redirect(url_for("auth.login", next=request.form.get("next", "")), 303)
    try:
        second_factor.check(db(), person, request.form.get("code", ""), request.remote_addr or "", moment())
    except Refused as error:
        return auth.code_page(str(error)), 403
    auth.begin(person)
    return auth.onward(request.form.get("next", ""), request.form.get("again", ""))


@bp.get("/second")
@needs(None)
def page() -> ResponseReturnValue:
    return _page()


@bp.post("/second")
@needs(None)
def enrol() -> ResponseReturnValue:
    person, salt = staff(), session.get("factor_salt", "")
    try:
        codes = second_factor.enrol(db(), person, salt, request.form.get("code", ""), moment())
    except Invalid as error:
        return _page(str(error)), 422
    session.pop("factor_salt", None)
    session["staff"] = [person.id, person.session_epoch + 1]
    return render_template("staff/recovery.html", codes=codes, done="动态口令已启用，其他地方的登录已退出。")


@bp.post("/second/recovery")
@needs(None)
def renew() -> ResponseReturnValue:
    """New recovery codes for who gives the password once more."""
    try:
        auth.checked(staff().login, request.form.get("password", ""))
        codes = second_factor.renew(db(), staff(), moment())
    except (Refused, Invalid) as error:
        return _page(str(error)), 422
    return render_template("staff/recovery.html", codes=codes, done="备用码已更换，以前的备用码都不能再用。")


def _page(error: str = "") -> str:
    person = staff()
    if person.second_factor:
        return render_template("staff/second.html", left=factors.recovery_left(db(), person.id), error=error)
    salt = session.setdefault("factor_salt", second_factor.new_salt())
    key = totp.shown(second_factor.secret(db(), person.id, salt))
    issuer = quote(services().config.office or "意见办理")
    address = f"otpauth://totp/{issuer}:{quote(person.login)}?secret={key}&issuer={issuer}"
    return render_template(
        "staff/enrol.html",
        key=" ".join(key[i : i + 4] for i in range(0, len(key), 4)),
        qr=segno.make(address, error="m", micro=False).png_data_uri(scale=5, border=4),
        demanded=person.role in services().config.factor_roles,
        error=error,
    )


def _halfway() -> Staff | None:
    """Who gave the right password a short while ago and is still allowed in."""
    known = session.get("half")
    if not known or moment() - clock.from_text(known[2]) > _HALFWAY:
        return None
    person = accounts_store.by_id(db(), known[0])
    return person if person and not person.disabled and person.session_epoch == known[1] else None
