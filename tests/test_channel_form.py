"""The citizen's form, what files are, and what photos lose on the way in."""

import contextlib
import struct
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from intake.channels import files, position
from intake.channels.form import LONGEST, OpinionForm
from intake.errors import Unreadable
from intake.model import StoredFile, Submission

GPS = b"31\0\0\0\x0e\0\0"  # bytes that must not survive


def form(**typed: Any) -> OpinionForm:
    return OpinionForm(MultiDict({"body": "电梯什么时候装", "consent": "y", "key": "k" * 22, **typed}))


def sent(files: tuple[StoredFile, ...] = (), **typed: Any) -> Submission:
    filled = form(**typed)
    assert filled.validate(), filled.errors
    return filled.submission(issue_id=None, circular_id=None, files=files, held=None, counted=())


def test_a_text_and_the_tick_are_enough() -> None:
    submission = sent()
    assert (submission.body, submission.name, submission.phone, submission.email) == ("电梯什么时候装", "", "", "")


@pytest.mark.parametrize("body", ["", "   \n ", "……！！", "\u200b"])
def test_a_text_without_words_is_asked_for_again(body: str) -> None:
    refused = form(body=body)
    assert not refused.validate()
    assert refused.errors["body"] == ["请写下您的意见建议"]


def test_a_very_long_text_is_told_how_long_it_is_and_stays() -> None:
    refused = form(body="长" * (LONGEST + 1))
    assert not refused.validate()
    assert "20,001" in refused.errors["body"][0]
    assert len(refused.body.data) == LONGEST + 1
    assert form(body="长" * LONGEST).validate()


@pytest.mark.parametrize(
    "phone", ["021-25032112", "138 0000 0000", "+86 13800000000", "０２１－２５０３２１１２转3", "65432"]
)
def test_phones_are_taken_as_people_write_them(phone: str) -> None:
    assert sent(phone=phone).phone == phone


def test_a_word_is_no_phone() -> None:
    assert list(_errors(phone="没有")) == ["phone"]


@pytest.mark.parametrize("email", ["name", "name@", "a b@example.com", "@example.com", "n@example..com"])
def test_an_address_that_cannot_be_is_pointed_out(email: str) -> None:
    assert list(_errors(email=email)) == ["email"]


def test_consent_is_asked_for() -> None:
    refused = OpinionForm(MultiDict({"body": "电梯"}))
    assert not refused.validate()
    assert list(refused.errors) == ["consent"]


def test_what_no_database_takes_is_cleaned_at_the_door() -> None:
    submission = sent(body="前\0后\ud800\r\n第二行", name="\0张")
    assert submission.body == "前后?\n第二行"
    assert submission.name == "张"


@pytest.mark.parametrize("issue", ["", "abc", "-1", "1' OR 1", "9" * 19, "9" * 40, "²"])
def test_a_choice_that_is_no_number_is_none(issue: str) -> None:
    assert form(issue=issue).issue_id is None


def test_the_same_attempt_has_the_same_key() -> None:
    assert sent().key == sent().key


@pytest.mark.parametrize("change", [{"body": "另一件事"}, {"phone": "13800000000"}, {"key": "x" * 22}, {"issue": "12"}])
def test_other_words_or_another_page_are_another_attempt(change: dict[str, str]) -> None:
    assert sent(**change).key != sent().key


def test_another_photo_is_another_attempt() -> None:
    photo = StoredFile("a" * 64, "a.jpg", "image/jpeg", 3)
    assert sent(files=(photo,)).key != sent().key


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xff\xd8\xff\xe0..", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n..", "image/png"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x18ftypheic", "image/heic"),
        (b"\xef\xbb\xbf%PDF-1.7", "application/pdf"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", None),
        (b"<html>%PDF-1.7", None),
        (b"MZ\x90\0", None),
        (b"RIFF\0\0\0\0WAVE", None),
        (b"", None),
    ],
)
def test_a_file_is_what_its_bytes_say(data: bytes, kind: str | None) -> None:
    assert files.media_type(data) == kind


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("楼道.JPG", "楼道.JPG"),
        ("C:\\照片\\楼道.jpeg", "楼道.jpeg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("a.html", "a.html.jpg"),
        ("\u202egpj.exe", "gpj.exe.jpg"),
        ("", "附件.jpg"),
        ("...", "附件.jpg"),
        ("长" * 300 + ".jpg", "长" * 80 + ".jpg"),
    ],
)
def test_names_are_shown_without_tricks(name: str, shown: str) -> None:
    assert files.shown_name(name, "image/jpeg") == shown


def test_a_jpeg_loses_its_position_and_keeps_how_it_is_turned() -> None:
    clean = position.without(jpeg(exif(turned=6)), "image/jpeg")
    assert GPS not in clean
    assert b"CameraSerial" not in clean
    assert clean.startswith(b"\xff\xd8\xff\xe1")
    assert position._orientation(clean[clean.index(b"MM\0*") :]) == 6
    assert clean.endswith(PIXELS + b"\xff\xd9")


def test_a_jpeg_loses_what_hangs_behind_its_end() -> None:
    assert position.without(jpeg(b"") + jpeg(exif(1)) + b"<script>", "image/jpeg") == jpeg(b"")


def test_a_jpeg_without_notes_stays_as_it_is() -> None:
    assert position.without(jpeg(b""), "image/jpeg") == jpeg(b"")


def test_a_jpeg_cut_off_on_its_way_is_kept() -> None:
    cut = jpeg(exif(1))[:-4]
    assert GPS not in position.without(cut, "image/jpeg")


def test_a_png_and_a_webp_lose_their_notes() -> None:
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13)) + chunk(b"eXIf", GPS) + chunk(b"IDAT", b"x") + chunk(b"IEND")
    assert position.without(png + GPS, "image/png") == png.replace(chunk(b"eXIf", GPS), b"")
    frames = riff(b"VP8X", b"\x0c" + bytes(9)) + riff(b"VP8 ", b"pixel") + riff(b"EXIF", GPS) + riff(b"XMP ", b"<x/>")
    webp = b"RIFF" + struct.pack("<I", len(frames) + 4) + b"WEBP" + frames
    clean = position.without(webp, "image/webp")
    assert GPS not in clean
    assert b"<x/>" not in clean
    assert clean[20] == 0
    assert struct.unpack_from("<I", clean, 4)[0] == len(clean) - 8


def test_a_heic_loses_its_position_and_keeps_its_length() -> None:
    heic = b"\0\0\0\x18ftypheic" + bytes(12) + b"\0\0\0\x06" + exif(1) + b'exif:GPSLatitude="31,14N" pixel'
    clean = position.without(heic, "image/heic")
    assert len(clean) == len(heic)
    assert GPS not in clean
    assert b"31,14N" not in clean
    assert b"CameraSerial" not in clean
    assert struct.unpack_from(">H", clean, clean.index(b"\x01\x12") + 8) == (1,), "how it is turned stays"


def test_what_only_looks_like_notes_in_a_heic_keeps_its_pixels() -> None:
    heic = b"\0\0\0\x18ftypheic" + bytes(12) + exif(1).removeprefix(b"Exif\0\0")
    clean = position.without(heic, "image/heic")
    assert GPS not in clean
    assert b"CameraSerial" in clean
    packet = b"<x:xmpmeta><tiff:Make>Vivo</tiff:Make></x:xmpmeta> pixel <x:xmpmeta> more pixel"
    clean = position.without(heic + packet, "image/heic")
    assert b"Vivo" not in clean
    assert clean.endswith(b"<x:xmpmeta> more pixel")


@pytest.mark.parametrize("data", [b"\xff\xd8\xff\xe1\xff", b"\xff\xd8\xff\xe0\0\x04abGARBAGE"])
def test_a_photo_that_cannot_be_read_is_refused_not_passed_on(data: bytes) -> None:
    with pytest.raises(Unreadable):
        position.without(data, "image/jpeg")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xff\xd8" + b"\xff\xe0\0\x02" * 2_000_000, "image/jpeg"),
        (b"\xff\xd8\xff\xda\0\x02" + b"\xff\0" * 4_000_000, "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n" + bytes(9_000_000), "image/png"),
        (b"RIFF\xff\xff\xff\xffWEBP" + bytes(9_000_000), "image/webp"),
        (b"\0\0\0\x18ftypheic" + b"II*\0\x08\0\0\0\xff\xff" * 900_000, "image/heic"),
        (b"\0\0\0\x18ftypheic" + b"<x:xmpmeta" * 900_000, "image/heic"),
    ],
)
def test_a_file_made_to_keep_us_busy_does_not(data: bytes, kind: str) -> None:
    began = time.process_time()
    with contextlib.suppress(Unreadable):
        position.without(data, kind)
    assert time.process_time() - began < 1


@given(
    st.sampled_from(["image/jpeg", "image/png", "image/webp", "image/heic"]), st.binary(), st.binary(), st.integers()
)
def test_whatever_the_bytes_it_is_a_file_or_unreadable(kind: str, front: bytes, back: bytes, at: int) -> None:
    good = {"image/jpeg": jpeg(exif(3)), "image/png": b"\x89PNG\r\n\x1a\n" + chunk(b"IDAT", b"x")}.get(kind, exif(3))
    at %= len(good)
    with contextlib.suppress(Unreadable):
        assert isinstance(position.without(good[:at] + front + good[at + len(front) :] + back, kind), bytes)


def test_a_pdf_is_left_alone() -> None:
    assert position.without(b"%PDF-1.7 Exif", "application/pdf") == b"%PDF-1.7 Exif"


PIXELS = b"\xff\xda\0\x04\0\0pixels\xff\0more\xff\xd0again"


def jpeg(notes: bytes) -> bytes:
    """A photo as far as its parts go; `notes` becomes an Exif part where there are any."""
    parts = b"\xff\xe1" + struct.pack(">H", len(notes) + 2) + notes if notes else b""
    frame = b"\xff\xdb\0\x06abcd"
    return b"\xff\xd8" + parts + frame + PIXELS + b"\xff\xd9"


def exif(turned: int) -> bytes:
    """Exif with a serial number, a turn and a position."""
    main = struct.pack(">H", 3)
    main += struct.pack(">HHIHH", 0x0112, 3, 1, turned, 0)
    main += struct.pack(">HHII", 0x8825, 4, 1, 50)
    main += struct.pack(">HHII", 0xC62F, 2, 12, 100) + bytes(4)
    gps = struct.pack(">H", 1) + struct.pack(">HHII", 2, 5, 1, 80) + bytes(4)
    tiff = b"MM\0*" + struct.pack(">I", 8) + main
    tiff = tiff.ljust(50, b"\0") + gps
    tiff = tiff.ljust(80, b"\0") + GPS
    return b"Exif\0\0" + tiff.ljust(100, b"\0") + b"CameraSerial"


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + kind + data + bytes(4)


def riff(kind: bytes, data: bytes) -> bytes:
    return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def _errors(**typed: str) -> dict[str, list[str]]:
    refused = form(**typed)
    assert not refused.validate()
    errors: dict[str, list[str]] = refused.errors
    return errors
