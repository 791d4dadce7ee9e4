"""What is logged: where it went wrong, never what a citizen wrote."""

import logging
from collections.abc import Iterator

import pytest

from intake import logs
from intake.errors import DatabaseError


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = logging.root.handlers[:]
    yield
    logging.root.handlers[:] = before


def logged(error: Exception, capsys: pytest.CaptureFixture[str]) -> str:
    logs.set_up()
    try:
        raise error
    except Exception:
        logging.getLogger("intake.test").exception("something failed")
    return capsys.readouterr().err


def test_the_words_of_an_unknown_error_are_not_logged(capsys: pytest.CaptureFixture[str]) -> None:
    out = logged(ValueError("invalid literal for int(): '13800138000'"), capsys)
    assert "ValueError" in out
    assert "test_logs.py" in out
    assert "13800138000" not in out


def test_our_own_words_are_logged(capsys: pytest.CaptureFixture[str]) -> None:
    assert "run `intake init`" in logged(DatabaseError("the database is empty: run `intake init`"), capsys)


def test_of_a_databases_words_only_the_first_line_is_logged(capsys: pytest.CaptureFixture[str]) -> None:
    kind = type("UniqueViolation", (Exception,), {"__module__": "psycopg.errors"})
    out = logged(kind("duplicate key value\nDETAIL: Key (email)=(ann@example.org)"), capsys)
    assert "duplicate key value" in out
    assert "ann@" not in out
