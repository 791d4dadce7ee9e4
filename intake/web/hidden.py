"""An opinion's texts on its page: who may redact reads what is hidden, marked; everybody else reads the blots."""

from collections.abc import Sequence
from typing import Any

from intake import redaction
from intake.accounts import Permission, may
from intake.model import Evidence, Message, Opinion
from intake.redaction import Hidden
from intake.store import redactions
from intake.store.copies import BODY, MESSAGE, SUBJECT
from intake.text.private import Private
from intake.web import evidence
from intake.web.evidence import Piece
from intake.web.support import db, services, staff

NOTHING = Hidden((), {}, {}, {})
KINDS = {
    Private.IDENTITY: "证件号",
    Private.CARD: "银行卡号",
    Private.PHONE: "电话",
    Private.EMAIL: "邮箱",
    Private.ADDRESS: "住址",
}


def of(opinion: Opinion) -> Hidden:
    """What is hidden in an opinion, as far as who is logged in may see it."""
    return redaction.hidden(db(), opinion.id) if may(staff(), Permission.REDACT) else NOTHING


def texts(opinion: Opinion, found: Hidden, spans: Sequence[Evidence]) -> dict[str, Any]:
    """Subject and text in pieces, evidence and what is hidden marked."""
    cut = len(opinion.body) if opinion.cut is None else opinion.cut
    subject, hidden_there = found.whole((SUBJECT, opinion.id), opinion.subject)
    body, hidden_here = found.whole((BODY, opinion.id), opinion.body)
    return {
        "subject": evidence.pieces(subject, (), hidden=hidden_there),
        "said": evidence.pieces(body, spans, 0, cut, hidden_here),
        "quoted": evidence.pieces(body, spans, cut, hidden=hidden_here),
    }


def spoken(said: Sequence[Message], found: Hidden) -> dict[int, tuple[list[Piece], list[Piece]]]:
    """Each message in pieces: what its sender wrote, and the older mail that it quotes."""
    return {message.id: _pieces(message, found) for message in said}


def beside(opinion: Opinion, found: Hidden, said: Sequence[Message]) -> dict[str, Any]:
    """What the page offers to hide, give back and delete."""
    if not may(staff(), Permission.REDACT):
        held = redactions.of_opinion(db(), opinion.id)
        return {"kept_files": "all" if any(each.whole for each in held) else "raw" if held else ""}
    return {
        "kept_files": "",
        "redacted": found,
        "proposals": [(KINDS[each.kind], each.words) for each in redaction.proposed(opinion, said)],
        "deletes_alone": staff().role in services().config.signing_alone,
    }


def _pieces(message: Message, found: Hidden) -> tuple[list[Piece], list[Piece]]:
    text, spans = found.whole((MESSAGE, message.id), message.body)
    cut = len(text) if message.cut is None else message.cut
    return evidence.pieces(text, (), 0, cut, spans), evidence.pieces(text, (), cut, hidden=spans)
