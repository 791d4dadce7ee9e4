"""One sheet for several residents (走访汇总表): a head that all share, a row for each → as many Submissions. No SQL."""

from datetime import date, datetime, time
from typing import Any

from wtforms import FieldList, Form, FormField, HiddenField, SelectField, StringField, TelField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Regexp, ValidationError

from intake import labels
from intake.model import Channel, Origin, StoredFile, Submission
from intake.text import contact, when

ROWS, MOST = 5, 60
BODY = 5_000
_ORIGINS = (Origin.OUTREACH, Origin.VISIT, Origin.BOX, Origin.TRANSFER)


def _text(longest: int) -> list[Any]:
    return [Length(max=longest, message=f"请不要超过 {longest} 个字")]


class RowForm(Form):  # type: ignore[misc]  # the library has no types
    """What one resident said; a row in which nothing is typed is none."""

    name = StringField("姓名", _text(100))
    phone = TelField("电话", _text(40))
    place = StringField("楼栋门牌", _text(100))
    body = TextAreaField("反映内容", _text(BODY))

    @property
    def filled(self) -> bool:
        return any((field.data or "").strip() for field in self)

    def validate_body(self, field: Any) -> None:
        if self.filled and not (field.data or "").strip():
            raise ValidationError("请填写反映内容，或者清空这一行")

    def validate_phone(self, field: Any) -> None:
        if (field.data or "").strip() and len(contact.phone(field.data)) < 3:
            raise ValidationError("电话号码中没有数字")


class SheetForm(Form):  # type: ignore[misc]  # the library has no types
    """The sheet; `now` is the office's time."""

    key = HiddenField(validators=[Regexp(r"[\w-]{16,64}\Z", message="请重新打开登记页面")])
    origin = SelectField(
        "来源",
        choices=[SelectChoice(origin.value, labels.label(origin)) for origin in _ORIGINS],
        invalid_choice_message="请在列出的来源中选择",
    )
    received_on = StringField("日期", _text(40))
    place = StringField("地点", _text(100))
    taken_by = StringField("走访（收集）人", _text(50))
    kept_at = StringField("原件存放", _text(100))
    rows = FieldList(FormField(RowForm), min_entries=ROWS, max_entries=MOST)

    def __init__(self, formdata: Any = None, *, now: datetime, **values: Any) -> None:
        super().__init__(formdata, data=values)
        self.now = now

    def validate_received_on(self, field: Any) -> None:
        self._day()

    def validate_rows(self, field: Any) -> None:
        if not any(row.form.filled for row in field):
            raise ValidationError("请至少填写一位居民的反映内容")

    def submissions(self, key: str, staff_id: int, scans: tuple[StoredFile, ...]) -> list[Submission]:
        """One for each filled row, in their order; only after `validate`."""
        filled = [row.form for row in self.rows if row.form.filled]
        return [self._submission(row, n, len(filled), key, staff_id, scans) for n, row in enumerate(filled, start=1)]

    def _submission(
        self, row: RowForm, n: int, count: int, key: str, staff_id: int, scans: tuple[StoredFile, ...]
    ) -> Submission:
        on = self._day() or self.now.date()
        at = self.now if on == self.now.date() else datetime.combine(on, time.min, self.now.tzinfo)
        details = {
            "received_on": on.isoformat(),
            "taken_by": (self.taken_by.data or "").strip(),
            "kept_at": (self.kept_at.data or "").strip(),
            "sheet": f"共 {count} 位居民，第 {n} 位" if count > 1 else "",
        }
        return Submission(
            channel=Channel.LETTER,
            # the first one has the sheet's own key, by which its draft knows that it was taken in
            key=key if n == 1 else f"{key}:{n}",
            body=row.body.data.strip(),
            origin=Origin(self.origin.data),
            place=" ".join(filter(None, ((field.data or "").strip() for field in (self.place, row.place)))),
            name=(row.name.data or "").strip(),
            phone=(row.phone.data or "").strip(),
            received_at=at,
            files=scans,
            details={name: value for name, value in details.items() if value},
            entered_by=staff_id,
        )

    def _day(self) -> date | None:
        typed = (self.received_on.data or "").strip()
        found = when.day(typed, self.now.date()) if typed else None
        if typed and found is None:
            raise ValidationError("看不懂这个日期，请写成 2026-11-24、11.24 或“昨天”")
        if found and found > self.now.date():
            raise ValidationError("日期不能晚于今天")
        return found
