"""Every member of every closed set has a Chinese word of its own, also where two sets share a value."""

from enum import StrEnum

import pytest

from intake import duty, labels, model
from intake.duty import HandoverState
from intake.model import Seal

SETS = [
    kind
    for room in (model, duty)
    for kind in vars(room).values()
    if isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum and kind.__module__ == room.__name__
]


@pytest.mark.parametrize("kind", SETS)
def test_every_member_has_a_word_of_its_own(kind: type[StrEnum]) -> None:
    words = [labels.label(member) for member in kind]
    assert len(set(words)) == len(words)


def test_members_that_share_a_value_keep_their_words() -> None:
    assert Seal.PROPOSED == HandoverState.PROPOSED
    assert labels.label(Seal.PROPOSED) != labels.label(HandoverState.PROPOSED)
