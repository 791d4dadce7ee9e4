"""Proof of work: right answers count once and for a day, everything else proves nothing."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from builders import NOW

from intake import proof
from intake.receipts import Keys

KEYS = Keys.derive(b"k" * 32)


def answer(**over: Any) -> str:
    given = json.loads(base64.b64decode(proof.solve(proof.challenge(KEYS, 50, NOW))))
    return base64.b64encode(json.dumps({**given, **over}).encode()).decode()


def test_a_right_answer_says_when_it_was_asked_for() -> None:
    found = proof.check(KEYS, answer(), NOW + timedelta(minutes=5))
    assert found is not None
    assert found.issued_at == NOW


@pytest.mark.parametrize("over", [{"number": -1}, {"salt": "x"}, {"challenge": "0" * 64}, {"signature": "0" * 64}])
def test_a_changed_answer_proves_nothing(over: dict[str, Any]) -> None:
    assert proof.check(KEYS, answer(**over), NOW) is None


@pytest.mark.parametrize("typed", ["", "x", "e30=", base64.b64encode(b"[1]").decode(), "é", "A" * 5000])
def test_nonsense_proves_nothing(typed: str) -> None:
    assert proof.check(KEYS, typed, NOW) is None


def test_an_answer_counts_for_a_day() -> None:
    assert proof.check(KEYS, answer(), NOW + timedelta(hours=23)) is not None
    assert proof.check(KEYS, answer(), NOW + timedelta(hours=25)) is None


def test_another_installation_gave_another_challenge() -> None:
    assert proof.check(Keys.derive(b"x" * 32), answer(), NOW) is None


def test_the_work_is_what_was_asked_for() -> None:
    numbers = [json.loads(base64.b64decode(proof.solve(proof.challenge(KEYS, 9, NOW))))["number"] for _ in range(200)]
    assert (min(numbers), max(numbers)) == (0, 9)
