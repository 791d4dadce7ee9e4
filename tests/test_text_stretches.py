"""Hidden stretches: words are found however they are written, blots lie where the words lay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.text.stretches import BLOT, blotted, merged, occurrences, of_all


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("张三和张三的儿子", "张三", [(0, 2), (3, 5)]),
        ("ＡＢＣ与abc", "aBc", [(0, 3), (4, 7)]),
        ("电话138-1234 5678。", "13812345678", [(2, 15)]),
        ("电话13812345678。", "138 1234 5678", [(2, 13)]),
        ("身份证11010519491231002x", "11010519491231002X", [(3, 21)]),
        ("王 小明住\n在 六楼", "王 小明", [(0, 4)]),
        ("在\n 六楼", "在 六楼", [(0, 5)]),
        ("什么也没有", "张三", []),
        ("什么也没有", "  ", []),
        ("(a+b)*c", "(a+b)*", [(0, 6)]),
    ],
)
def test_words_are_found_however_they_are_written(text: str, words: str, found: list[tuple[int, int]]) -> None:
    assert occurrences(text, words) == found


def test_lines_stay_and_everything_else_stays_where_it_was() -> None:
    assert blotted("张三\n李四走了", [(0, 5)]) == f"{BLOT * 2}\n{BLOT * 2}走了"


def test_spans_that_overlap_or_touch_are_one() -> None:
    assert merged([(4, 6), (0, 2), (1, 3), (3, 4)]) == [(0, 6)]


@given(st.text(alphabet="张三李四 12-ab\n"), st.lists(st.text(alphabet="张三李四12ab", min_size=2, max_size=4)))
def test_nothing_that_was_hidden_is_left_and_nothing_else_is_touched(text: str, wanted: list[str]) -> None:
    spans = of_all(text, wanted)
    hidden = blotted(text, spans)
    assert len(hidden) == len(text)
    assert not [words for words in wanted if words in hidden]
    inside = {place for start, end in spans for place in range(start, end)}
    assert all(hidden[n] == char for n, char in enumerate(text) if n not in inside)
