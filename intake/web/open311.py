"""Open311 GeoReport v2: services are the entries of the circulars, requests are the answers that were published.

What comes in goes the way of every opinion; it can be read here only once a person has published its answer.
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

from flask import Blueprint, Response, jsonify, make_response, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from intake.api_keys import Right
from intake.channels import program
from intake.channels.form import KEY, OpinionForm
from intake.errors import IntakeError, Invalid, NotFound
from intake.model import Issue, Status
from intake.receive import receive
from intake.sentence import Sentence
from intake.store import circulars, offices, publications
from intake.store.publications import Publication
from intake.web import opened, problems
from intake.web.answers import fit
from intake.web.api import submission
from intake.web.auth import anyone
from intake.web.language import say
from intake.web.support import db, moment, services

MOST = 1000  # requests in one answer
_SPAN = timedelta(days=90)
_DONE = (Status.ANSWERED, Status.CLOSED, Status.SET_ASIDE)
_KIND = "<any(json,xml):kind>"

bp = Blueprint("open311", __name__, url_prefix="/open311/v2")


@bp.before_request
def _begin() -> None:
    problems.speak()
    opened.demand("open311")


@bp.after_request
def _mark(response: Response) -> Response:
    return problems.mark(response)


@bp.errorhandler(IntakeError)
def _refused(error: IntakeError) -> Response:
    status = 404 if isinstance(error, NotFound) else 400
    if isinstance(error, program.Rejected):
        return _errors(status, [f"{name}: {say(words)}" for name, words in error.problems.items()])
    return _errors(status, [say(error.args[0]) if error.args else ""])


@bp.errorhandler(HTTPException)
def _stopped(error: HTTPException) -> Response:
    status = 403 if error.code == 401 else error.code or 500  # the reference has 403 for a wrong or missing key
    response = _errors(status, ["api_key" if status == 403 else error.name])
    response.headers.extend({name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")})
    return response


@bp.get(f"/services.{_KIND}")
@anyone
def service_list(kind: str) -> Response:
    return _answer(kind, "services", "service", [_service(issue) for issue in circulars.linkable(db())])


@bp.get(f"/services/<code>.{_KIND}")
@anyone
def service_definition(code: str, kind: str) -> Response:
    found = {"service_code": str(_known(code).id), "attributes": []}
    if kind == "json":
        return jsonify(found)
    root = ElementTree.Element("service_definition")
    ElementTree.SubElement(root, "service_code").text = str(found["service_code"])
    ElementTree.SubElement(root, "attributes")
    return _xml(root)


@bp.post(f"/requests.{_KIND}")
@anyone
def submit(kind: str) -> Response:
    """Take a request in; its notice has the code for looking it up."""
    key = opened.admitted(Right.SUBMIT, request.form.get("api_key", ""))
    if not request.form.get("service_code"):
        raise Invalid(Sentence("service_code 没有填写"))
    issue = _known(request.form["service_code"])
    if not request.form.get("description"):
        raise Invalid(Sentence("description 没有填写"))
    given = program.sent({"issue": str(issue.id), "consent": True, **_fields()})
    attempt = request.headers.get("Idempotency-Key", "").strip()[:KEY] or secrets.token_urlsafe(18)
    form = OpinionForm(MultiDict({**given.fields, "key": attempt}))
    receipt = receive(db(), submission(form, [], f"open311-{key.id}", key.name), moment())
    notice = f"已登记。查询码 {receipt.code}"
    made = {"service_request_id": receipt.number, "service_notice": notice, "account_id": ""}
    response = _answer(kind, "service_requests", "request", [made])
    response.status_code = 201
    return response


@bp.get(f"/requests.{_KIND}")
@anyone
def request_list(kind: str) -> Response:
    """Published ones as the query narrows them; the last 90 days where it names neither days nor numbers."""
    wanted = {number for number in request.args.get("service_request_id", "").split(",") if number}
    since, until = _day("start_date"), _day("end_date")
    if not wanted and since is None:
        since = _before(until or moment())
    state, code = request.args.get("status", ""), request.args.get("service_code", "")
    states, codes = set(state.split(",")) - {""}, set(code.split(",")) - {""}
    titles = {issue.id: issue.title for issue in circulars.linkable(db())}
    shown = [
        _request(each, titles)
        for each in _asked(wanted)
        if (since is None or _received(each) >= since) and (until is None or _received(each) <= until)
    ]
    narrowed = [
        each
        for each in shown
        if (not states or each["status"] in states) and (not codes or each["service_code"] in codes)
    ]
    return _answer(kind, "service_requests", "request", narrowed)


@bp.get(f"/requests/<number>.{_KIND}")
@anyone
def one_request(number: str, kind: str) -> Response:
    found = publications.by_number(db(), number)
    if found is None:
        raise NotFound(Sentence("没有这一件，或者还没有公布"))
    titles = {issue.id: issue.title for issue in circulars.linkable(db())}
    return _answer(kind, "service_requests", "request", [_request(found, titles)])


def _known(code: str) -> Issue:
    issue = next((each for each in circulars.linkable(db()) if str(each.id) == code), None)
    if issue is None:
        raise NotFound(Sentence("没有这个 service_code"))
    return issue


def _fields() -> dict[str, str]:
    """What the reference calls otherwise than the form does; nothing that was given is dropped."""
    form = request.form
    where = form.get("address_string", "") or ",".join(filter(None, (form.get("lat"), form.get("long"))))
    body, media = form["description"], form.get("media_url", "")
    given = {
        "body": f"{body}\n{media}" if media else body,
        "place": where,
        "name": f"{form.get('last_name', '')}{form.get('first_name', '')}",
        "phone": form.get("phone", ""),
        "email": form.get("email", ""),
    }
    return {name: text for name, text in given.items() if text}


def _day(name: str) -> datetime | None:
    text = request.args.get(name, "").replace(" ", "+")  # a plus that was not encoded
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid(Sentence("%(name)s 应像 2026-11-18T00:00:00Z 这样", name=name)) from None
    return found if found.tzinfo else found.replace(tzinfo=db().zone)


def _before(at: datetime) -> datetime:
    try:
        return at - _SPAN
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)


def _asked(numbers: set[str]) -> list[Publication]:
    """Those with these numbers, at most as many as an answer holds; the newest ones where none is named."""
    if not numbers:
        return publications.visible(db(), limit=MOST)
    found = {each.id: each for number in sorted(numbers)[:MOST] if (each := publications.by_number(db(), number))}
    return [found[known] for known in sorted(found, reverse=True)]


def _received(shown: Publication) -> datetime:
    """The day only, also for narrowing: the minute of a letter could tell an insider who wrote it."""
    return shown.received_at.astimezone(db().zone).replace(hour=0, minute=0, second=0, microsecond=0)


def _service(issue: Issue) -> dict[str, str]:
    return {
        "service_code": str(issue.id),
        "service_name": issue.title,
        "description": issue.text[:500],
        "metadata": "false",
        "type": "realtime",
        "keywords": "",
        "group": issue.path[0] if len(issue.path) > 1 else "",
    }


def _request(shown: Publication, titles: Mapping[int, str]) -> dict[str, str]:
    known = shown.issue_id in titles
    return {
        "service_request_id": shown.number,
        "status": "closed" if Status(shown.status) in _DONE else "open",
        "status_notes": shown.answer,
        "service_name": titles[shown.issue_id] if known and shown.issue_id else "",
        "service_code": str(shown.issue_id) if known else "",
        "description": shown.question,
        "agency_responsible": services().config.office or offices.name(db()),
        "service_notice": "",
        "requested_datetime": _received(shown).isoformat(),
        "updated_datetime": shown.changed_at.astimezone(db().zone).isoformat(timespec="seconds"),
        "expected_datetime": "",
        "address": "",
        "address_id": "",
        "zipcode": "",
        "lat": "",
        "long": "",
        "media_url": "",
    }


def _answer(kind: str, root: str, name: str, items: Sequence[Mapping[str, Any]]) -> Response:
    if kind == "json":
        return jsonify([_typed(item) for item in items])
    tree = ElementTree.Element(root)
    for item in items:
        element = ElementTree.SubElement(tree, name)
        for field, value in item.items():
            ElementTree.SubElement(element, field).text = fit(str(value)) or None
    return _xml(tree)


def _typed(item: Mapping[str, Any]) -> dict[str, Any]:
    """As the reference's JSON has it: a truth for `metadata`, null where XML has an empty element."""
    return {
        name: value == "true" if name == "metadata" else None if value == "" else value for name, value in item.items()
    }


def _errors(status: int, words: Sequence[str]) -> Response:
    kind = "xml" if re.search(r"\.xml$", request.path) else "json"
    items: list[dict[str, Any]] = [{"code": status, "description": text} for text in words]
    response = _answer(kind, "errors", "error", items)
    response.status_code = status
    return response


def _xml(root: ElementTree.Element) -> Response:
    response = make_response(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))
    response.content_type = "text/xml; charset=utf-8"
    return response
