"""An opinion's files: photos are shown, everything else is only ever handed out to be saved. Nothing of them runs."""

import unicodedata
from io import BytesIO

from flask import Response, request, send_file
from flask.typing import ResponseReturnValue

from intake import accounts, triage
from intake.accounts import Permission
from intake.channels import files, position
from intake.errors import NotFound, Unreadable
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
    file, original = found(opinion.id, position), "original" in request.args
    if file.role == "raw":
        demand_whole(opinion.id)
    if file.role == "raw" or original:  # the whole mail names its sender, a photo may say where they live
        accounts.demand(staff(), Permission.SEE_CONTACTS)
        triage.reveal(db(), opinion_id, staff(), moment())
    return sent(file, original=original)


def found(opinion_id: int, position: int) -> Attachment:
    """One of an opinion's files.  Raises NotFound, and Refused where all of the opinion is hidden from this person."""
    file = next((file for file in opinions.attachments(db(), opinion_id) if file.position == position), None)
    if file is None:
        raise NotFound("没有这个附件")
    if redactions.whole(db(), opinion_id):
        accounts.demand(staff(), Permission.REDACT)
    return file


def may_whole(opinion_id: int) -> bool:
    """Whether this person may read whole mails of an opinion: they hold its hidden stretches, too."""
    return accounts.may(staff(), Permission.REDACT) or not redactions.of_opinion(db(), opinion_id)


def demand_whole(opinion_id: int) -> None:
    """Raises Refused where stretches of the opinion are hidden from this person."""
    if not may_whole(opinion_id):
        accounts.demand(staff(), Permission.REDACT)


def name(file: Attachment) -> str:
    """A file's name as it may be shown and saved: no folders, nothing invisible; the raw mail gets one."""
    if file.role == "raw":
        return whole_mail(outlook=(file.filename or "").endswith(".msg"))
    given = (file.filename or "").replace("\\", "/").rpartition("/")[2]
    seen = "".join(char for char in given if unicodedata.category(char)[0] != "C").strip(" .")
    stem, dot, ending = seen.rpartition(".")
    return f"{stem[:_LONGEST]}{dot}{ending[:20]}" or f"附件{file.position}"


def whole_mail(*, outlook: bool) -> str:
    """The name of a raw mail: those of the files it came in may tell of its sender."""
    return "原邮件.msg" if outlook else "原邮件.eml"


def sent(file: Attachment, *, original: bool = False, bare: bool = False) -> Response:
    """A file as it may reach a browser, whoever may have it; photos without what cameras write into them.

    Raises NotFound for a photo from which that cannot be taken, where it may only be had `bare`.
    """
    data = blobs.get(db(), file.blob)
    # the first bytes say what it is; what the sender claimed could be a page with a script
    kind = files.media_type(data) or "application/octet-stream"
    known, shown = kind in SHOWN or kind in _HANDED_OUT, kind in SHOWN and not original
    try:
        data = data if original else position.without(data, kind)
    except Unreadable:  # no whole picture: whoever wants it saves it
        if bare:
            raise NotFound("这张照片已损坏，需要的请与交办单位联系") from None
        shown = False
    response = send_file(
        BytesIO(data),
        mimetype=kind if known else "application/octet-stream",
        as_attachment=not shown,
        download_name=name(file),
    )
    return locked(response)


def locked(response: Response) -> Response:
    """An answer that may do nothing in a browser but be looked at, in our own pages only."""
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'self'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    return response
