"""Acts on several opinions that were seen in a list, each by itself: one that cannot be done keeps no other from it."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from intake.db import Connection
from intake.errors import Conflict, Invalid, NotFound
from intake.model import AsideReason, Staff
from intake.triage.handing_over import Terms, hand_over
from intake.triage.handling import set_aside
from intake.triage.looking import look


class Ticked(NamedTuple):
    """A line of a list that a person ticked, with the version that was shown."""

    opinion_id: int
    version: int


def set_aside_all(
    conn: Connection, ticked: Sequence[Ticked], reason: AsideReason, note: str, by: Staff, now: datetime
) -> list[str]:
    """Set opinions aside for one reason; a sentence for each that was left as it was."""
    return _each(conn, ticked, by, lambda one: set_aside(conn, *one, reason, note, by, now))


def hand_over_all(
    conn: Connection,
    ticked: Sequence[Ticked],
    unit_id: int,
    note: str,
    by: Staff,
    now: datetime,
    terms: Terms,
    *,
    delay: timedelta,
) -> list[str]:
    """Give opinions to one unit on the same terms; a sentence for each that was left as it was."""

    def act(one: Ticked) -> None:
        hand_over(conn, *one, unit_id, note, by, now, terms, delay=delay)

    return _each(conn, ticked, by, act)


def _each(conn: Connection, ticked: Sequence[Ticked], by: Staff, act: Callable[[Ticked], None]) -> list[str]:
    left = []
    for one in dict.fromkeys(ticked):
        number = "一件"
        try:
            number = look(conn, one.opinion_id, by).number
            act(one)
        except (Conflict, Invalid, NotFound) as error:
            left.append(f"{number}：{error}")
    return left
