"""What a message is: a citizen's opinion, or mail that machines send.  Pure; one small rule each, the first that
holds decides, and its name is kept as the reason.

``Precedence``, ``List-Id``, ``X-Auto-Response-Suppress`` or an empty return path alone say nothing about who wrote.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from intake.channels.mail import message_kind_words as words


class Kind(StrEnum):
    """What a message is."""

    OPINION = "opinion"
    REPLY = "reply"
    AUTO_REPLY = "auto-reply"
    BOUNCE = "bounce"
    REPORT = "report"
    OWN = "own"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the rules look at.  `fields`: lower-case names, first value each; `media_types`: of all parts."""

    fields: Mapping[str, str]
    from_address: str | None
    from_name: str | None
    subject: str
    body: str
    media_types: tuple[str, ...]
    report_type: str
    report: str
    own_addresses: frozenset[str] = frozenset()

    def field(self, name: str) -> str:
        return self.fields.get(name, "").strip().lower()


Rule = Callable[[Evidence], bool]


def _own(mail: Evidence) -> bool:
    return bool(mail.own_addresses) and (
        mail.from_address in mail.own_addresses or mail.field("x-loop") in mail.own_addresses
    )


def _from_daemon(mail: Evidence) -> bool:
    if mail.from_address is None:
        return bool(words.NO_SENDER.search(mail.field("from")))
    return bool(words.DAEMON.search(mail.from_address) or words.DAEMON_NAME.search(mail.from_name or ""))


def _null_path(mail: Evidence) -> bool:
    return mail.field("return-path") in ("<>", "< >", "<mailer-daemon>")


def _delivery_report(mail: Evidence) -> bool:
    return mail.report_type == "delivery-status" or (
        "message/delivery-status" in mail.media_types and mail.report_type in ("", "delivery-status")
    )


def _failed_recipients(mail: Evidence) -> bool:
    return "x-failed-recipients" in mail.fields


def _subject_of_bounce(mail: Evidence) -> bool:
    return bool(words.BOUNCE_SUBJECT.search(mail.subject))


def _text_of_bounce(mail: Evidence) -> bool:
    return bool(words.BOUNCE_TEXT.search(mail.body[:4000]))


def _brings_original(mail: Evidence) -> bool:
    return bool({"message/rfc822", "text/rfc822-headers"} & set(mail.media_types))


def _daemon_says_so(mail: Evidence) -> bool:
    return _from_daemon(mail) and (_subject_of_bounce(mail) or _text_of_bounce(mail))


def _perhaps_daemon_says_so(mail: Evidence) -> bool:
    known = bool(words.PERHAPS_DAEMON.search(mail.from_address or ""))
    return known and _subject_of_bounce(mail) and _text_of_bounce(mail)


def _returned_to_nobody(mail: Evidence) -> bool:
    signs = _subject_of_bounce(mail) or _brings_original(mail) or bool(words.SERVER_REPLY.search(mail.body[:4000]))
    return _null_path(mail) and _text_of_bounce(mail) and signs


def _machine_returns(mail: Evidence) -> bool:
    return _auto_submitted(mail) and _subject_of_bounce(mail) and _text_of_bounce(mail)


def _list_refuses(mail: Evidence) -> bool:
    return "x-mlserver" in mail.fields and bool(words.LIST_REFUSAL.search(mail.subject))


def _notification(mail: Evidence) -> bool:
    return bool(words.NOTIFICATION.search(mail.body[:2000]))


def _feedback_report(mail: Evidence) -> bool:
    return mail.report_type == "feedback-report" or "message/feedback-report" in mail.media_types


def _complaint(mail: Evidence) -> bool:
    return bool(words.COMPLAINT.search(mail.body[:2000]))


def _other_report(mail: Evidence) -> bool:
    return bool(mail.report_type) or "message/disposition-notification" in mail.media_types


def _auto_submitted(mail: Evidence) -> bool:
    value = mail.field("auto-submitted")
    return bool(value) and value.split(";")[0].split("(")[0].strip() != "no"


def _auto_field(mail: Evidence) -> bool:
    named = any(mail.field(name) not in ("", "no", "none", "false") for name in words.AUTO_FIELDS)
    return named or any(word in mail.field(name) for name, word in words.AUTO_WORDS.items())


def _auto_precedence(mail: Evidence) -> bool:
    return mail.field("precedence") in ("auto_reply", "auto-reply", "autoreply")


def _auto_subject(mail: Evidence) -> bool:
    return bool(words.AUTO_SUBJECT.search(mail.subject))


def _answers(mail: Evidence) -> bool:
    return bool(mail.field("in-reply-to") or mail.field("references"))


def _reply_subject(mail: Evidence) -> bool:
    return bool(words.REPLY_SUBJECT.search(mail.subject))


def _nothing(mail: Evidence) -> bool:
    files = len(mail.media_types) > 1 or any(not kind.startswith("text/") for kind in mail.media_types)
    return not (mail.subject.strip() or mail.body.strip() or files)


RULES: tuple[tuple[str, Rule, Kind], ...] = (
    ("own-address", _own, Kind.OWN),
    ("delivery-report", _delivery_report, Kind.BOUNCE),
    ("failed-recipients", _failed_recipients, Kind.BOUNCE),
    ("feedback-report", _feedback_report, Kind.REPORT),
    ("report", _other_report, Kind.REPORT),
    ("mail-system", _daemon_says_so, Kind.BOUNCE),
    ("mail-system-perhaps", _perhaps_daemon_says_so, Kind.BOUNCE),
    ("returned", _returned_to_nobody, Kind.BOUNCE),
    ("returned-by-machine", _machine_returns, Kind.BOUNCE),
    ("list-refuses", _list_refuses, Kind.BOUNCE),
    ("delivery-notification", _notification, Kind.BOUNCE),
    ("complaint", _complaint, Kind.REPORT),
    ("auto-submitted", _auto_submitted, Kind.AUTO_REPLY),
    ("auto-field", _auto_field, Kind.AUTO_REPLY),
    ("auto-precedence", _auto_precedence, Kind.AUTO_REPLY),
    ("auto-subject", _auto_subject, Kind.AUTO_REPLY),
    ("nothing-in-it", _nothing, Kind.EMPTY),
    ("answers-a-message", _answers, Kind.REPLY),
    ("reply-subject", _reply_subject, Kind.REPLY),
)


_LIST_FIELDS = ("list-id", "list-post", "list-unsubscribe", "mailing-list")


def answerable(mail: Evidence) -> bool:
    """Whether an automatic answer may go to the sender (RFC 3834 §2): no daemon, no list, no refusal."""
    address = mail.from_address
    if address is None or _null_path(mail) or _from_daemon(mail) or words.NOBODY.search(address):
        return False
    if any(name in mail.fields for name in _LIST_FIELDS) or mail.field("precedence") in ("bulk", "junk", "list"):
        return False
    return not re.search(r"\b(?:all|oof|autoreply)\b", mail.field("x-auto-response-suppress"))


def classify(mail: Evidence) -> tuple[Kind, str]:
    """The kind, and the name of the rule that decided it ("written" if none did)."""
    for name, rule, kind in RULES:
        if rule(mail):
            return kind, name
    return Kind.OPINION, "written"
