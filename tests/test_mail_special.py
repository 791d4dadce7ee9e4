"""Mail that is more than text is shown for what it is; files inside winmail.dat are taken out."""

import struct

import pytest
from letters import letter, with_file

from intake.channels.mail.message import parse
from intake.channels.mail.message_tnef import files


def alone(content_type: str, body: str = "x") -> bytes:
    return letter(f"Content-Type: {content_type}", body=body)


def beside(content_type: str) -> bytes:
    text = "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n意见\r\n"
    body = f"{text}--b\r\nContent-Type: {content_type}\r\n\r\nx\r\n--b--"
    return letter("Content-Type: multipart/mixed; boundary=b", body=body)


KINDS = [
    ("smime-encrypted", alone("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m")),
    ("smime-encrypted", alone("application/x-pkcs7-mime; name=smime.p7m")),
    ("smime-wrapped", alone("application/pkcs7-mime; smime-type=signed-data; name=smime.p7m")),
    ("smime-signed", beside("application/pkcs7-signature; name=smime.p7s")),
    ("pgp-encrypted", beside("application/pgp-encrypted")),
    ("pgp-encrypted", letter(body="-----BEGIN PGP MESSAGE-----\r\nabc")),
    ("pgp-signed", beside("application/pgp-signature")),
    ("pgp-signed", letter(body="-----BEGIN PGP SIGNED MESSAGE-----\r\n\r\n意见")),
    ("calendar", beside("text/calendar; method=REQUEST")),
    ("winmail", beside("application/ms-tnef; name=winmail.dat")),
]


@pytest.mark.parametrize(("mark", "raw"), KINDS)
def test_a_mail_is_marked_for_what_it_is(mark: str, raw: bytes) -> None:
    assert parse(raw).marks == (mark,)


def test_an_ordinary_mail_has_no_mark() -> None:
    assert parse(with_file(b"x")).marks == ()


def attribute(number: int, data: bytes, level: int = 2) -> bytes:
    return struct.pack("<BII", level, number, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def properties(name: str) -> bytes:
    value = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<IIII", 1, 0x3707001F, 1, len(value)) + value


def winmail(*attachments: bytes) -> bytes:
    return struct.pack("<IH", 0x223E9F78, 1) + attribute(0x00089006, b"\0\0\1\0", 1) + b"".join(attachments)


PLAN = (
    attribute(0x00069002, b"\0" * 14)
    + attribute(0x00018010, "计划~1.DOC\0".encode("gbk"))
    + attribute(0x0006800F, b"a plan")
)
PHOTO = (
    attribute(0x00069002, b"\0" * 14)
    + attribute(0x0006800F, b"a photo")
    + attribute(0x00069005, properties("现场照片.jpg"))
)


def test_the_files_in_winmail_dat_are_taken_out() -> None:
    assert files(winmail(PLAN, PHOTO)) == [("计划~1.DOC", b"a plan"), ("现场照片.jpg", b"a photo")]
    mail = parse(with_file(winmail(PLAN, PHOTO), name="winmail.dat", media_type="application/ms-tnef"))
    assert [a.filename for a in mail.attachments] == ["winmail.dat"]
    assert [(a.filename, a.media_type) for a in mail.unpacked][1] == ("现场照片.jpg", "image/jpeg")


@pytest.mark.parametrize("cut", [0, 4, 6, 20, 40, 60, 90])
def test_a_broken_winmail_dat_gives_what_is_whole(cut: int) -> None:
    whole = winmail(PLAN, PHOTO)
    assert len(files(whole[:cut])) <= 1
    assert files(whole[: len(whole) - 3]) == [("计划~1.DOC", b"a plan"), (None, b"a photo")]
