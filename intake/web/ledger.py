"""The ledger for staff: a circular's entries with how far each is, one of them in whole, the lists as a workbook."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake import ledger
from intake.accounts import Permission
from intake.db import transaction
from intake.duty import LedgerState
from intake.errors import NotFound
from intake.ledger import overview
from intake.ledger.overview import Line
from intake.model import Circular
from intake.papers.workbook import workbook
from intake.store import circulars, events, offices
from intake.store import staff as accounts_store
from intake.web import duties, ledger_acts, ledger_page
from intake.web.auth import needs
from intake.web.ledger_page import page
from intake.web.support import db, moment, services, staff
from intake.web.unit_acts import ID
from intake.web.units import XLSX, handed_out

bp = Blueprint("ledger", __name__, url_prefix="/staff/ledger")
VIEWS = {
    "": "全部",
    **{state.value: "" for state in LedgerState},
    "asked": "销号待复核",
    "overdue": "已到时限",
    "look_back": "需要回头看",
}


@bp.get("")
@needs(Permission.READ)
def index() -> ResponseReturnValue:
    circular, view = _circular(request.args.get("circular", type=int)), request.args.get("view", "")
    found = overview.lines(db(), circular.id)
    return render_template(
        "ledger/index.html",
        circular=circular,
        circulars=[each for each in circulars.every(db()) if each.state != "draft"],
        lines=[line for line in found if _shown(line, view)],
        counts={name: sum(_shown(line, name) for line in found) for name in VIEWS},
        view=view if view in VIEWS else "",
        views=ledger_page.named(VIEWS),
        sums=overview.sums(found),
        printed=overview.printed(found),
        stated=circular.facts.get("totals") or {},
        facts=circular.facts,
        fresh=sum(line.entry.version == 0 for line in found),
        responsible="responsible" in request.args,
        unit_of={unit.id: unit.name for unit in accounts_store.units(db())},
        today=duties.today(),
    )


@bp.get(f"/circulars/<{ID}:circular_id>.xlsx")
@needs(Permission.READ)
def download(circular_id: int) -> ResponseReturnValue:
    circular, responsible = circulars.by_id(db(), circular_id), "responsible" in request.args
    units = {unit.id: unit.name for unit in accounts_store.units(db())}
    tables = overview.tables(overview.lines(db(), circular.id), units, responsible=responsible)
    office = services().config.office or offices.name(db())
    title = f"整改台账 {circular.title}"
    data = workbook(title, office, moment(), tables)
    with transaction(db()):
        about = {"circular": circular.id, "responsible": responsible}
        events.append(db(), staff().id, "ledger_downloaded", moment(), staff_id=staff().id, data=about)
    return handed_out(data, XLSX, f"ledger-{circular.id}.xlsx", f"{title[:80]}.xlsx")


@bp.post(f"/circulars/<{ID}:circular_id>/begin")
@needs(Permission.KEEP_LEDGER)
def begin(circular_id: int) -> ResponseReturnValue:
    begun = ledger.begin(db(), circulars.by_id(db(), circular_id).id, staff(), moment())
    flash(f"已按通报为 {begun} 项建立台账，举措和制度请逐项核对。", "good")
    return redirect(url_for(".index", circular=circular_id), 303)


@bp.get(f"/<{ID}:issue_id>")
@needs(Permission.READ)
def show(issue_id: int) -> ResponseReturnValue:
    return page(circulars.issue(db(), issue_id))


for _act, _permission in ledger_acts.ACTS.items():
    bp.add_url_rule(
        f"/<{ID}:issue_id>/{_act.__name__}", _act.__name__, ledger_acts.view(_act, _permission), methods=["POST"]
    )


def _circular(wanted: int | None) -> Circular:
    """The circular that was asked for, else the newest one that is no draft."""
    if wanted is not None:
        return circulars.by_id(db(), wanted)
    published = [circular for circular in circulars.every(db()) if circular.state != "draft"]
    if not published:
        raise NotFound("还没有发布通报，台账在发布以后建立")
    return published[0]


def _shown(line: Line, view: str) -> bool:
    if view == "asked":
        return line.entry.asked_by is not None
    if view == "look_back":
        return line.to_look_back(duties.today())
    if view == "overdue":
        due_on = line.entry.due_on
        return due_on is not None and due_on < duties.today() and line.entry.state != LedgerState.STRUCK
    return view not in list(LedgerState) or line.entry.state == view
