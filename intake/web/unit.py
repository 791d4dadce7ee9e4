"""The pages of a unit's people: what their unit has in hand, and one of those with the copy they may see."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from intake.accounts import Permission
from intake.duty import Handover
from intake.errors import NotFound
from intake.store import handover_lists
from intake.store import staff as accounts_store
from intake.store.handover_lists import Line, Wanted
from intake.text.redact import redacted
from intake.units import access
from intake.web import downloads, duties, narrowing, presence, unit_acts
from intake.web.auth import needs
from intake.web.support import db, moment, services, staff
from intake.web.unit_acts import ID, Failed

bp = Blueprint("unit", __name__, url_prefix="/staff/unit")
PAGE = 50
EXCERPT = 80
VIEWS = {"open": "办理中", "overdue": "已逾期", "soon": "即将到期", "replied": "已回复", "done": "已办结"}


@bp.get("")
@needs(Permission.WORK_FOR_UNIT)
def index() -> ResponseReturnValue:
    view = request.args.get("view", "open")
    wanted = _wanted(view if view in VIEWS else "open")
    lines = handover_lists.page(db(), wanted, after=narrowing.number("after"), limit=PAGE)
    return render_template(
        "unit/index.html",
        lines=[(line, _excerpt(line)) for line in lines],
        wanted=wanted,
        views=VIEWS,
        counts=handover_lists.counts(db(), wanted),
        after=lines[-1].handover.id if len(lines) == PAGE else None,
        **_unit(),
    )


@bp.get(f"/<{ID}:handover_id>")
@needs(Permission.WORK_FOR_UNIT)
def show(handover_id: int) -> ResponseReturnValue:
    return page(access.held(db(), handover_id, staff()))


@bp.post(f"/<{ID}:handover_id>/reveal")
@needs(Permission.WORK_FOR_UNIT)
def reveal(handover_id: int) -> ResponseReturnValue:
    """The page with the contacts that were shared, once; the look stands in the history."""
    copy = access.reveal(db(), handover_id, staff(), moment())
    return _page(access.held(db(), handover_id, staff()), copy, None, contacts=copy.contacts)


@bp.get(f"/<{ID}:handover_id>/files/<{ID}:position>")
@needs(Permission.WORK_FOR_UNIT)
def download(handover_id: int, position: int) -> ResponseReturnValue:
    copy = access.copy(db(), access.held(db(), handover_id, staff()))
    file = next((file for file in copy.files if file.position == position), None)
    if file is None:
        raise NotFound("没有这个附件")
    return downloads.sent(file, bare=True)


def page(handover: Handover, failed: Failed | None = None) -> str:
    """One of what the unit has in hand."""
    return _page(handover, access.copy(db(), handover), failed)


unit_acts.register(bp, Permission.WORK_FOR_UNIT, page)
bp.add_url_rule(f"/<{ID}:handover_id>/presence", "presence", presence.unit_presence, methods=["POST"])
bp.record(lambda state: state.app.jinja_env.globals.update(duties.SPOKEN))


def _page(handover: Handover, copy: access.Copy, failed: Failed | None, **shown: Any) -> str:
    return render_template(
        "unit/show.html",
        copy=copy,
        contacts=shown.get("contacts"),
        others=presence.arrived(handover.opinion_id),
        **_unit(),
        **unit_acts.known(handover, failed),
    )


def _unit() -> dict[str, Any]:
    units = {unit.id: unit.name for unit in accounts_store.units(db())}
    return {"own": staff().unit_id, "unit_name": units[staff().unit_id or 0]}


def _wanted(view: str) -> Wanted:
    today = duties.today()
    soon = duties.calendar().after(today, services().config.remind_days)
    return Wanted(view, today, soon, staff().unit_id)


def _excerpt(line: Line) -> str:
    """The beginning of what was written, redacted before it is cut: half a number is no longer found to be one."""
    subject, body = (redacted(" ".join(text.split()), line.own) for text in (line.subject, line.body))
    words = f"{subject}：{body}" if subject else body
    return words[:EXCERPT]
