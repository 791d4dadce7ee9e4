"""Keys under which nearly equal texts meet."""

import random

import pytest

from intake.text.core import core
from intake.text.minhash import BAND, MINIMA, keys
from intake.text.similar import NEARLY, SHORTEST

TEXT = core("定海路菜场后门的垃圾房每天下午三点以后就满了，厨余和干垃圾混在一起，汤水流到人行道上，旁边就是小学校门。")


def met(one: str, other: str) -> int:
    return len(set(keys(one)) & set(keys(other)))


def test_keys_never_change() -> None:
    """They are stored: other keys for the same text would make all earlier opinions unfindable."""
    assert keys(TEXT)[:3] == (-389241315, 1343273337, -1506948352)
    assert keys(TEXT[:15]) == (1638206557,)


def test_keys_fit_into_a_column_and_are_as_many_as_bands() -> None:
    assert len(keys(TEXT)) == MINIMA // BAND
    assert all(-(2**31) <= key < 2**31 for key in keys(TEXT))


def test_a_changed_word_leaves_most_keys() -> None:
    changed = TEXT.replace("下午三点", "傍晚六点")
    assert len(keys(TEXT)) > met(TEXT, changed) >= 6


def test_numbers_make_no_difference() -> None:
    assert keys("凤城六村12号501室" + TEXT) == keys("凤城六村7号1604室" + TEXT)


def test_another_text_has_other_keys() -> None:
    assert (
        met(TEXT, core("我家住六楼，膝盖做过手术，下一趟楼要歇三回，楼里十二户去年就都签了字，到现在没有动静。")) == 0
    )


def test_short_texts_meet_only_in_the_very_same_words() -> None:
    one, other = "三号楼的电梯又坏了请派人来修", "五号楼的电梯又坏了请派人来修"
    assert SHORTEST <= len(one) < NEARLY
    assert len(keys(one)) == 1
    assert met(one, other) == 0
    assert met(one, one) == 1


@pytest.mark.parametrize("text", ["", "谢谢", "支持加装电梯"])
def test_what_everybody_says_has_no_keys(text: str) -> None:
    assert keys(text) == ()


def test_texts_with_half_of_their_runs_in_common_meet() -> None:
    dice, found = random.Random(4), 0
    for _ in range(200):
        shared = "".join(chr(dice.randrange(0x4E00, 0x9FA5)) for _ in range(63))
        ends = ["".join(chr(dice.randrange(0x4E00, 0x9FA5)) for _ in range(30)) for _ in range(2)]
        found += met(shared + ends[0], shared + ends[1]) > 0
    assert found >= 190
