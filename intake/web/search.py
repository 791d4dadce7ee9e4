"""Search: a number leads to its item, a telephone or address to what came from it, words to all opinions with them.

What is typed is sent by POST, so that no telephone number and no receipt code stands in an address or a log.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake import receipts, triage
from intake.accounts import Permission, may
from intake.channels import desk
from intake.errors import NotFound
from intake.model import Channel, Evidence, Status
from intake.store import circulars, contacts, documents, jobs, opinions, queue
from intake.store.documents import Text
from intake.store.filters import Filter
from intake.store.queue import Line
from intake.text import contact, passages
from intake.text.query import Query
from intake.web import evidence, narrowing
from intake.web.auth import needs
from intake.web.support import db, staff

bp = Blueprint("search", __name__, url_prefix="/staff/search")
PAGE = 25
MOST = 1_000  # hits that are counted, and ordered by how well they fit
SHOWN = 3  # passages of one opinion
_LENGTH = 110
_NUMBER = re.compile(r"(20\d\d)\s*(?:[-_/年第 ]+|(?=\d{6}$))0*(\d{1,9})号?")
_PHONE = re.compile(r"\+?[\d\s()\-]{7,20}")
_CODE = 16
_KINDS = {"subject": "标题", "body": "", "place": "地点", "in": "补充", "out": "答复", "file": "附件", "note": "备注"}


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one of an opinion's texts with the words marked; `words` say which text it is."""

    words: str
    pieces: list[evidence.Piece]
    begins: bool
    ends: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """An opinion that was found; without passages it was the sender's name."""

    line: Line
    passages: list[Passage]


@bp.get("")
@needs(Permission.READ)
def index() -> ResponseReturnValue:
    shown = narrowing.wanted(staff(), status="")
    return render_template(
        "search/index.html",
        shown=shown,
        most=MOST,
        page=PAGE,
        place=narrowing.address(shown),
        where=_where(shown),
        unindexed=jobs.waiting(db(), jobs.INDEX, MOST),
        statuses=tuple(Status),
        channels=tuple(Channel),
        issues=circulars.linkable(db()),
        label_of=desk.label_of,
        **(_results(shown) if shown.query else {"hits": None}),
    )


@bp.post("")
@needs(Permission.READ)
def find() -> ResponseReturnValue:
    """Lead to what was typed; `within` the queue to the list that the address asks for, else to the results."""
    typed = unicodedata.normalize("NFKC", request.form.get("text", "").replace("\0", "")).strip()
    found = _numbered(typed)
    if found is not None:
        return redirect(url_for("queue.opinion", opinion_id=found), 303)
    wrong = _wrong(typed)
    if wrong:
        flash(wrong, "bad")
    return redirect((None if wrong else _from_person(typed)) or _with_words("" if wrong else typed), 303)


def _with_words(typed: str) -> str:
    """The address of the list or the results with these words."""
    if "within" in request.args:
        return url_for("queue.index", **narrowing.address(replace(narrowing.wanted(staff()), text=typed)))
    return url_for(".index", **_where(replace(narrowing.wanted(staff(), request.form, status=""), text=typed)))


def _numbered(typed: str) -> int | None:
    """The opinion of a register number or receipt code, if this person may know of it."""
    number, code = _NUMBER.fullmatch(typed), receipts.normalise(typed)
    try:
        if number:
            found = queue.by_number(db(), int(number[1]), int(number[2]))
        else:
            found = opinions.by_receipt(db(), code).id if code else None
        return triage.look(db(), found, staff()).id if found else None
    except NotFound:
        return None


def _wrong(typed: str) -> str:
    """What is wrong with a number that led to nothing; empty for what is no number."""
    if _NUMBER.fullmatch(typed) or receipts.normalise(typed):
        return "没有这件意见，或者您无权查看。"
    if _PHONE.fullmatch(typed) and sum(char.isdigit() for char in typed) == _CODE:
        return "查询码有误：16 位数字中至少有一位不对，请对照回执逐位核对。"
    return ""


def _from_person(typed: str) -> str | None:
    """The address of what came from a telephone number or mail address: the item where it is one, else the list."""
    if not may(staff(), Permission.SEE_CONTACTS):
        return None
    sealed = may(staff(), Permission.SEE_SEALED)
    if _PHONE.fullmatch(typed):
        found, hashed = contacts.earlier(db(), phone=typed, sealed=sealed), contact.phone(typed)
    elif "@" in typed:
        found, hashed = contacts.earlier(db(), email=typed, sealed=sealed), contact.email(typed)
    else:
        return None
    if len(found) == 1:
        return url_for("queue.opinion", opinion_id=found[0].id)
    return url_for("queue.index", status="", contact=receipts.contact_hash(db().keys, hashed))


def _results(shown: Filter) -> dict[str, Any]:
    """What was found: the newest first, or those that fit best where they are few enough to be compared."""
    total = queue.count(db(), shown, MOST + 1)
    by_fit = request.args.get("sort") == "fit" and total <= MOST
    if by_fit:
        lines = queue.best(db(), shown, most=MOST, limit=PAGE)
    else:
        lines = queue.newest(db(), shown, after=narrowing.number("after"), limit=PAGE)
    texts = documents.texts(db(), [line.id for line in lines])
    return {
        "total": total,
        "by_fit": by_fit,
        "hits": [Hit(line, _passages(texts.get(line.id, []), shown.query)) for line in lines],
        "further": None if by_fit or len(lines) < PAGE else {**_where(shown), "after": lines[-1].id},
        "paged": "after" in request.args,
    }


def _passages(texts: Iterable[Text], query: Query) -> list[Passage]:
    found = ((text, passages.spans(text.text, query)) for text in texts)
    return [_passage(text, spans) for text, spans in found if spans][:SHOWN]


def _passage(text: Text, spans: list[tuple[int, int]]) -> Passage:
    start, end = passages.window(text.text, spans, _LENGTH)
    pieces = evidence.pieces(text.text, [Evidence(*span) for span in spans], start, end)
    return Passage(_KINDS[text.kind], pieces, begins=start == 0, ends=end == len(text.text))


def _where(shown: Filter) -> dict[str, Any]:
    """The query of the results' address; here the list of all is the usual one."""
    where = narrowing.address(shown) | {"status": shown.status}
    return {name: value for name, value in where.items() if value != ""}
