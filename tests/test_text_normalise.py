"""One form for comparing, and the way back to the original."""

import pytest

from intake.text.normalise import Speller, compact, normalise, plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("加裝電梯", "加装电梯"),
        ("㎡", "m2"),
        ("①②", "12"),
        ("ﬁne", "fine"),
        ("，。！", ",。!"),
        ("", ""),
        ("😡", "😡"),
    ],
)
def test_width_script_and_case_are_levelled(text: str, expected: str) -> None:
    assert plain(text) == expected
    assert normalise(text).text == expected


def test_every_span_leads_back_to_the_original() -> None:
    text = "共５２萬㎡，還沒裝電梯 e\u0301"
    view = normalise(text)
    assert text[slice(*view.span(view.text.index("m2"), view.text.index("m2") + 2))] == "㎡"
    assert text[slice(*view.span(view.text.index("电梯"), view.text.index("电梯") + 2))] == "電梯"
    assert text[slice(*view.span(view.text.index("é"), view.text.index("é") + 1))] == "e\u0301"


def test_white_space_inside_chinese_words_goes() -> None:
    text = "加装电\n梯,停　车 难"
    view = compact(normalise(text))
    assert view.text == "加装电梯,停车难"
    assert text[slice(*view.span(0, 4))] == "加装电\n梯"


def test_white_space_between_latin_words_stays_single() -> None:
    assert compact(normalise("open  the\tdoor")).text.split() == ["open", "the", "door"]


def test_invisible_characters_go() -> None:
    assert compact(normalise("电\u200b梯\ufeff坏\u00ad了")).text == "电梯坏了"


@pytest.mark.parametrize("text", ["\ud800电梯", "\x00电梯\x07", "\u0301", "電\ud83d梯"])
def test_broken_text_is_borne(text: str) -> None:
    view = compact(normalise(text))
    assert len(view.text) == len(view.starts) == len(view.ends)


def test_variants_are_written_the_common_way_and_lead_back() -> None:
    speller = Speller({"拉圾": "垃圾", "居委": "居委会", "呒没": "没有"})
    text = "呒没人倒拉圾,居委会勿管"
    view = speller.respell(normalise(text))
    assert view.text == "没有人倒垃圾,居委会勿管"
    at = view.text.index("垃圾")
    assert text[slice(*view.span(at, at + 2))] == "拉圾"


def test_a_variant_that_is_part_of_its_right_spelling_grows_only_once() -> None:
    speller = Speller({"居委": "居委会"})
    assert speller.respell(normalise("居委和居委会")).text == "居委会和居委会"


def test_without_variants_nothing_changes() -> None:
    assert Speller({}).respell(normalise("照原样")).text == "照原样"


def test_variants_are_plain_words_and_no_patterns() -> None:
    assert Speller({"a.c": "x"}).respell(normalise("abc a.c")).text == "abc x"
