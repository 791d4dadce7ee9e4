"""Tokens without a dictionary."""

import sqlite3

import pytest

from intake.text.segment import bigrams, index_tokens, is_han, runs, search_expression


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
    ("query", "hit"),
    [
        ("电梯", True),
        ("梯", True),
        ("装电梯", True),
        ("加梯", False),
        ("电梯 12345", True),
        ("电梯 停车", False),
        ('"电梯" OR x', False),
    ],
)
def test_the_full_text_index_finds_exactly_what_is_there(query: str, hit: bool) -> None:
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE VIRTUAL TABLE t USING fts5(body)")
    conn.execute("INSERT INTO t VALUES (?)", (" ".join(index_tokens("我们加装电梯打12345")),))
    found = conn.execute("SELECT COUNT(*) FROM t WHERE t MATCH ?", (search_expression(query),)).fetchone()[0]
    conn.close()
    assert bool(found) is hit


@pytest.mark.parametrize("query", ["", "  ", "!?", "😡"])
def test_what_cannot_be_searched_has_no_expression(query: str) -> None:
    assert search_expression(query) == ""
