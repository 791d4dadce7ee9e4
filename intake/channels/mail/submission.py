"""What was read in a mail → the Submission that it is, and what staff are told of it.  Pure."""

import re
from datetime import datetime
from typing import Any

from intake.channels.mail.message import Mail
from intake.channels.mail.message_spam import HELD_FROM
from intake.channels.mail.sandbox import UNREAD
from intake.model import Channel, StoredFile, Submission
from intake.receive import LONGEST

TOO_LARGE = "too-large"
_NOTES = {
    UNREAD: "邮件无法自动读取，请打开原件查看",
    TOO_LARGE: "邮件过大，只读取了开头，全文请在邮箱中查看",
    "too-many-parts": "邮件的部分过多，未全部读取，请打开原件查看",
    "too-deep": "邮件嵌套过深，未全部读取，请打开原件查看",
    "text-too-long": "正文过长，未全部读取，请打开原件查看",
    "header-too-long": "邮件头过长，未全部读取，请打开原件查看",
    "smime-encrypted": "邮件已加密（S/MIME），无法阅读，请与来件人联系",
    "smime-wrapped": "正文包在数字签名里（S/MIME），请打开附件查看",
    "pgp-encrypted": "邮件已加密（PGP），无法阅读，请与来件人联系",
    "smime-signed": "带有数字签名（S/MIME），未作验证",
    "pgp-signed": "带有数字签名（PGP），未作验证",
    "calendar": "附有会议邀请（日历）",
    "winmail": "来自 Outlook 的专用格式（winmail.dat）",
    "charset": "部分文字的编码无法识别，请对照原件",
    "no-text": "邮件没有文字，请打开原件查看",
}
_NEED_NO_LOOK = {"smime-signed", "pgp-signed", "calendar", "winmail", "charset", "no-text"}
_JUNK = re.compile(r"垃圾|广告|spam|junk|bulk", re.I)
_REFERENCES = 20  # as many as an answer carries on
_REGISTER_NUMBER = re.compile(r"(?<![\d-])20\d\d-\d{6}(?!\d)")


def submission(mail: Mail, received_at: datetime, files: tuple[StoredFile, ...], folder: str = "") -> Submission:
    """The opinion in a mail that lay in `folder`; `files` are its attachments and the raw mail, already stored."""
    problems = [*mail.problems, *mail.marks]
    if not mail.body and UNREAD not in problems:
        problems.append("no-text")
    if len(mail.body) > LONGEST:
        problems.append("text-too-long")
    return Submission(
        channel=Channel.EMAIL,
        key=f"mail-{mail.fingerprint}",
        subject=mail.subject or "",
        body=mail.body[:LONGEST],
        cut=mail.cut if mail.cut is not None and mail.cut < LONGEST else None,
        name=mail.from_name or "",
        email=mail.from_address or "",
        received_at=received_at,
        files=files,
        details=_details(mail, problems),
        held=_held(mail, problems, folder),
        acknowledged=mail.answerable,
    )


def _held(mail: Mail, problems: list[str], folder: str) -> str | None:
    """Why a person must look first."""
    reasons = [_NOTES[problem] for problem in problems if problem in _NOTES and problem not in _NEED_NO_LOOK]
    suspicion = mail.suspicion
    if suspicion.points >= HELD_FROM:
        reasons.append(f"疑似垃圾邮件（{suspicion.points} 分）：{'、'.join(suspicion.reasons)}")
    if _JUNK.search(folder):
        reasons.append(f"邮箱服务商放进了“{folder}”")
    return "；".join(dict.fromkeys(reasons)) or None


def _details(mail: Mail, problems: list[str]) -> dict[str, Any]:
    details = {
        "message_id": mail.message_id,
        "references": list(mail.references[-_REFERENCES:]),
        "sent_at": mail.date.isoformat() if mail.date else None,
        "reply_to": mail.reply_to if mail.reply_to != mail.from_address else None,
        "mentions": list(dict.fromkeys(_REGISTER_NUMBER.findall(f"{mail.subject} {mail.body}")))[:5],
        "notes": [_NOTES[problem] for problem in dict.fromkeys(problems) if problem in _NOTES],
    }
    return {name: value for name, value in details.items() if value}
