"""Bombs, polyglots and active PDFs, told by their bytes."""

import struct

import pytest

from intake.channels import files, harm, position
from intake.errors import Unreadable

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


def png(width: int, height: int) -> bytes:
    return PNG + struct.pack(">II", width, height) + bytes(9)


def jpeg(width: int, height: int) -> bytes:
    return b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x0b\x08" + struct.pack(">HH", height, width) + bytes(6)


def webp(width: int, height: int) -> bytes:
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0" + bytes(4) + sides


def heic(width: int, height: int) -> bytes:
    return b"\0\0\0\x18ftypheic" + bytes(12) + b"\0\0\0\x14ispe\0\0\0\0" + struct.pack(">II", width, height)


def pdf(pages: int) -> bytes:
    return b"%%PDF-1.7\n1 0 obj <</Type/Pages/Count %d>> endobj\n%%%%EOF" % pages


@pytest.mark.parametrize("make", [png, jpeg, webp, heic])
def test_a_picture_of_too_many_pixels_is_refused_unread(make: object) -> None:
    kind = files.media_type(make(9000, 9000))  # type: ignore[operator]
    assert kind is not None
    harm.refuse_bombs(make(9000, 9000), kind)  # type: ignore[operator]
    with pytest.raises(Unreadable, match="60000×60000"):
        harm.refuse_bombs(make(60_000, 60_000), kind)  # type: ignore[operator]


def test_a_pdf_of_too_many_pages_is_refused() -> None:
    harm.refuse_bombs(pdf(500), "application/pdf")
    with pytest.raises(Unreadable, match="500 页"):
        harm.refuse_bombs(pdf(100_000), "application/pdf")


@pytest.mark.parametrize("cut", range(0, 40, 3))
@pytest.mark.parametrize("make", [png, jpeg, webp, heic])
def test_a_picture_that_breaks_off_is_no_error(make: object, cut: int) -> None:
    data = make(60_000, 100)[:cut]  # type: ignore[operator]
    kind = files.media_type(data)
    if kind is not None:
        harm.refuse_bombs(data, kind)


@pytest.mark.parametrize("word", [b"/JavaScript", b"/JS ", b"/Launch", b"/EmbeddedFile"])
def test_a_pdf_that_runs_something_is_seen(word: bytes) -> None:
    assert harm.active(b"%PDF-1.7 << " + word + b" >>", "application/pdf")
    assert not harm.active(pdf(1), "application/pdf")


def test_what_hangs_behind_a_file_is_cut_off() -> None:
    archive = b"PK\x03\x04" + bytes(20)
    assert harm.without_tail(pdf(1) + b"\n" + archive, "application/pdf") == pdf(1) + b"\n"
    whole = b"\xff\xd8\xff\xe0\0\x04ab\xff\xd9"
    assert position.without(whole + b"<script>" + archive, "image/jpeg") == whole
