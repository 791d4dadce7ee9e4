"""A raw message → what it says, who sent it and what it is.  Pure, linear, bounded; never raises for any bytes.

Does not store, answer or fetch.  What cannot be read still is a message: sender and subject as far as they are
readable, and `problems` names what happened.
"""

import hashlib
import mimetypes
import re
from dataclasses import dataclass
from datetime import datetime

from intake.channels.mail.message_address import Address, addresses
from intake.channels.mail.message_body import Attachment, Body, read_body, text_label
from intake.channels.mail.message_cut import find_cut
from intake.channels.mail.message_dates import parse_date
from intake.channels.mail.message_kind import Evidence, Kind, answerable, classify
from intake.channels.mail.message_mime import Fields, Tree, split
from intake.channels.mail.message_outlook import is_outlook, rewritten
from intake.channels.mail.message_spam import Suspect, Suspicion, suspect
from intake.channels.mail.message_special import marks
from intake.channels.mail.message_tnef import files
from intake.channels.mail.message_words import decode_words

__all__ = ["MAX_BYTES", "Address", "Attachment", "Kind", "Mail", "parse"]

MAX_BYTES = 60 * 1024 * 1024
MAX_SUBJECT = 4_000
_MAX_ID = 500
_MAX_REFERENCES = 100
_BINARY = "application/octet-stream"
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_ID = re.compile(r"<[^<>]{1,2000}>")


@dataclass(frozen=True, slots=True)
class Mail:
    """A message as read.  `date` is what the sender's clock said, in UTC; `cut` is a position in `body`.

    `unpacked` are files inside attachments (winmail.dat); `marks` say what it is besides text (encrypted, signed …).
    `answerable`: an automatic answer may go to the sender.  `fingerprint` is the same for the same mail, moved, copied,
    restored or delivered to two of our addresses: what the sender wrote counts, not the postmarks of the way.
    """

    kind: Kind
    reason: str
    from_address: str | None
    from_name: str | None
    subject: str | None
    date: datetime | None
    message_id: str | None
    in_reply_to: str | None
    references: tuple[str, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    reply_to: str | None
    body: str
    cut: int | None
    attachments: tuple[Attachment, ...]
    unpacked: tuple[Attachment, ...]
    answerable: bool
    suspicion: Suspicion
    fingerprint: str
    marks: tuple[str, ...]
    problems: tuple[str, ...]


def parse(data: bytes, *, own_addresses: frozenset[str] = frozenset()) -> Mail:
    """Read one message, as mailboxes hold it or as Outlook saves it (.msg).

    Bytes beyond 60 MiB are left out (problem ``too-large``).

    `own_addresses` are this office's, in lower case: mail from them is our own echo.
    """
    problems = ["too-large"] if len(data) > MAX_BYTES else []
    if is_outlook(data):
        data = rewritten(data)
    tree = split(data[:MAX_BYTES])
    hint = text_label(tree)
    body = read_body(tree, hint)
    sender = next(iter(_people(tree.fields, "from", hint)), None)
    subject = _subject(tree.fields, hint)
    evidence = _evidence(tree, body, sender, subject or "", own_addresses)
    kind, reason = classify(evidence)
    answered = _ids(tree.fields.first("in-reply-to"))
    message_id = _message_id(tree.fields.first("message-id"))
    date = parse_date(decode_words(tree.fields.first("date") or b""))
    reply_to = next((a.address for a in _people(tree.fields, "reply-to", hint)), None)
    return Mail(
        kind=kind,
        reason=reason,
        from_address=sender.address if sender else None,
        from_name=sender.name if sender else None,
        subject=subject,
        date=date,
        message_id=message_id,
        in_reply_to=answered[0] if answered else None,
        references=tuple(dict.fromkeys(i for v in tree.fields.every("references") for i in _ids(v))),
        to=_people(tree.fields, "to", hint),
        cc=_people(tree.fields, "cc", hint),
        reply_to=reply_to,
        body=body.text,
        cut=find_cut(body.text, subject or ""),
        attachments=body.attachments,
        unpacked=_unpacked(body),
        answerable=kind in (Kind.OPINION, Kind.REPLY) and answerable(evidence),
        fingerprint=_fingerprint(data, message_id, (evidence.from_address, str(date), subject)),
        suspicion=_suspicion(evidence, body, reply_to),
        marks=marks(tree, body),
        problems=tuple(dict.fromkeys([*problems, *tree.problems, *body.problems])),
    )


def _people(fields: Fields, name: str, hint: str | None) -> tuple[Address, ...]:
    return next((found for value in fields.every(name) if (found := addresses(value, hint))), ())


def _subject(fields: Fields, hint: str | None) -> str | None:
    value = fields.first("subject")
    return None if value is None else decode_words(value, hint)[:MAX_SUBJECT]


def _ids(value: bytes | None) -> tuple[str, ...]:
    """The message ids of a field, the last hundred: the newest stand last."""
    found = [_short(match[0]) for match in _ID.finditer(decode_words(value or b""))]
    return tuple(found[-_MAX_REFERENCES:])


def _message_id(value: bytes | None) -> str | None:
    text = decode_words(value or b"")
    match = re.search(r"<\s*([^<>]*[^<>\s])\s*>", text)
    bare = match[1] if match else text.strip("<> ").partition(" ")[0]
    return _short(f"<{re.sub(r' +', '', bare)}>") if bare else None


def _fingerprint(data: bytes, message_id: str | None, others: tuple[str | None, ...]) -> str:
    if not message_id:
        return hashlib.sha256(data).hexdigest()
    seen = hashlib.sha256("\0".join([message_id, *(other or "" for other in others)]).encode())
    header = _HEADER_END.search(data)
    seen.update(memoryview(data)[header.end() if header else 0 :])
    return seen.hexdigest()


def _short(message_id: str) -> str:
    """An id no index refuses; a monstrous one is told apart by its hash."""
    if len(message_id.encode()) <= _MAX_ID:
        return message_id
    return f"<{hashlib.sha256(message_id.encode()).hexdigest()}@long.invalid>"


def _unpacked(body: Body) -> tuple[Attachment, ...]:
    packed = (a.data for a in body.attachments if a.media_type.endswith("ms-tnef") or a.filename == "winmail.dat")
    return tuple(Attachment(n, mimetypes.guess_type(n or "")[0] or _BINARY, d) for p in packed for n, d in files(p))


def _suspicion(evidence: Evidence, body: Body, reply_to: str | None) -> Suspicion:
    return suspect(
        Suspect(
            fields=evidence.fields,
            from_address=evidence.from_address or "",
            reply_to=reply_to or "",
            subject=evidence.subject,
            body=body.text,
            html=body.html or "",
            files=tuple(a.filename or "" for a in body.attachments),
        )
    )


def _evidence(tree: Tree, body: Body, sender: Address | None, subject: str, own_addresses: frozenset[str]) -> Evidence:
    report_type = tree.params.get("report-type") if tree.media_type == "multipart/report" else None
    fields: dict[str, str] = {}
    for name, value in tree.fields.items:
        fields.setdefault(name, value[:500].decode("latin-1"))
    reports = [a.data[:4000] for a in body.attachments if a.media_type == "message/delivery-status"]
    return Evidence(
        fields=fields,
        from_address=sender.address if sender else None,
        from_name=sender.name if sender else None,
        subject=subject,
        body=body.text[:20_000],
        media_types=tuple(leaf.media_type for leaf in tree.leaves),
        report_type=report_type.value.decode("latin-1").lower() if report_type else "",
        report=b"\n".join(reports).decode("latin-1"),
        own_addresses=own_addresses,
    )
