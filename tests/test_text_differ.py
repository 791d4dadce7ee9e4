"""The differing words of two texts, as they are marked side by side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.text.core import LONGEST
from intake.text.differ import Span, differences


def marked(text: str, spans: tuple[Span, ...]) -> str:
    """The text with what is marked in brackets."""
    pieces, done = [], 0
    for start, end in spans:
        assert done <= start < end <= len(text)
        pieces += [text[done:start], f"[{text[start:end]}]"]
        done = end
    return "".join([*pieces, text[done:]])


def both(one: str, other: str) -> tuple[str, str]:
    found = differences(one, other)
    return marked(one, found.one), marked(other, found.other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "我是[二]年级学生的家长，食堂的饭菜经常是凉的。",
            "我是[五]年级学生的家长，食堂的饭菜经常是凉的。",
        ),
        ("住在凤城六村[12]号楼的居民都支持加装电梯", "住在凤城六村[7]号楼的居民都支持加装电梯"),
        ("物业月租从每月[300]元起", "物业月租从每月[305]元起"),
        ("夏天苍蝇[成群]，旁边就是小学校门。", "夏天苍蝇[很多]，旁边就是小学校门。"),
        ("请派人来看一看。", "请派人来看一看。[我可以带路]。"),
        ("The lift has been [broken] since March", "The lift has been [fixed] since March"),
        ("甲段在前面说。乙段在后面说。", "乙段在后面说。甲段在前面说。"),
        ("加装电梯，什么时候？", "加裝電梯 什麼時候"),
        ("[没有一处相同的话]", "[完全两样东西啊]"),
        ("", "[只有一边]"),
        ("[好]", "[坏]"),
        ("同一句话", "同一句话"),
        ("", ""),
        ("😀😀", "👍"),
    ],
)
def test_what_is_marked(one: str, other: str) -> None:
    plain = [text.replace("[", "").replace("]", "") for text in (one, other)]
    assert both(*plain) == (one, other)


def test_marks_refer_to_the_text_as_given() -> None:
    one, other = "①② ＡＢＣ停車場\n收費三百元整，太貴", "12abc停车场收费四百元整太贵"
    assert both(one, other) == ("①② ＡＢＣ停車場\n收費[三]百元整，太貴", "12abc停车场收费[四]百元整太贵")


def test_behind_the_first_twenty_thousand_characters_nothing_is_marked() -> None:
    same = "电梯" * (LONGEST // 2)
    assert differences(same + "甲" * 1_000_000, same + "乙") == ((), ())


@given(st.text(alphabet="电梯加装a1 ，\n樓ﬁ", max_size=40), st.text(alphabet="电梯加装a1 ，\n楼f", max_size=40))
def test_marks_are_in_order_and_inside_whatever_the_texts(one: str, other: str) -> None:
    for text, spans in zip((one, other), differences(one, other), strict=True):
        marked(text, spans)
        assert all(any(map(str.isalnum, text[start:end])) for start, end in spans)
    assert differences(one, one) == ((), ())
