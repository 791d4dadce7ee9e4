"""Leaders' instructions: those still to be carried out first, the form for a new one, how one was carried out."""

from collections.abc import Mapping
from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from intake import instructions
from intake.accounts import Permission, may
from intake.errors import Conflict, Invalid, NotFound
from intake.instructions import Given
from intake.model import StoredFile
from intake.store import blobs, editions, recusals
from intake.store import instructions as store
from intake.store import staff as accounts_store
from intake.store.instructions import Instruction
from intake.web import scans, typed
from intake.web.auth import needs
from intake.web.support import db, moment, services, staff
from intake.web.unit_acts import ID

bp = Blueprint("instructions", __name__, url_prefix="/staff/instructions")


@bp.get("")
@needs(Permission.READ)
def index() -> ResponseReturnValue:
    return _page({"number": request.args.get("number", "")[:20]})


@bp.post("")
@needs(Permission.HAND_OVER)
def enter() -> ResponseReturnValue:
    sent, tokens = request.files.getlist("scan"), request.form.getlist("kept")
    taken = scans.take(db(), services().config, sent, tokens, None, moment())
    try:
        if taken.problems:
            raise Invalid("；".join(taken.problems))
        instructions.enter(db(), _given(taken.files[0] if taken.files else None), staff(), moment())
    except (Invalid, NotFound) as error:
        return _page(request.form, str(error), kept=list(taken.kept)), 422
    flash("已登记批示。", "good")
    return redirect(url_for(".index"), 303)


@bp.post(f"/<{ID}:instruction_id>/finish")
@needs(Permission.HAND_OVER)
def finish(instruction_id: int) -> ResponseReturnValue:
    result = typed.words("result")
    try:
        instructions.finish(db(), instruction_id, result, staff(), moment())
    except (Invalid, Conflict) as error:
        return _page({}, failed=(instruction_id, str(error), result)), 422
    flash("已登记落实情况。", "good")
    return redirect(url_for(".index"), 303)


@bp.get(f"/<{ID}:instruction_id>/scan")
@needs(Permission.READ)
def scan(instruction_id: int) -> ResponseReturnValue:
    found = instructions.look(db(), instruction_id, staff())
    if found.scan is None or found.scan_type is None:
        raise NotFound("没有批示扫描件")
    ending = found.scan_type.rpartition("/")[2]
    data = BytesIO(blobs.get(db(), found.scan))
    response = send_file(
        data, mimetype=found.scan_type, as_attachment=True, download_name=f"批示{found.given_on}.{ending}"
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "no-store"
    return response


def _given(scan: StoredFile | None) -> Given:
    number, edition = typed.name("number"), typed.name("edition")
    return Given(
        leader=typed.name("leader"),
        given_on=typed.day("given_on", "请填写批示日期"),
        text=typed.words("text"),
        due_on=typed.day_or_none("due_on", "办理时限的日期不正确"),
        opinion_id=typed.numbered(db(), number) if number else None,
        edition=typed.number("edition", "专报期号请填写数字", digits=6) if edition else None,
        scan=scan,
    )


def _page(
    entered: Mapping[str, str],
    problem: str = "",
    *,
    kept: list[tuple[str, StoredFile]] | None = None,
    failed: tuple[int, str, str] | None = None,
) -> str:
    return render_template(
        "instructions/index.html",
        undone=[found for found in store.undone(db()) if _seen(found)],
        done=[found for found in store.done(db()) if _seen(found)],
        editions=[edition.number for edition in editions.every(db())],
        typed=entered,
        problem=problem,
        kept=kept or [],
        failed=failed,
        names=accounts_store.names(db()),
    )


def _seen(found: Instruction) -> bool:
    away = found.opinion_id in recusals.of_staff(db(), staff().id)
    return not away and (not found.secret or may(staff(), Permission.SEE_SEALED))
