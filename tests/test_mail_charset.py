"""Bytes to text: labels that lie, labels that are none, no label at all."""

import pytest

from intake.channels.mail.message_charset import decode, normalise_label

WORDS = "您好，建议加装电梯，朱镕基路的垃圾请清理。"

HONEST = [
    "utf-8",
    "gb18030",
    "gbk",
    "big5hkscs",
    "euc_kr",
    "shift_jis",
    "iso2022_jp",
    "hz",
    "utf-16",
    "utf-7",
    "koi8_r",
]


@pytest.mark.parametrize("codec", HONEST)
def test_an_honest_label_is_followed(codec: str) -> None:
    text = {"euc_kr": "안녕하세요", "shift_jis": "こんにちは", "iso2022_jp": "意見です", "koi8_r": "Привет"}.get(
        codec, "您好"
    )
    found = decode(text.encode(codec), codec)
    assert (found.text, found.damaged) == (text, False)


LYING = [
    ("gb2312", "gb18030"),  # QQ and NetEase label GBK so
    ("us-ascii", "gb18030"),
    ("us-ascii", "utf-8"),
    ("iso-8859-1", "utf-8"),
    ("iso-8859-1", "gb18030"),
    ("gb2312", "utf-8"),
    ("windows-1252", "gb18030"),
    ("utf-8", "gb18030"),
]


@pytest.mark.parametrize(("label", "codec"), LYING)
def test_a_label_that_lies_is_overruled(label: str, codec: str) -> None:
    assert decode(WORDS.encode(codec), label).text == WORDS


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16"])
def test_unlabelled_text_is_recognised(codec: str) -> None:
    assert decode(WORDS.encode(codec)).text == WORDS


def test_unlabelled_traditional_text_is_recognised() -> None:
    text = "您好，請問這個問題什麼時候可以解決？謝謝您的幫忙。"
    assert decode(text.encode("big5")).text == text


@pytest.mark.parametrize("label", ["zlib", "idna", "unicode_escape", "rot13", "base64", "punycode", "mbcs", "x" * 5000])
def test_codecs_of_python_that_are_no_character_sets_are_not_used(label: str) -> None:
    assert decode(WORDS.encode(), label).text == WORDS


@pytest.mark.parametrize(
    ("written", "meant"),
    [('"GB2312"', "gb2312"), ("UTF_8", "utf-8"), (" utf-8 ", "utf-8"), ("=?utf-8", "utf-8"), (None, "")],
)
def test_labels_are_read_as_programs_write_them(written: str | None, meant: str) -> None:
    assert normalise_label(written) == meant


def test_western_text_stays_western() -> None:
    assert decode("Die Hasen und die Frösche klagten über ihre mißliche Lage".encode("cp1252")).text.startswith(
        "Die Hasen und die Frösche"
    )


@pytest.mark.parametrize(("data", "text"), [(b"\x80 5", "€ 5"), (b"\xc2\x80 5", "€ 5"), (b"a\x92b", "a’b")])
def test_windows_own_characters_are_no_controls(data: bytes, text: str) -> None:
    assert decode(data, "iso-8859-1").text == text


def test_a_stray_byte_costs_itself_and_not_its_neighbours() -> None:
    broken = WORDS.encode("gb18030")[:4] + b"\xff" + WORDS.encode("gb18030")[4:]
    found = decode(broken, "gb18030")
    assert found.damaged
    assert found.text.replace("\ufffd", "") == WORDS


@pytest.mark.parametrize("data", [b"\x00a\x00", b"\xed\xa0\x80", b"\xff" * 50, b"+2AA-"])
@pytest.mark.parametrize("label", ["utf-8", "utf-7", "utf-16", "gb2312", "", "iso-2022-jp"])
def test_nothing_that_a_database_refuses_comes_out(data: bytes, label: str) -> None:
    text = decode(data, label).text
    assert "\x00" not in text
    text.encode("utf-8")
