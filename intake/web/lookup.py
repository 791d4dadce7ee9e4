"""Look-up by receipt code: status, history in plain words, answer. Never contacts, staff or remarks."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from intake import receipts
from intake.errors import NotFound
from intake.store import messages, opinions
from intake.web.auth import anyone
from intake.web.cached import cacheable
from intake.web.support import db


@anyone
def show() -> ResponseReturnValue:
    return cacheable(render_template("public/lookup.html", error="", typed=""))


@anyone
def find() -> ResponseReturnValue:
    typed = request.form.get("code", "")[:100]
    code = receipts.normalise(typed)
    try:
        if code is None:
            raise NotFound
        opinion = opinions.by_receipt(db(), code)
    except NotFound:
        return render_template("public/lookup.html", error="没有查到，请核对查询码", typed=typed), 422
    answers = [m for m in messages.of_opinion(db(), opinion.id) if m.direction == "out" and m.state == "released"]
    return render_template("public/status.html", opinion=opinion, answers=answers)
