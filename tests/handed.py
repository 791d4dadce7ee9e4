"""What the tests of handing over share: an opinion with private data in it, handing it to somebody's unit."""

from datetime import datetime

from builders import NOW

from intake import triage
from intake.db import Connection
from intake.model import Staff
from intake.store import events, opinions
from intake.triage import Terms

BODY = "我是王大明，住杨浦区某路12弄3号502室，电话13812341234，电梯一直没装。"


def given(conn: Connection, opinion_id: int, by: Staff, to: Staff, now: datetime = NOW, **terms: object) -> int:
    """Hand an opinion over to the unit of `to`; the id of the handing over."""
    version = opinions.by_id(conn, opinion_id).version
    assert to.unit_id is not None
    return triage.hand_over(conn, opinion_id, version, to.unit_id, "请核实", by, now, Terms(**terms))  # type: ignore[arg-type]


def last(conn: Connection, opinion_id: int) -> tuple[str, dict[str, object], str | None]:
    """The newest event of an opinion: its kind, data and words."""
    event = events.history(conn, opinion_id)[-1]
    return event.kind, event.data, event.words
