"""The JSON interface for a city app or mini-program: submit, suggest, look up, read the catalogue.

An opinion goes through the same checks as the form's and through the one door; numbers that are ids are texts,
because JSON readers lose the last digits of long numbers.
"""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request
from werkzeug.datastructures import FileStorage, MultiDict

from intake import clock, receipts
from intake.api_keys import Right
from intake.channels import program
from intake.channels.form import ENGLISH, KEY, OpinionForm
from intake.errors import Invalid, NotFound
from intake.model import Circular, Issue, Receipt, Submission
from intake.receive import receive
from intake.sentence import Sentence
from intake.store import circulars, events, messages, opinions
from intake.text import cues
from intake.web import attachments, lookup, openapi, opened, problems
from intake.web.auth import anyone
from intake.web.language import english, say
from intake.web.opinion import chosen
from intake.web.support import db, moment, services

_SUGGESTED = 3
_LONGEST = 5000  # characters that a suggestion looks at
_FAILURES = 300  # look-ups of one key that found nothing, in an hour: one key stands for many people

bp = Blueprint("api", __name__, url_prefix="/api/v1")


@bp.before_request
def _begin() -> None:
    problems.speak()
    opened.demand("api")


@bp.after_request
def _mark(response: Response) -> Response:
    return problems.mark(response)


@bp.get("/openapi.json")
@anyone
def document() -> Response:
    return jsonify(openapi.document(services().config.upload_files))


@bp.get("/circulars")
@anyone
def catalogue() -> Response:
    """The circulars that citizens may see, each with what an opinion can be about."""
    entries = circulars.linkable(db())
    shown = circulars.published(db())
    return jsonify({"circulars": [_circular(each, entries) for each in shown]})


@bp.post("/suggestions")
@anyone
def suggest() -> Response:
    """What a text may be about; neither stored nor logged."""
    opened.admitted(Right.SUGGEST)
    text = program.text(_json(), "text")[:_LONGEST]
    known = {issue.id: issue for issue in circulars.linkable(db())}
    suggested = services().suggester.suggest(db(), text)
    found = [
        {
            **_issue(known[candidate.issue_id]),
            "probability": round(candidate.probability, 4),
            "evidence": [[span.start, span.end] for span in candidate.evidence],
        }
        for candidate in suggested.candidates[:_SUGGESTED]
        if candidate.issue_id in known
    ]
    judged = suggested.judgement
    shown = {"suggestions": [] if judged.abstain else found, "related": round(judged.related, 4)}
    return jsonify({**shown, "abstain": judged.abstain, "emergency": _emergency(text)})


@bp.post("/lookups")
@anyone
def look_up() -> Response:
    """How an opinion stands, for who has its receipt code."""
    key = opened.admitted(Right.LOOKUP)
    code, visitor = receipts.normalise(program.text(_json(), "receipt")[:200]), f"api-{key.id}"
    if lookup.too_many(visitor, _FAILURES):
        raise opened.Refusal(429, {"Retry-After": "3600"})
    try:
        if code is None:
            raise NotFound
        opinion = opinions.by_receipt(db(), code)
    except NotFound:
        lookup.count_failure(visitor)
        raise NotFound(Sentence("没有查到这个查询码，请对照回执逐位核对")) from None
    shown = lookup.standing(opinion, events.history(db(), opinion.id), messages.of_opinion(db(), opinion.id))
    return jsonify(
        {
            "number": shown.number,
            "received_at": clock.to_text(shown.received_at),
            "status": say(shown.status),
            "explained": say(shown.explained),
            "history": [{"at": clock.to_text(at), "step": say(words)} for at, words in shown.history],
            "answers": [{"at": clock.to_text(answer.at), "text": answer.body} for answer in shown.answers],
            "withdrawn": shown.withdrawn,
            "late": shown.late,
        }
    )


@bp.post("/opinions")
@anyone
def submit() -> tuple[Response, int]:
    """Take an opinion in.  The same Idempotency-Key with the same content gives the first receipt again."""
    key = opened.admitted(Right.SUBMIT)
    attempt = request.headers.get("Idempotency-Key", "").strip()
    if not 0 < len(attempt) <= KEY:
        raise Invalid(Sentence("请在 Idempotency-Key 头中给这次提交一个 1 至 64 个字符的编号，重发时不变"))
    given = _sent()
    form = OpinionForm(MultiDict({**given.fields, "key": attempt}))
    receipt = receive(db(), submission(form, given.files, f"api-{key.id}", key.name), moment())
    return jsonify(_receipt(receipt, form.body.data)), 200 if receipt.repeated else 201


def submission(form: OpinionForm, files: list[tuple[str, bytes]], source: str, name: str) -> Submission:
    """A program's opinion as a submission; `source` keeps its attempts apart from others'.

    Raises Rejected with a sentence for each field.
    """
    config = services().config
    sent = [FileStorage(io.BytesIO(data), filename) for filename, data in files]
    taken = attachments.take(db(), config, MultiDict(), sent, source, moment())
    taken, doubt = attachments.examine(db(), config, taken)
    wrong = {} if form.validate_with(taken.problems) else {field: found[0] for field, found in form.errors.items()}
    issue = chosen(form)
    if form.issue.data and issue is None:
        wrong["issue"] = Sentence("通报中没有这一整改事项")
    if wrong:
        raise program.Rejected(wrong)
    made = form.submission(
        issue_id=issue.id if issue else None,
        circular_id=issue.circular_id if issue else None,
        files=taken.files,
        held=doubt,
        counted=(),
        language=ENGLISH if english() else "",
    )
    attempt = hashlib.sha256(f"{source}\0{made.key}".encode()).hexdigest()
    return replace(made, key=f"{source}-{attempt}", details={**made.details, "program": name})


def _sent() -> program.Sent:
    if request.mimetype == "application/json":
        return program.sent(_json())
    if request.mimetype != "multipart/form-data":
        abort(415)
    fields, sent = attachments.read(services().config)
    switched = {"true": True, "false": False}
    given = {name: switched.get(value, value) if name in program.SWITCHES else value for name, value in fields.items()}
    files = [(file.filename or "", file.stream.read()) for file in sent]
    return replace(program.sent(given), files=files)


def _json() -> Any:
    if request.mimetype != "application/json":
        abort(415)
    try:
        return request.get_json()
    except RecursionError:
        raise Invalid(Sentence("请求内容应是一个 JSON 对象")) from None


def _receipt(receipt: Receipt, body: str) -> Mapping[str, object]:
    return {
        "number": receipt.number,
        "receipt": receipt.code,
        "received_at": clock.to_text(receipt.received_at),
        "repeated": receipt.repeated,
        "emergency": _emergency(body),
    }


def _emergency(text: str) -> str | None:
    """What a person in danger must read at once."""
    if not cues.emergency(text):
        return None
    hotline = services().config.hotline
    return say(Sentence("如有生命危险，请马上拨打 110 或 120；心理援助和求助可拨打 %(hotline)s。", hotline=hotline))


def _circular(circular: Circular, entries: list[Issue]) -> Mapping[str, object]:
    return {
        "id": str(circular.id),
        "title": circular.title,
        "issuer": circular.issuer,
        "open": circular.state == "open",
        "issues": [_issue(entry) for entry in entries if entry.circular_id == circular.id],
    }


def _issue(issue: Issue) -> dict[str, object]:
    return {"id": str(issue.id), "code": issue.code, "title": issue.title, "section": issue.kind == "section"}
