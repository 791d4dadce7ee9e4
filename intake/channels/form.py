"""The citizen's web form: what was typed → Submission. No SQL, no HTTP; files are stored by the view.

An error never costs what was typed: every check says beside its field what to do, and the page keeps the rest.
"""

import hashlib
import unicodedata
from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    Form,
    HiddenField,
    MultipleFileField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import Email, Optional, ValidationError

from intake.model import Channel, StoredFile, Submission
from intake.sentence import Sentence
from intake.text import contact

LONGEST = 20_000
ENGLISH = "English"  # what stands in the details of an opinion that was written on an English page
KEY = 64  # characters of a submission key that are looked at


def _clean(typed: str | None) -> str:
    """Without what no database takes (NUL, lone surrogates) and with one kind of line break."""
    text = (typed or "").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return text.encode("utf-8", "replace").decode("utf-8").strip()


def _short(longest: int) -> list[Any]:
    def check(_form: Form, field: Any) -> None:
        if len(field.data) > longest:
            raise ValidationError(Sentence("请不要超过 %(most)s 个字", most=longest))

    return [check]


class MailForm(Form):  # type: ignore[misc]
    """Where a receipt is to be mailed to."""

    email = EmailField(
        Sentence("电子邮箱"),
        [Email(Sentence("电子邮箱好像写错了，应像 name@example.com 这样")), *_short(200)],
        filters=[_clean],
    )


class OpinionForm(Form):  # type: ignore[misc]
    """One opinion; `website` is a field no person sees, so what stands in it was not typed by one."""

    key = HiddenField(filters=[_clean])
    proof = HiddenField(filters=[_clean])
    body = TextAreaField(Sentence("您的意见建议"), filters=[_clean])
    issue = SelectField(Sentence("与通报中哪一项有关"), filters=[_clean], validate_choice=False)
    place = StringField(Sentence("涉及的地点"), _short(200), filters=[_clean])
    name = StringField(Sentence("姓名"), _short(50), filters=[_clean])
    phone = TelField(Sentence("电话"), _short(40), filters=[_clean])
    email = EmailField(
        Sentence("电子邮箱"),
        [Optional(), Email(Sentence("电子邮箱好像写错了，应像 name@example.com 这样")), *_short(200)],
        filters=[_clean],
    )
    wants_answer = BooleanField(Sentence("希望得到答复"))
    consent = BooleanField(Sentence("我已阅读并同意"))
    files = MultipleFileField(Sentence("照片或 PDF 文件"))
    website = StringField(Sentence("请勿填写此栏"), filters=[_clean])

    def validate_body(self, field: Any) -> None:
        if not any(unicodedata.category(char)[0] in "LN" for char in field.data):
            raise ValidationError(Sentence("请写下您的意见建议"))
        if len(field.data) > LONGEST:
            raise ValidationError(
                Sentence(
                    "内容有 %(found)s 个字，最多 %(most)s 个字。请缩短，或把全文存成 PDF 作为附件上传",
                    found=f"{len(field.data):,}",
                    most=f"{LONGEST:,}",
                )
            )

    def validate_phone(self, field: Any) -> None:
        if field.data and len(contact.phone(field.data)) < 5:
            raise ValidationError(Sentence("电话号码好像不完整，请核对；不想留电话可以空着"))

    def validate_consent(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(Sentence("请阅读个人信息保护告知，同意后在方框中打勾"))

    def validate_with(self, problems: tuple[str, ...]) -> bool:
        """As `validate`, with what is wrong about the files, which only the view can judge."""
        good = bool(self.validate())
        self.files.errors = list(problems)
        return good and not problems

    @property
    def issue_id(self) -> int | None:
        """The number of the issue the citizen chose; whether there is one under it the view knows."""
        typed = self.issue.data
        return int(typed) if typed.isdecimal() and len(typed) < 20 and int(typed) < 1 << 63 else None

    def submission(
        self,
        *,
        issue_id: int | None,
        circular_id: int | None,
        files: tuple[StoredFile, ...],
        held: str | None,
        counted: tuple[str, ...],
        poster_id: int | None = None,
        language: str = "",
    ) -> Submission:
        """The opinion as a submission; only after `validate`."""
        return Submission(
            channel=Channel.WEB,
            key=self._attempt(files),
            body=self.body.data,
            circular_id=circular_id,
            issue_id=issue_id,
            place=self.place.data,
            name=self.name.data,
            phone=self.phone.data,
            email=self.email.data,
            wants_answer=self.wants_answer.data,
            files=files,
            held=held,
            counted=counted,
            poster_id=poster_id,
            details={"language": language} if language else {},
        )

    def _attempt(self, files: tuple[StoredFile, ...]) -> str:
        # The page's key alone would lose a second opinion that somebody writes after pressing "back"; the words alone
        # would lose the second of two citizens who send the same letter. Both together name one attempt.
        typed = (self.key.data[:KEY], self.body.data, self.place.data, self.name.data, self.phone.data, self.email.data)
        words = "\0".join((*typed, self.issue.data, str(self.wants_answer.data), *(file.blob for file in files)))
        return "web-" + hashlib.sha256(words.encode()).hexdigest()
