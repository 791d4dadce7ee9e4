"""What was handed over, for the office: what is overdue, what waits for a decision, and one of them with all that is
known of it; what a unit says on paper is entered here.
"""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from intake.accounts import Permission, may
from intake.duty import Handover
from intake.papers.slip import render
from intake.store import handover_lists, opinions
from intake.store import staff as accounts_store
from intake.store.handover_lists import Wanted
from intake.units import access, slips
from intake.web import duties, narrowing, unit_acts
from intake.web.auth import needs
from intake.web.support import db, moment, services, staff
from intake.web.unit_acts import ID, Failed
from intake.web.units import DOCX, handed_out

bp = Blueprint("handovers", __name__, url_prefix="/staff/handovers")
PAGE = 50
VIEWS = {
    "open": "办理中",
    "overdue": "已逾期",
    "soon": "即将到期",
    "unsigned": "未签收",
    "silent": "先行联系逾期",
    "asked": "延期待批",
    "replied": "已回复",
    "proposed": "拟办待批",
    "settled": "已了结",
}


@bp.get("")
@needs(Permission.READ)
def index() -> ResponseReturnValue:
    wanted = _wanted()
    lines = handover_lists.page(db(), wanted, after=narrowing.number("after"), limit=PAGE)
    units = accounts_store.units(db())
    return render_template(
        "handovers/index.html",
        lines=lines,
        wanted=wanted,
        views=VIEWS,
        counts=handover_lists.counts(db(), wanted),
        units=units,
        unit_of={unit.id: unit.name for unit in units},
        after=lines[-1].handover.id if len(lines) == PAGE else None,
    )


@bp.get(f"/<{ID}:handover_id>")
@needs(Permission.ENTER)
def show(handover_id: int) -> ResponseReturnValue:
    return page(access.held(db(), handover_id, staff()))


@bp.get(f"/<{ID}:handover_id>/slip.docx")
@needs(Permission.ENTER)
def slip(handover_id: int) -> ResponseReturnValue:
    made = slips.slip(db(), services().config, handover_id, staff(), moment())
    name = f"{'督办单' if made.card else '交办单'}{made.number}.docx"
    return handed_out(render(made), DOCX, f"slip-{made.number}.docx", name)


def page(handover: Handover, failed: Failed | None = None) -> str:
    """One of them."""
    return render_template(
        "handovers/show.html",
        opinion=opinions.by_id(db(), handover.opinion_id),
        **unit_acts.known(handover, failed),
    )


unit_acts.register(bp, Permission.ENTER, page)
bp.add_url_rule(
    f"/<{ID}:handover_id>/decide_time",
    "decide_time",
    unit_acts.view(unit_acts.decide_time, Permission.GRANT_TIME, page),
    methods=["POST"],
)


def _wanted() -> Wanted:
    view, today = request.args.get("view", "open"), duties.today()
    soon = duties.calendar().after(today, services().config.remind_days)
    return Wanted(
        view if view in VIEWS else "open",
        today,
        soon,
        narrowing.number("unit"),
        may(staff(), Permission.SEE_SEALED),
    )
