"""Register numbers as staff type them into forms."""

import re

from intake.db import Connection
from intake.errors import Invalid
from intake.store import queue

_NUMBER = re.compile(r"(20[0-9]{2})-0*([0-9]{1,9})")


def numbered(conn: Connection, typed: str) -> int:
    """The opinion with a register number.  Raises Invalid, naming what was typed."""
    number = _NUMBER.fullmatch(typed.strip())
    found = queue.by_number(conn, int(number[1]), int(number[2])) if number else None
    if found is None:
        raise Invalid(f"没有登记编号“{typed.strip()[:20]}”，请核对")
    return found
