"""Mails that Outlook saved as files (.msg) say what the same mail would say in a mailbox."""

import random
import struct
from datetime import UTC, datetime

import pytest
from outlook import Item, msg

from intake.channels.mail.message import Kind, Mail, parse
from intake.channels.mail.message_rtf import decompress

SENT = datetime(2026, 7, 6, 1, 30, tzinfo=UTC)
TEXT = "加装电梯停工三个月了，脚手架还在。"
SENDER = {0x0C1A: "张大爷", 0x0C1E: "SMTP", 0x0C1F: "zhang@example.com"}
MAIL = {0x001A: "IPM.Note", 0x0037: "加装电梯", 0x1000: TEXT, 0x0039: SENT, 0x1035: "<one@example.com>", **SENDER}


def read(mail: Item) -> Mail:
    return parse(msg(mail))


def test_who_wrote_what_and_when() -> None:
    clerk = Item({0x3001: "征集办", 0x39FE: "kefu@example.gov.cn", 0x0C15: 1})
    copied = Item({0x3001: "街道", 0x3003: "street@example.gov.cn", 0x0C15: 2})
    mail = read(Item(MAIL, people=[clerk, copied]))
    assert (mail.kind, mail.from_name, mail.from_address) == (Kind.OPINION, "张大爷", "zhang@example.com")
    assert (mail.subject, mail.body, mail.date, mail.message_id) == ("加装电梯", TEXT, SENT, "<one@example.com>")
    assert [one.address for one in mail.to] == ["kefu@example.gov.cn"]
    assert [one.address for one in mail.cc] == ["street@example.gov.cn"]
    assert mail.problems == ()


def test_the_header_the_mail_travelled_with_counts_but_for_what_it_says_of_the_parts() -> None:
    header = (
        "Received: from mail\r\nFrom: =?utf-8?b?5p2O?= <li@example.com>\r\nSubject: Re: lift\r\n"
        'Content-Type: multipart/mixed;\r\n\tboundary="x"\r\nContent-Transfer-Encoding: base64\r\n'
        "Auto-Submitted: auto-replied\r\n\r\n"
    )
    mail = read(Item({**MAIL, 0x007D: header}))
    assert (mail.from_address, mail.from_name, mail.subject) == ("li@example.com", "李", "Re: lift")
    assert (mail.kind, mail.body) == (Kind.AUTO_REPLY, TEXT)


@pytest.mark.parametrize(
    ("codec", "named"),
    [
        ("gbk", {0x3FFD: 936}),
        ("gbk", {0x3FF1: 0x804}),
        ("big5", {0x3FFD: 950}),
        ("utf-8", {0x3FFD: 65001}),
        ("gbk", {}),
    ],
)
def test_eight_bit_files_are_read_in_their_character_set(codec: str, named: dict[int, int]) -> None:
    words = "加裝電梯停工三個月了" if codec == "big5" else TEXT
    mail = read(Item({**MAIL, **named, 0x1000: words, 0x0037: words, 0x0C1A: words[:3]}, narrow=codec))
    assert (mail.subject, mail.body) == (words, words)


@pytest.mark.parametrize("page", [936, 65001])
def test_html_alone_becomes_text(page: int) -> None:
    html = f"<html><body><p>{TEXT}</p></body></html>".encode("gbk" if page == 936 else "utf-8")
    assert read(Item({**MAIL, 0x1000: "", 0x1013: html, 0x3FDE: page})).body == TEXT


def test_files_keep_their_names_and_bytes() -> None:
    photo = bytes(range(256)) * 40
    files = [
        Item({0x3701: photo, 0x3707: "现场照片 1.jpg", 0x3704: "XCZP~1.JPG", 0x370E: "image/jpeg"}),
        Item({0x3701: b"x", 0x3704: "a.txt"}),
        Item({0x3701: b"y", 0x370E: "no type"}),
    ]
    found = read(Item(MAIL, files=files)).attachments
    assert [(file.filename, file.media_type) for file in found] == [
        ("现场照片 1.jpg", "image/jpeg"),
        ("a.txt", "application/octet-stream"),
        (None, "application/octet-stream"),
    ]
    assert [file.data for file in found] == [photo, b"x", b"y"]


def test_a_mail_in_a_mail_is_a_file_that_can_be_read() -> None:
    inner = Item({**MAIL, 0x0037: "里面的", 0x1000: "里面的话"}, files=[Item({0x3701: b"z", 0x3707: "z.bin"})])
    file = read(Item(MAIL, files=[Item({0x3701: inner, 0x3001: "转来的邮件"})])).attachments[0]
    again = parse(file.data)
    assert (file.filename, file.media_type) == ("转来的邮件.eml", "message/rfc822")
    assert (again.subject, again.body, again.attachments[0].data) == ("里面的", "里面的话", b"z")


def test_a_signed_mail_is_the_entity_it_signs() -> None:
    entity = b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + TEXT.encode()
    signed = {**MAIL, 0x001A: "IPM.Note.SMIME.MultipartSigned", 0x1000: ""}
    mail = read(Item(signed, files=[Item({0x3701: entity})]))
    assert (mail.subject, mail.body, mail.attachments) == ("加装电梯", TEXT, ())


def test_rich_text_alone_is_kept_as_a_file() -> None:
    rich = rb"{\rtf1\ansi " + b"hello " * 30 + b"}"
    stored = struct.pack("<II4sI", len(rich) + 12, len(rich), b"MELA", 0) + rich
    mail = read(Item({**MAIL, 0x1000: "", 0x1009: stored}))
    assert (mail.kind, mail.body) == (Kind.OPINION, "")
    assert [(file.filename, file.data) for file in mail.attachments] == [("正文.rtf", rich)]


def test_compressed_rich_text_is_unpacked() -> None:
    """The two examples of [MS-OXRTFCP] 3.1."""
    simple = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )
    assert decompress(simple) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    crossing = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")
    assert decompress(crossing) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"


def test_an_entry_of_an_address_book_is_no_address() -> None:
    mail = read(Item({**MAIL, 0x0C1F: "/O=EXAMPLE/OU=EXCHANGE/CN=ZHANG@"}))
    assert mail.from_address is None
    assert mail.subject == "加装电梯"


def test_line_breaks_in_a_property_make_no_header_field() -> None:
    mail = read(Item({**MAIL, 0x0037: "电梯\r\nAuto-Submitted: auto-replied", 0x0C1A: "张\r\nBcc: x@example.com"}))
    assert mail.kind == Kind.OPINION
    assert mail.subject == "电梯 Auto-Submitted: auto-replied"


def test_a_broken_file_says_what_is_whole_and_raises_nothing() -> None:
    whole = msg(Item(MAIL, files=[Item({0x3701: bytes(6000), 0x3707: "a.bin"})]))
    chance = random.Random(1)
    readable = 0
    for _ in range(300):
        broken = bytearray(whole[: chance.choice([len(whole), chance.randrange(len(whole))])])
        for _ in range(chance.randrange(1, 6)):
            broken[chance.randrange(8, max(9, len(broken))) % len(broken)] = chance.randrange(256)
        mail = parse(bytes(broken))
        readable += mail.subject == "加装电梯"
    assert 100 < readable < 300
    assert parse(whole[:8]).kind == Kind.EMPTY
