"""The desk's forms: what a clerk typed of a call, a letter, a visit → Submission. No SQL.

The fields are those of the office's paper registers. Days and times are accepted as typed (`text.when`).
"""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    Form,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, Length, NumberRange, Optional, Regexp, ValidationError

from intake import labels
from intake.model import Channel, Origin, StoredFile, Submission
from intake.text import contact, when

SILENT = "无效来电"
SEALED_LETTER = "来信注明亲启或指定部门拆阅，未拆封，登记后原封转交。"
BODY = 200_000
_HANDED_ON = (Origin.SUPERIOR, Origin.TRANSFER)
_CALLS = (Origin.SELF, *_HANDED_ON)
_NOT_A_DAY = "看不懂这个日期，请写成 2026-11-24、11.24 或“昨天”"
_NOT_A_TIME = "看不懂这个时间，请写成 9:30、“上午九点半”或“昨天 15:20”"
_CLOCKS_DIFFER = timedelta(minutes=10)
_NOT_A_COUNT = "请填写人数，匿名填 0"

DETAILS = {
    "call_at": "通话时间",
    "taken_by": "接听人",
    "written_on": "落款日期",
    "postmarked_on": "邮戳日期",
    "received_on": "收到日期",
    "registered_no": "挂号（快递）单号",
    "signatories": "署名人数",
    "marked": "信封按要求注明",
    "unopened": "未拆封",
    "enclosures": "随信物品",
    "kept_at": "原件存放",
    "from_unit": "转来单位",
    "from_number": "来文编号",
    "from_due": "办理期限",
    "accused": "被反映单位",
    "language": "填写页面",
    "sheet": "汇总表",
    "recognised": "文字由扫描件识别后校对",
}


def _text(longest: int) -> list[Any]:
    return [Length(max=longest, message=f"请不要超过 {longest} 个字")]


def _origins(offered: tuple[Origin, ...]) -> Any:
    choices = [SelectChoice(origin.value, labels.label(origin)) for origin in offered]
    return SelectField("来源", choices=choices, invalid_choice_message="请在列出的来源中选择")


class DeskForm(Form):  # type: ignore[misc]  # the library has no types
    """What calls and letters have in common; `now` is the office's time, for days and times as typed."""

    key = HiddenField(validators=[Regexp(r"[\w-]{16,64}\Z", message="请重新打开登记页面")])
    phone = TelField("联系电话", _text(40))
    body = TextAreaField("反映内容", _text(BODY))
    other = StringField("其他事项", _text(300))
    name = StringField("姓名", _text(100))
    place = StringField("涉及地点", _text(200))
    email = EmailField("电子邮箱", [Optional(), Email("电子邮箱的写法不对"), *_text(200)])
    wants_answer = BooleanField("要求答复")
    secret = BooleanField("检举控告或要求保密（按密件登记）")
    happened_on = StringField("事情发生日期", _text(40))
    origin = _origins(tuple(Origin))
    from_unit = StringField("转来单位", _text(100))
    from_number = StringField("来文编号", _text(100))
    from_due = StringField("办理期限", _text(40))
    reserved = StringField("预留编号", _text(30))

    def __init__(self, formdata: Any = None, *, now: datetime, **values: Any) -> None:
        super().__init__(formdata, data=values)
        self.now = now

    def validate_body(self, field: Any) -> None:
        if not (field.data or "").strip():
            raise ValidationError("请填写反映内容")

    def validate_phone(self, field: Any) -> None:
        if (field.data or "").strip() and len(contact.phone(field.data)) < 3:
            raise ValidationError("电话号码中没有数字；没有来电显示时请留空")

    def validate_happened_on(self, field: Any) -> None:
        self.past_day(field)

    def validate_from_due(self, field: Any) -> None:
        self.day(field)

    def validate_from_unit(self, field: Any) -> None:
        if self.origin.data == Origin.TRANSFER and not (field.data or "").strip():
            raise ValidationError("请填写转来单位，例如“12345 热线”")

    def day(self, field: Any) -> date | None:
        """The day typed into a field, None where it is empty.  Raises ValidationError."""
        typed = (field.data or "").strip()
        found = when.day(typed, self.now.date()) if typed else None
        if typed and found is None:
            raise ValidationError(_NOT_A_DAY)
        return found

    def past_day(self, field: Any) -> date | None:
        """As `day`, and not after today."""
        found = self.day(field)
        if found and found > self.now.date():
            raise ValidationError("日期不能晚于今天")
        return found

    def common(self) -> dict[str, Any]:
        """The fields of a Submission that both forms fill."""
        return {
            "body": self.body.data.strip(),
            "origin": Origin(self.origin.data),
            "place": (self.place.data or "").strip(),
            "name": (self.name.data or "").strip(),
            "phone": (self.phone.data or "").strip(),
            "email": (self.email.data or "").strip(),
            "wants_answer": bool(self.wants_answer.data),
            "happened_on": self.day(self.happened_on),
        }

    def handed_on(self) -> dict[str, Any]:
        """Who sent it on, where somebody did."""
        if self.origin.data not in _HANDED_ON:
            return {}
        due = self.day(self.from_due)
        return {
            "from_unit": (self.from_unit.data or "").strip(),
            "from_number": (self.from_number.data or "").strip(),
            "from_due": due.isoformat() if due else "",
        }


class PhoneForm(DeskForm):
    """A telephone call (来电登记)."""

    phone = TelField("来电号码", _text(40))
    wants_answer = BooleanField("要求回电")
    origin = _origins(_CALLS)
    call_at = StringField("通话时间", _text(40))
    taken_by = StringField("接听人", _text(50))

    def validate_call_at(self, field: Any) -> None:
        self.called_at()

    def called_at(self) -> datetime:
        """When the call was; now where nothing was typed.  Raises ValidationError."""
        typed = (self.call_at.data or "").strip()
        if not typed:
            return self.now
        found = when.moment(typed, self.now)
        if found is None:
            raise ValidationError(_NOT_A_TIME)
        if found > self.now + _CLOCKS_DIFFER:
            raise ValidationError("通话时间不能晚于现在")
        return min(found, self.now)

    def submission(self, key: str, staff_id: int, issue_id: int | None) -> Submission:
        """The call as a submission; only after `validate`."""
        called = self.called_at()
        details = {"call_at": f"{called:%Y-%m-%d %H:%M}", "taken_by": (self.taken_by.data or "").strip()}
        return Submission(
            channel=Channel.PHONE,
            key=key,
            **self.common(),
            received_at=called,
            issue_id=issue_id,
            details=_filled({**details, **self.handed_on()}),
            entered_by=staff_id,
        )


class LetterForm(DeskForm):
    """A letter, a visit, a slip from the box: whatever is on paper (来信登记)."""

    signatories = IntegerField(
        "署名人数", [Optional(), NumberRange(0, 99_999, _NOT_A_COUNT)], invalid_value_message=_NOT_A_COUNT
    )
    written_on = StringField("落款日期", _text(40))
    postmarked_on = StringField("邮戳日期", _text(40))
    received_on = StringField("收到日期", _text(40))
    registered_no = StringField("挂号（快递）单号", _text(60))
    marked = BooleanField("信封已按要求注明")
    unopened = BooleanField("注明亲启等，未拆封转交")
    enclosures = StringField("随信物品", _text(200))
    address = StringField("通信地址", _text(200))
    recognised = HiddenField(validators=[Regexp("1?", message="请重新打开登记页面")])
    kept_at = StringField("原件存放", _text(100))

    def validate_body(self, field: Any) -> None:
        if self.unopened.data and not (field.data or "").strip():
            field.data = SEALED_LETTER
        super().validate_body(field)

    def validate_written_on(self, field: Any) -> None:
        self.day(field)  # what the paper says, also where it cannot be

    def validate_postmarked_on(self, field: Any) -> None:
        self.past_day(field)

    def validate_received_on(self, field: Any) -> None:
        self.past_day(field)

    def received_at(self) -> datetime:
        """Now for a letter of today, else the beginning of the day it came."""
        on = self.day(self.received_on)
        if on is None or on == self.now.date():
            return self.now
        return datetime.combine(on, time.min, self.now.tzinfo)

    def submission(
        self, key: str, staff_id: int, issue_id: int | None, scans: tuple[StoredFile, ...] = ()
    ) -> Submission:
        """The letter as a submission; only after `validate`."""
        days = {name: self.day(self[name]) for name in ("written_on", "postmarked_on")}
        details = {name: found.isoformat() for name, found in days.items() if found}
        details["received_on"] = f"{self.received_at():%Y-%m-%d}"
        typed = {name: (self[name].data or "").strip() for name in ("registered_no", "enclosures", "kept_at")}
        marks = {name: bool(self[name].data) for name in ("marked", "unopened")}
        if self.recognised.data:
            marks["recognised"] = True
        return Submission(
            channel=Channel.LETTER,
            key=key,
            **self.common(),
            address=(self.address.data or "").strip(),
            received_at=self.received_at(),
            issue_id=issue_id,
            files=scans,
            details=_filled({**details, "signatories": self.signatories.data, **typed, **marks, **self.handed_on()}),
            entered_by=staff_id,
        )


def described(details: dict[str, Any]) -> list[tuple[str, str]]:
    """What the desk noted of an opinion, as label and words, in the register's order."""
    said = {True: "是", False: "否"}
    return [
        (words, said[details[name]] if isinstance(details[name], bool) else str(details[name]))
        for name, words in DETAILS.items()
        if name in details
    ]


def label_of(code: str, title: str) -> str:
    """How an issue stands in the list that the field for other issues offers."""
    return re.sub(r"\s+", " ", f"{code} {title}").strip()


def _filled(details: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in details.items() if value not in ("", None)}
