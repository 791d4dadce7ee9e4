"""Header fields: words cut inside a character, addresses that pose as names, dates that never were."""

from datetime import UTC, datetime

import pytest
from letters import letter

from intake.channels.mail.message import parse
from intake.channels.mail.message_address import Address, addresses
from intake.channels.mail.message_dates import parse_date
from intake.channels.mail.message_params import split_value
from intake.channels.mail.message_words import decode_words

WORDS = [
    (b"=?utf-8?B?5oSP6KeB?=", "意见"),
    (b"=?UTF-8?q?=E6=84=8F?=\r\n =?utf-8?Q?=E8=A7=81?=", "意见"),
    (b"=?gb2312?B?0uI=?= =?gb2312?B?vPs=?=", "意见"),
    (b"=?utf-8?B?5oSP6A==?= =?utf-8?B?p4E=?=", "意见"),  # cut inside a character, as QQ does
    (b"=?utf-8?B?5oSP6Ke?= =?utf-8?B?B?=", "意见"),  # cut inside a group of four
    (b"=?utf-8?B?5oSP6KeB?= about =?utf-8?B?55S15qKv?=", "意见 about 电梯"),
    (b"Re: =?gbk?Q?=D2=E2=BC=FB?=", "Re: 意见"),
    (b"=?utf-8*zh?B?5oSP6KeB?=", "意见"),
    ("意见".encode("gb18030"), "意见"),
    ("意见".encode(), "意见"),
    (b"plain  text\r\n\tfolded", "plain text folded"),
    (b"=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
    (b"=?utf-8?B?", "=?utf-8?B?"),
]


@pytest.mark.parametrize(("value", "text"), WORDS)
def test_words_are_joined_before_they_are_decoded(value: bytes, text: str) -> None:
    assert decode_words(value) == text


ADDRESSES = [
    (b"ann@example.org", [("ann@example.org", None)]),
    (b"Ann Example <Ann@Example.ORG>", [("ann@example.org", "Ann Example")]),
    (b'"mayor@gov.cn" <evil@example.com>', [("evil@example.com", "mayor@gov.cn")]),
    (b"mayor@gov.cn <evil@example.com>", [("evil@example.com", "mayor@gov.cn")]),
    (b"=?utf-8?B?bWF5b3JAZ292LmNu?= <evil@example.com>", [("evil@example.com", "mayor@gov.cn")]),
    (b'"Doe, John" <j@example.org>, b@example.org', [("j@example.org", "Doe, John"), ("b@example.org", None)]),
    (b"Doe, John <j@example.org>", [("j@example.org", "Doe, John")]),
    (b"ann@example.org (Ann)", [("ann@example.org", "Ann")]),
    (b"=?gbk?B?1cXI/Q==?= <z@example.org>", [("z@example.org", "张三")]),
    ("张三 <z@example.org>".encode("gb18030"), [("z@example.org", "张三")]),
    (b"team: a@example.org, b@example.org;", [("a@example.org", None), ("b@example.org", None)]),
    (b"undisclosed-recipients:;", []),
    (b"<>", []),
    (b"MAILER-DAEMON", []),
    (b"<< ann@example.org >>", [("ann@example.org", None)]),
    (b"Ann <a\x00nn@exa\x07mple.org>", [("ann@example.org", "Ann")]),
    (b"'Ann' <ann@example.org>", [("ann@example.org", "Ann")]),
]


@pytest.mark.parametrize(("value", "people"), ADDRESSES)
def test_the_address_is_found_before_the_name_is_decoded(value: bytes, people: list[tuple[str, str | None]]) -> None:
    assert addresses(value) == tuple(Address(*person) for person in people)


def test_a_field_without_end_is_read_in_no_time() -> None:
    assert len(addresses(b"a@example.org," * 100_000)) == 200
    assert addresses(b'"' * 60_000) == ()
    assert addresses(b"(" * 60_000) == ()


DATES = [
    ("Wed, 18 Nov 2026 09:30:00 +0800", datetime(2026, 11, 18, 1, 30, tzinfo=UTC)),
    ("18 Nov 2026 09:30 +0800 (CST)", datetime(2026, 11, 18, 1, 30, tzinfo=UTC)),
    ("Wed, 18 Nov 2026 09:30:00 CST", datetime(2026, 11, 18, 1, 30, tzinfo=UTC)),
    ("Wed, 18 Nov 26 09:30:00 GMT", datetime(2026, 11, 18, 9, 30, tzinfo=UTC)),
    ("2026-11-18 09:30:00 +0800", datetime(2026, 11, 18, 1, 30, tzinfo=UTC)),
    ("Wed Nov 18 09:30:00 2026", datetime(2026, 11, 18, 9, 30, tzinfo=UTC)),
    ("18 Nov 2026 9:30 PM -0500", datetime(2026, 11, 19, 2, 30, tzinfo=UTC)),
    ("Wed, 30 Feb 2026 09:30:00 +0800", None),
    ("Wed, 18 Nov 2026 09:30:00 +9900", None),
    ("Wed, 18 Nov 99999 09:30:00 +0800", None),
    ("yesterday", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "moment"), DATES)
def test_dates_become_utc_or_none(text: str, moment: datetime | None) -> None:
    assert parse_date(text) == moment


PARAMETERS = [
    (b'text/plain; charset="gb2312"', "charset", b"gb2312"),
    (b"text/plain; charset=gb2312; format=flowed", "format", b"flowed"),
    (b'a/b; name*0="long "; name*1=name.txt', "name", b"long name.txt"),
    (b"a/b; name*=utf-8''%E6%84%8F.txt", "name", "意.txt".encode()),
    (b'a/b; name="a;b.txt"', "name", b"a;b.txt"),
    (b'a/b; name="unclosed', "name", b"unclosed"),
    (b"a/b; name=C:\\docs\\a.txt", "name", b"C:\\docs\\a.txt"),
]


@pytest.mark.parametrize(("raw", "name", "value"), PARAMETERS)
def test_parameters_are_read_as_programs_write_them(raw: bytes, name: str, value: bytes) -> None:
    assert split_value(raw)[1][name].value == value


def test_header_fields_after_a_line_without_a_colon_are_not_lost() -> None:
    raw = b"From: ann@example.org\r\nthis is no field\r\nSubject: still there\r\n\r\nbody\r\n"
    mail = parse(raw)
    assert (mail.subject, mail.body, mail.problems) == ("still there", "body", ("header-line",))


def test_the_first_of_two_senders_counts() -> None:
    assert parse(letter("From: a@example.org", "Sender: b@example.org")).from_address == "a@example.org"


def test_an_endless_header_is_cut() -> None:
    started = datetime.now(UTC)
    mail = parse(b"Subject: x\r\n" + b"X-A: y\r\n" * 200_000 + b"\r\nbody")
    assert mail.subject == "x"
    assert "header-too-long" in mail.problems
    assert (datetime.now(UTC) - started).total_seconds() < 5


def test_a_monstrous_message_id_is_told_apart_by_its_hash() -> None:
    one, other = (parse(letter(number="x" * 3000 + tail)).message_id for tail in "ab")
    assert one != other
    assert len(str(one)) < 100
