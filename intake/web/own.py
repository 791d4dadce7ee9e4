"""What is kept of one person's opinion, for that person: by receipt code and the telephone or address left with it.

The code alone opens status and answer; words and contacts only who knows both sees, so that a lost slip tells nothing.
"""

import hmac
import io
import json
import zipfile
from datetime import timedelta

from flask import Response, render_template, request, send_file
from flask.typing import ResponseReturnValue

from intake.db import Connection, transaction
from intake.errors import Invalid
from intake.model import Attachment, Message, Opinion
from intake.sentence import Sentence
from intake.store import attempts, blobs, messages, opinions
from intake.text import contact
from intake.web import downloads, lookup
from intake.web.auth import anyone
from intake.web.cached import private
from intake.web.support import db, moment

_TRIES = 5  # wrong contacts for one opinion in a day


@anyone
def data() -> ResponseReturnValue:
    """The page with everything, or the same as a file."""
    opinion = lookup.holder()
    if not isinstance(opinion, Opinion):
        return opinion
    try:
        _confirm(db(), opinion, request.form.get("contact", ""))
    except Invalid as error:
        return lookup.refused(opinion, error)
    conversation = _shown(messages.of_opinion(db(), opinion.id))
    files = [file for file in opinions.attachments(db(), opinion.id) if file.role == "attachment"]
    if "file" in request.form:
        return _archive(opinion, conversation, files)
    page = render_template(
        "public/own.html",
        opinion=opinion,
        conversation=conversation,
        files=files,
        code=request.form.get("code", "")[:200],
        contact=request.form.get("contact", "")[:200],
    )
    return private(page)


def _confirm(conn: Connection, opinion: Opinion, typed: str) -> None:
    """Raises Invalid unless the contact is the one that was left with the opinion."""
    if opinion.isolated or not (opinion.phone or opinion.email):
        raise Invalid(Sentence("这件意见没有留联系方式，不能在网上核对；请拨打公布的电话，核对身份后办理"))
    subject = f"contact:{opinion.id}"
    if attempts.count(conn, subject, moment() - timedelta(days=1)) >= _TRIES:
        raise Invalid(Sentence("今天核对的次数太多，请明天再试；也可以拨打公布的电话，核对身份后办理"))
    given = (contact.phone(typed), contact.email(typed))
    left = (contact.phone(opinion.phone), contact.email(opinion.email))
    if not any(
        one and hmac.compare_digest(one.encode(), other.encode()) for one, other in zip(given, left, strict=True)
    ):
        with transaction(conn):
            attempts.add(conn, subject, moment())
        raise Invalid(Sentence("与提交时留下的电话或邮箱不一致，请核对"))


def _shown(conversation: list[Message]) -> list[Message]:
    return [message for message in conversation if message.state != "draft"]


def _archive(opinion: Opinion, conversation: list[Message], files: list[Attachment]) -> Response:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        kept = {
            "number": opinion.number,
            "received_at": opinion.received_at.isoformat(),
            **{name: getattr(opinion, name) for name in ("subject", "body", "place", "name", "phone", "email")},
            "wants_answer": opinion.wants_answer,
            "messages": [
                {"direction": message.direction, "at": message.at.isoformat(), "body": message.body}
                for message in conversation
            ],
            "files": [downloads.name(file) for file in files],
        }
        archive.writestr("opinion.json", json.dumps(kept, ensure_ascii=False, indent=2))
        for file in files:
            archive.writestr(f"{file.position}-{downloads.name(file)}", blobs.get(db(), file.blob))
    out.seek(0)
    response = send_file(out, "application/zip", as_attachment=True, download_name=f"{opinion.number}.zip")
    response.headers["Cache-Control"] = "no-store"
    return response
