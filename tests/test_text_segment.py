"""Tokens without a dictionary."""

import pytest

from intake.text.segment import BORDER, bigrams, index_tokens, is_han, runs, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("加装电梯", ["加装", "装电", "电梯"]),
        ("梯", ["梯"]),
        ("12345热线", ["12345", "热线"]),
        ("停车,电梯", ["停车", "电梯"]),
        ("app闪退", ["app", "闪退"]),
        ("😡 !!", []),
        ("", []),
    ],
)
def test_pairs_of_each_run(text: str, expected: list[str]) -> None:
    assert list(bigrams(text)) == expected


def test_runs_keep_scripts_apart() -> None:
    assert runs("6楼mdr办") == ["6", "楼", "mdr", "办"]
    assert is_han("楼")
    assert not is_han("mdr")


def test_every_single_character_begins_a_token_of_the_index() -> None:
    tokens = index_tokens("加装电梯")
    assert {token[0] for token in tokens} == set("加装电梯")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("加装电梯,12号 app", " 加装电梯 12 号 app "),
        ("电 梯\n坏 了 a b", " 电梯坏了 a b "),
        ("a" * 130, f" {'a' * 64} {'a' * 64} aa "),
        ("电" * 130, f" {'电' * 130} "),
        ("snake_case", " snake case "),
        ("!?", ""),
    ],
)
def test_words_stand_apart_and_lines_part_none(text: str, expected: str) -> None:
    assert words(text) == expected


def test_a_border_between_texts_is_a_token() -> None:
    assert index_tokens(BORDER.join([words("停车"), words("电梯")])) == ["停车", "车", "_", "电梯", "梯"]


def test_words_of_words_are_the_same() -> None:
    assert words(words("加装电梯,12号 app")) == words("加装电梯,12号 app")
