"""An opinion's files: photos are shown, everything else is only ever handed out to be saved. Nothing of them runs."""

import unicodedata
from io import BytesIO

from flask import Response, send_file
from flask.typing import ResponseReturnValue

from intake import accounts, triage
from intake.accounts import Permission
from intake.channels import files
from intake.errors import NotFound
from intake.model import Attachment
from intake.store import blobs, opinions, redactions
from intake.web.auth import needs
from intake.web.support import db, moment, staff

SHOWN = ("image/jpeg", "image/png", "image/webp")
_HANDED_OUT = ("image/heic", "application/pdf")
_LONGEST = 100


@needs(Permission.READ)
def download(opinion_id: int, position: int) -> ResponseReturnValue:
    opinion = triage.look(db(), opinion_id, staff())
    file = next((file for file in opinions.attachments(db(), opinion.id) if file.position == position), None)
    if file is None:
        raise NotFound("没有这个附件")
    if file.role == "raw":  # the whole mail names its sender
        accounts.demand(staff(), Permission.SEE_CONTACTS)
        if redactions.of_opinion(db(), opinion.id):
            accounts.demand(staff(), Permission.REDACT)  # it holds what is hidden, too
        triage.reveal(db(), opinion_id, staff(), moment())
    return sent(file)


def name(file: Attachment) -> str:
    """A file's name as it may be shown and saved: no folders, nothing invisible; the raw mail gets one."""
    if file.role == "raw":
        return "原邮件.msg" if (file.filename or "").endswith(".msg") else "原邮件.eml"
    given = (file.filename or "").replace("\\", "/").rpartition("/")[2]
    seen = "".join(char for char in given if unicodedata.category(char)[0] != "C").strip(" .")
    stem, dot, ending = seen.rpartition(".")
    return f"{stem[:_LONGEST]}{dot}{ending[:20]}" or f"附件{file.position}"


def sent(file: Attachment) -> Response:
    """A file as it may reach a browser, whoever may have it."""
    data = blobs.get(db(), file.blob)
    # the first bytes say what it is; what the sender claimed could be a page with a script
    kind = files.media_type(data) or "application/octet-stream"
    known = kind in SHOWN or kind in _HANDED_OUT
    response = send_file(
        BytesIO(data),
        mimetype=kind if known else "application/octet-stream",
        as_attachment=kind not in SHOWN,
        download_name=name(file),
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    return response
