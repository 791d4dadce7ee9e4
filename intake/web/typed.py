"""What somebody typed into the fields of a form that has no class of its own, as the acts want it."""

import re
from datetime import date

from flask import request

from intake.db import Connection
from intake.errors import Invalid
from intake.store import queue
from intake.web.narrowing import LARGEST

_NUMBER = re.compile(r"(20[0-9]{2})-0*([0-9]{1,9})")
INCOMPLETE = "页面不完整，请刷新后重试"


def words(name: str) -> str:
    """A text as it was typed, with line ends as one character."""
    return request.form.get(name, "").replace("\r\n", "\n").replace("\0", "")


def name(field: str) -> str:
    """A name: one line, single spaces."""
    return " ".join(words(field).split())


def lines(field: str) -> list[str]:
    """The lines that are not empty, each with single spaces."""
    return [line for typed in words(field).split("\n") if (line := " ".join(typed.split()))]


def number(field: str, problem: str = INCOMPLETE, *, digits: int = 19) -> int:
    """A whole number that a column can hold.  Raises Invalid with `problem`."""
    typed = request.form.get(field, "").strip()
    if not typed.isascii() or not typed.isdigit() or len(typed) > digits or int(typed) > LARGEST:
        raise Invalid(problem)
    return int(typed)


def day(field: str, problem: str) -> date:
    """A day.  Raises Invalid with `problem`, also where nothing was typed."""
    try:
        return date.fromisoformat(request.form.get(field, "").strip())
    except ValueError:
        raise Invalid(problem) from None


def day_or_none(field: str, problem: str) -> date | None:
    """A day, None where nothing was typed.  Raises Invalid with `problem`."""
    return day(field, problem) if request.form.get(field, "").strip() else None


def numbered(conn: Connection, text: str) -> int:
    """The opinion with a register number.  Raises Invalid, naming what was typed."""
    found = _NUMBER.fullmatch(text.strip())
    opinion_id = queue.by_number(conn, int(found[1]), int(found[2])) if found else None
    if opinion_id is None:
        raise Invalid(f"没有登记编号“{text.strip()[:20]}”，请核对")
    return opinion_id
