"""What is typed to search: words, phrases, OR, minus; never an error, always explained."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from intake.text.folding import fold
from intake.text.query import Query, parse, ranked
from intake.text.segment import words


def needles(query: Query) -> list[list[str]]:
    return [[phrase.needle for phrase in group] for group in query.wanted]


def unwanted(query: Query) -> list[str]:
    return [phrase.needle for phrase in query.unwanted]


def finds(typed: str, text: str) -> bool:
    """Whether a plain look at a text's words finds what was typed."""
    query, kept = parse(typed), words(fold(text))
    wanted = all(any(phrase.needle in kept for phrase in group) for group in query.wanted)
    return wanted and not any(phrase.needle in kept for phrase in query.unwanted)


@pytest.mark.parametrize(
    ("typed", "expected", "not_expected"),
    [
        ("电梯", [["电梯"]], []),
        (" 電梯　噪音 ", [["电梯"], ["噪音"]], []),
        ('"加装 电梯"', [["加装电梯"]], []),
        ("“红旗路 12 号”", [["红旗路 12 号"]], []),
        ("「食堂」", [["食堂"]], []),
        ("加梯 OR 电梯 噪音", [["加梯", "电梯"], ["噪音"]], []),
        ("加梯 ＯＲ 电梯 或 扶梯", [["加梯", "电梯", "扶梯"]], []),
        ("电梯 -噪音 －停车", [["电梯"]], ["噪音", "停车"]),
        ('电梯 -"装修 噪音"', [["电梯"]], ["装修噪音"]),
        ("APP", [[" app"]], []),
        ('"APP"', [[" app "]], []),
        ("2号楼", [[" 2 号楼"]], []),
        ("or", [[" or"]], []),
        ("2026-000001", [[" 2026 000001"]], []),
    ],
)
def test_what_is_meant(typed: str, expected: list[list[str]], not_expected: list[str]) -> None:
    query = parse(typed)
    assert (needles(query), unwanted(query), query.notes) == (expected, not_expected, ())


@pytest.mark.parametrize(
    ("typed", "expected", "said"),
    [
        ("", [], None),
        ("!? 😡", [], "没有可以查找的文字"),
        ("电梯 ！！", [["电梯"]], "“!!”里没有可以查找的文字"),
        ('电梯 "加装', [["电梯"], ["加装"]], "引号没有成对"),
        ("-电梯", [], "只写了要排除的词"),
        ("OR 电梯", [["电梯"]], "前后都要有词"),
        ("电梯 或", [["电梯"]], "前后都要有词"),
        ("电梯 OR OR 加梯", [["电梯", "加梯"]], "前后都要有词"),
        ("电梯 OR -噪音", [["电梯"]], "前后都要有词"),
        ('电梯 ""', [["电梯"]], "没有文字"),
        ("电梯 - 噪音", [["电梯"], ["噪音"]], "没有文字"),
    ],
)
def test_what_cannot_be_meant_is_left_out_and_said(typed: str, expected: list[list[str]], said: str | None) -> None:
    query = parse(typed)
    assert needles(query) == expected
    assert bool(query) is bool(expected)
    assert (said in "".join(query.notes)) if said else not query.notes


@pytest.mark.parametrize(
    ("typed", "text", "found"),
    [
        ("电梯", "加装\n电 梯", True),
        ("梯", "电梯", True),
        ("电梯", "停电。梯子", False),
        ("停车场", "停车 停场", False),
        ("乾", "乾隆路", True),
        ("app", "下载APP了", True),
        ("ap", "app", True),
        ("pp", "app", False),
        ('"ap"', "app", False),
        ("2号楼", "12号楼", False),
        ("12号", "12，号", True),
        ("12345", "拨打12345热线", True),
        ("加装 -噪音", "加装电梯，噪音", False),
        ("停车电梯", "停车，电梯", False),
        ('"停车，电梯"', "停车。电梯", True),
        ("a" * 70, "b " + "a" * 80, True),
        ("a" * 70 + "c", "a" * 80, False),
    ],
)
def test_what_is_found(typed: str, text: str, found: bool) -> None:
    assert finds(typed, text) is found


@given(st.text())
def test_whatever_is_typed_is_read(typed: str) -> None:
    query = parse(typed)
    assert all(phrase.tokens for group in query.wanted for phrase in group)
    assert query or query.notes or not typed.strip(' \t\n\r\x0b\x0c"') or not words(fold(typed))


@example("停停", "停，停")
@given(st.text(alphabet="电梯停a1 ,，-\n", max_size=30), st.text(alphabet="电梯停a1 ，", min_size=1, max_size=5))
def test_marks_are_where_the_words_are(text: str, typed: str) -> None:
    query = parse(f'"{typed}"')
    found = bool(query) and query.wanted[0][0].needle in words(fold(text))
    assert bool(query.marks.search(fold(text))) is found


def test_the_longest_phrase_is_marked() -> None:
    assert parse("电梯 OR 加装电梯").marks.findall("加装电梯") == ["加装电梯"]


def test_patterns_take_no_longer_for_long_gaps() -> None:
    text = "电" + " " * 100_000 + "车"
    assert parse('"电 梯"').marks.search(text) is None
    assert re.search(parse('"电，a，b"').marks.pattern, "电" + "，" * 100_000) is None


def test_best_first_is_who_has_it_most_in_fewest_words_and_rare_words_weigh_more() -> None:
    texts = ["电梯" + "，其他的话" * 30, "电梯，电梯坏了", "电梯坏了", "说说噪音"]
    found = [(n, words(fold(text))) for n, text in enumerate(texts)]
    assert ranked(found[:3], parse("电梯")) == [1, 2, 0]
    assert ranked(found, parse("电梯 OR 噪音"))[0] == 3
    assert ranked([], parse("电梯")) == []


def test_equally_good_ones_stay_in_their_order() -> None:
    found = [(n, words("电梯坏了")) for n in (7, 3, 5)]
    assert ranked(found, parse("电梯")) == [7, 3, 5]
