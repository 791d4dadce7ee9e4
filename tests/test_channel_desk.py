"""The desk's forms: what was typed → Submission."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from werkzeug.datastructures import MultiDict

from intake.channels.desk import SEALED_LETTER, LetterForm, PhoneForm, described
from intake.model import Channel, Origin, Submission

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 10, 20, tzinfo=SHANGHAI)
KEY = "k" * 22


def call(**typed: str) -> PhoneForm:
    return PhoneForm(MultiDict({"key": KEY, "body": "电梯什么时候装", "origin": "self", **typed}), now=NOW)


def letter(**typed: str) -> LetterForm:
    return LetterForm(MultiDict({"key": KEY, "body": "信的内容", "origin": "self", **typed}), now=NOW)


def taken(form: Any) -> Submission:
    assert form.validate(), form.errors
    submission: Submission = form.submission("desk:1:" + KEY, 1, None)
    return submission


def test_a_call_holds_what_the_paper_register_has() -> None:
    typed = call(
        call_at="昨天 15:20", phone="138 1234 5678", taken_by="岑宜", name="张大爷", place="定海路", wants_answer="y"
    )
    submission = taken(typed)
    assert submission.channel == Channel.PHONE
    assert submission.received_at == datetime(2026, 11, 24, 15, 20, tzinfo=SHANGHAI)
    assert (submission.phone, submission.name, submission.place) == ("138 1234 5678", "张大爷", "定海路")
    assert submission.wants_answer
    assert submission.details == {"call_at": "2026-11-24 15:20", "taken_by": "岑宜"}


def test_a_call_without_a_time_is_now() -> None:
    assert taken(call()).received_at == NOW


def test_a_desk_whose_clock_is_fast_is_not_refused() -> None:
    assert taken(call(call_at="10:25")).received_at == NOW


def test_a_letter_holds_what_the_paper_register_has() -> None:
    typed = letter(
        written_on="11.20",
        postmarked_on="11月21日",
        received_on="昨天",
        registered_no="XA123456789CN",
        signatories="12",
        marked="y",
        kept_at="三号柜",
        enclosures="照片原件 2 张",
    )
    submission = taken(typed)
    assert submission.received_at == datetime(2026, 11, 24, tzinfo=SHANGHAI)
    assert described(submission.details) == [
        ("落款日期", "2026-11-20"),
        ("邮戳日期", "2026-11-21"),
        ("收到日期", "2026-11-24"),
        ("挂号（快递）单号", "XA123456789CN"),
        ("署名人数", "12"),
        ("信封按要求注明", "是"),
        ("未拆封", "否"),
        ("随信物品", "照片原件 2 张"),
        ("原件存放", "三号柜"),
    ]


def test_an_anonymous_letter_has_no_signatories() -> None:
    assert taken(letter(signatories="0")).details["signatories"] == 0


def test_a_letter_for_somebody_else_is_entered_unopened() -> None:
    assert taken(letter(unopened="y", body="")).body == SEALED_LETTER


def test_what_another_office_sent_keeps_its_number_and_time_limit() -> None:
    typed = letter(origin="transfer", from_unit="12345 热线", from_number="〔2026〕88 号", from_due="2026-12-05")
    submission = taken(typed)
    assert submission.origin == Origin.TRANSFER
    assert submission.details["from_due"] == "2026-12-05"
    assert submission.details["from_number"] == "〔2026〕88 号"


def test_the_senders_fields_are_left_out_where_nobody_sent_it_on() -> None:
    assert "from_unit" not in taken(letter(from_unit="误填")).details


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("body", "  ", "请填写反映内容"),
        ("phone", "没有显示", "没有数字"),
        ("call_at", "随便", "看不懂这个时间"),
        ("call_at", "23:59", "不能晚于现在"),
        ("happened_on", "2027-01-01", "不能晚于今天"),
        ("happened_on", "那天", "看不懂这个日期"),
        ("email", "不是邮箱", "写法不对"),
        ("name", "张" * 101, "不要超过 100"),
        ("key", "x", "重新打开"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field(field: str, typed: str, words: str) -> None:
    form = call(**{field: typed})
    assert not form.validate()
    assert words in form[field].errors[0]
    assert list(form.errors) == [field]


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("signatories", "几个", "请填写人数"),
        ("signatories", "-1", "请填写人数"),
        ("received_on", "2027-01-01", "不能晚于今天"),
        ("postmarked_on", "13.45", "看不懂这个日期"),
        ("origin", "nowhere", ""),
    ],
)
def test_a_letters_fields_say_what_is_wrong(field: str, typed: str, words: str) -> None:
    form = letter(**{field: typed})
    assert not form.validate()
    assert words in form[field].errors[0]
    assert form[field].errors[0].isascii() is False


def test_a_transferred_letter_names_its_sender() -> None:
    assert not letter(origin="transfer").validate()
