"""Posters for staff: propose places, approve them, print the approved ones, see what came through each."""

from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from intake import posters
from intake.accounts import Permission
from intake.errors import Invalid
from intake.papers import pdf
from intake.papers.poster import SIZES
from intake.store import circulars
from intake.store import posters as store
from intake.web.auth import needs
from intake.web.support import db, moment, services, site, staff

bp = Blueprint("posters", __name__, url_prefix="/staff/posters")
STATES = {"proposed": "待核准", "approved": "已核准", "retired": "已撤下"}
_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@bp.get("")
@needs(Permission.READ)
def index() -> ResponseReturnValue:
    return _page("", "")


@bp.post("")
@needs(Permission.MANAGE_CATALOGUE)
def propose() -> ResponseReturnValue:
    places, issue = request.form.get("places", ""), request.form.get("issue", "")
    try:
        issue_id = int(issue) if issue.isdecimal() and len(issue) < 20 else None
        made = posters.propose(db(), places.splitlines(), issue_id, staff(), moment())
    except Invalid as error:
        return _page(places, str(error)), 422
    flash(f"已提出 {len(made)} 个张贴地点，核准后可以打印。")
    return redirect(url_for("posters.index"), code=303)


@bp.post("/decide")
@needs(Permission.MANAGE_CATALOGUE)
def decide() -> ResponseReturnValue:
    act, done = (posters.retire, "撤下") if request.form.get("act") == "retire" else (posters.approve, "核准")
    flash(f"已{done} {act(db(), _picked(), staff(), moment())} 张海报。")
    return redirect(url_for("posters.index"), code=303)


@bp.get("/print")
@needs(Permission.READ)
def printed() -> ResponseReturnValue:
    size = request.args.get("size", "A4") if request.args.get("size") in SIZES else "A4"
    kind = "pdf" if request.args.get("format") == "pdf" else "docx"
    wanted = posters.printable(db(), _picked() or None)
    made = posters.document(db(), services().config, wanted, site(), size)
    data = pdf.of_docx(made) if kind == "pdf" else made
    return send_file(BytesIO(data), _TYPES[kind], as_attachment=True, download_name=f"意见建议征集海报-{size}.{kind}")


def _picked() -> list[int]:
    return [int(typed) for typed in request.values.getlist("poster") if typed.isdecimal() and len(typed) < 20]


def _page(typed: str, error: str) -> str:
    issues = circulars.linkable(db())
    return render_template(
        "posters/index.html",
        posters=store.every(db()),
        issues=issues,
        titles={issue.id: issue.title for issue in issues},
        states=STATES,
        sizes=list(SIZES),
        typed=typed,
        error=error,
    )
