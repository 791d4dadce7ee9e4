"""The register by day, to look at and to print; notices and envelopes to senders of letters, in a batch."""

from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.accounts import Permission, may
from intake.db import transaction
from intake.desk import telling
from intake.digest.table import Table
from intake.errors import Invalid
from intake.model import Channel
from intake.papers import notice, register, tables
from intake.papers.notice import Sender, Told
from intake.papers.register import TITLES, Book
from intake.papers.workbook import workbook
from intake.store import circulars, events, offices, registers, reserved
from intake.store import staff as accounts_store
from intake.store.notices import Addressed
from intake.text import when
from intake.web.auth import needs
from intake.web.support import db, moment, services, site, staff
from intake.web.units import XLSX, handed_out

bp = Blueprint("book", __name__, url_prefix="/staff/register")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LONGEST = timedelta(days=366)


@bp.get("")
@needs(Permission.ENTER)
def index() -> ResponseReturnValue:
    problem, book = "", _book(_today(), _today())
    try:
        book = _book(*_days())
        table = _table(book)
    except Invalid as error:
        problem, table = str(error), register.lines(book, [], [])
    where = {"channel": book.channel.value, "first": book.first.isoformat(), "last": book.last.isoformat()}
    status = 422 if problem else 200
    return render_template(
        "book/index.html", book=book, table=table, problem=problem, where=where, titles=TITLES
    ), status


@bp.get("/book.docx")
@needs(Permission.ENTER)
def document() -> ResponseReturnValue:
    book = _book(*_days())
    return _handed_out(book, tables.document(book.title, _office(), moment(), _table(book)), DOCX, "docx")


@bp.get("/book.xlsx")
@needs(Permission.ENTER)
def sheet() -> ResponseReturnValue:
    book = _book(*_days())
    return _handed_out(book, workbook(book.title, _office(), moment(), [_table(book)]), XLSX, "xlsx")


def _handed_out(book: Book, data: bytes, kind: str, ending: str) -> ResponseReturnValue:
    about = {"channel": book.channel, "first": book.first.isoformat(), "last": book.last.isoformat()}
    with transaction(db()):
        events.append(db(), staff().id, "register_printed", moment(), staff_id=staff().id, data=about)
    name = f"register-{book.channel}-{book.first}-{book.last}.{ending}"
    return handed_out(data, kind, name, f"{book.title}.{ending}")


@bp.get("/notices")
@needs(Permission.SEE_CONTACTS)
def notices() -> ResponseReturnValue:
    return _notices_page("")


@bp.post("/notices")
@needs(Permission.SEE_CONTACTS)
def print_notices() -> ResponseReturnValue:
    wanted = set(request.form.getlist("letter", type=int))
    told = [letter for letter in telling.to_tell(db(), staff(), moment()) if letter.opinion_id in wanted]
    if not told:
        return _notices_page("请勾选要打印的来信"), 422
    people, day = _told(told), f"{_today()}"
    if request.form.get("act") == "envelopes":
        data = notice.envelopes(sender(), people, moment())
        return handed_out(data, DOCX, f"envelopes-{day}.docx", f"信封{day}.docx")
    data = notice.notices(sender(), people, moment(), _today())
    telling.printed(db(), told, staff(), moment())
    return handed_out(data, DOCX, f"notices-{day}.docx", f"收件告知单{day}.docx")


def _notices_page(problem: str) -> str:
    found = telling.to_tell(db(), staff(), moment())
    return render_template(
        "book/notices.html",
        waiting=[letter for letter in found if letter.printed_at is None],
        printed=[letter for letter in found if letter.printed_at is not None],
        problem=problem,
        sender=sender(),
    )


def _told(letters: list[Addressed]) -> list[Told]:
    codes, promised, zone = telling.codes(db(), letters), telling.promises(db()), services().config.office_zone
    return [
        Told(
            letter.number,
            codes[letter.opinion_id],
            letter.name,
            letter.address,
            letter.received_at.astimezone(zone).date(),
            promised.get(letter.circular_id or 0, False),
        )
        for letter in letters
    ]


def sender() -> Sender:
    """The office as the newest published circular says that letters reach it."""
    facts: dict[str, Any] = next((c.facts.get("contacts") or {} for c in circulars.published(db())), {})
    return Sender(
        _office(),
        facts.get("address") or "",
        facts.get("postcode") or "",
        "、".join(facts.get("phones") or ()),
        site() + url_for("public.lookup"),
    )


def _book(first: date, last: date) -> Book:
    return Book(
        Channel.PHONE if request.args.get("channel") == Channel.PHONE else Channel.LETTER,
        first,
        last,
        services().config.office_zone,
        {issue.id: issue.title for issue in circulars.linkable(db())},
        accounts_store.names(db()),
        may(staff(), Permission.SEE_CONTACTS),
    )


def _table(book: Book) -> Table:
    start, end = (datetime.combine(day, time.min, book.zone) for day in (book.first, book.last + timedelta(days=1)))
    found = registers.entries(db(), start, end, [book.channel])
    if len(found) > registers.MOST:
        raise Invalid(f"这段时间超过 {registers.MOST:,} 件，请分段打印")
    return register.lines(book, found, reserved.unused(db(), start, end) if book.channel == Channel.PHONE else [])


def _days() -> tuple[date, date]:
    """The days asked for, today where none is said.  Raises Invalid."""
    first = _day("first") or _today()
    last = _day("last") or first
    if last < first or last - first > _LONGEST:
        raise Invalid("日期的起止不对：最多一年，止不早于起")
    return first, last


def _day(name: str) -> date | None:
    typed = request.args.get(name, "").strip()
    found = when.day(typed, _today()) if typed else None
    if typed and found is None:
        raise Invalid("看不懂这个日期，请写成 2026-11-24、11.24 或“昨天”")
    return found


def _office() -> str:
    return services().config.office or offices.name(db())


def _today() -> date:
    return moment().astimezone(services().config.office_zone).date()
