"""Folding for search: character by character, so that parts of a text fold to parts of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.text.folding import fold, folded


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("加裝電梯", "加装电梯"),
        ("ＡＰＰ　１２３", "app 123"),
        ("看著乾隆", "看著干隆"),  # by themselves: 著 has more than one simplified form, 乾 is taken for 干 everywhere
        ("e\u0301 é", "e e"),
        ("电\u200b梯\u00ad\ufeff", "电梯"),
        ("一\n二\t三\u3000四", "一 二 三 四"),
        ("㎡①½", "m211⁄2"),
        ("Straße", "strasse"),
        ("", ""),
    ],
)
def test_what_looks_alike_becomes_alike(text: str, expected: str) -> None:
    assert fold(text) == expected


@given(st.text(), st.text())
def test_parts_fold_by_themselves(left: str, right: str) -> None:
    assert fold(left + right) == fold(left) + fold(right)


@given(st.text())
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_every_folded_character_knows_its_place(text: str) -> None:
    plain, places = folded(text)
    assert plain == fold(text)
    assert len(places) == len(plain)
    assert all(plain[n] in fold(text[place]) for n, place in enumerate(places))
