"""The first letters of how titles are read: every title of the circular, several readings, nothing else."""

import pytest

from intake.circular.parse import parse
from intake.circular.read import read
from intake.resources import folder
from intake.text.initials import begins_with, of


@pytest.mark.parametrize(
    ("title", "letters"),
    [
        ("加装电梯", "jzdt"),
        ("旧改收尾基地剩余", "jgswjdsy"),
        ("定海路街道垃圾分类工作", "dhljdljflgz"),
        ("滨江示范区2020-2022三年行动计划", "bjsfq20202022snxdjh"),
        ("一网通办", "ywtb"),
    ],
)
def test_letters_of_titles(title: str, letters: str) -> None:
    assert of(title) == letters


def test_every_title_of_the_seeds_is_all_letters_and_digits() -> None:
    source = read((folder("seeds") / "circular.txt").read_bytes(), "circular.txt")
    for issue in parse(source).issues:
        assert of(issue.title).isascii(), issue.title


def test_any_words_in_a_row_and_every_reading() -> None:
    assert begins_with("LJFL", "定海路街道垃圾分类工作")
    assert begins_with("czzyq", "重要区重要区") is False
    assert begins_with("zyq", "重要区")
    assert begins_with("cq", "长区")
    assert begins_with("zq", "长区")
    assert begins_with("gysjb", "规模企业、数据（表）") is False
    assert begins_with("qysj", "规模企业、数据（表）")


@pytest.mark.parametrize("typed", ["", "j", "加装", "jz dt", "j" * 40, "[a-z]", "12"])
def test_what_is_no_row_of_letters_finds_nothing(typed: str) -> None:
    assert not begins_with(typed, "加装电梯")
