"""Which stretch of a text is shown, and what is marked in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.text.passages import spans, window
from intake.text.query import parse


@pytest.mark.parametrize(
    ("text", "typed", "marked"),
    [
        ("請加裝電梯，電 梯坏了", "电梯", ["電梯", "電 梯"]),
        ("用ＡＰＰ报修", "app", ["ＡＰＰ"]),
        ("apple 和 app", '"app"', ["app"]),
        ("住12号，12号楼", '"2号"', []),
        ("红旗路，12号", '"红旗路12号"', ["红旗路，12号"]),
        ("电\u200b梯", "电梯", ["电\u200b梯"]),
        ("停车 电梯", "停车 电梯 -坏", ["停车", "电梯"]),
        ("什么都没有", "电梯", []),
    ],
)
def test_matches_are_marked_in_the_text_as_it_was_written(text: str, typed: str, marked: list[str]) -> None:
    assert [text[start:end] for start, end in spans(text, parse(typed))] == marked


def test_the_stretch_with_most_matches_is_shown() -> None:
    text = "电梯。" + "别的话" * 100 + "电梯停了，电梯坏了，电梯" + "别的话" * 100
    start, end = window(text, spans(text, parse("电梯")), 60)
    assert text[start:end].count("电梯") == 3
    assert end - start == 60


def test_a_short_text_is_shown_whole_and_a_long_one_without_matches_from_its_beginning() -> None:
    assert window("短短的", [], 60) == (0, 3)
    assert window("长" * 100, [], 60) == (0, 60)


@given(st.text(alphabet="电梯，x", max_size=80), st.integers(25, 60))
def test_the_stretch_lies_in_the_text_and_shows_a_match(text: str, length: int) -> None:
    found = spans(text, parse("电梯"))
    start, end = window(text, found, length)
    assert 0 <= start <= end <= len(text)
    assert not found or any(start <= first and last <= end for first, last in found)
