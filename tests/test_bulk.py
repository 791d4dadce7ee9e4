"""Many opinions at once: counted once, decided ones stay decided, nobody gets a mail."""

from typing import Any

import pytest
from builders import NOW

from intake.bulk import load, row_of
from intake.db import Connection
from intake.errors import Invalid
from intake.model import Channel, LinkOrigin, LinkState, Status
from intake.store import links, opinions, queue

pytestmark = pytest.mark.both
LIFT = {"channel": "phone", "text": "电梯什么时候装", "phone": "13800138000", "received_at": "2026-03-01T09:30:00"}


def test_rows_become_opinions_of_their_channel_and_day(conn: Connection) -> None:
    assert load(conn, [row_of(LIFT)], NOW).taken == 1
    [line] = queue.page(conn, queue.Filter())
    found = opinions.by_id(conn, line.id)
    assert (found.channel, found.body, found.phone) == (Channel.PHONE, "电梯什么时候装", "13800138000")
    assert found.received_at.isoformat() == "2026-03-01T01:30:00+00:00"
    assert found.registered_at == NOW


def test_the_same_file_twice_counts_once_and_equal_rows_count_each(conn: Connection) -> None:
    rows = [row_of(LIFT), row_of(LIFT), row_of({"channel": "web", "text": "别的"})]
    assert (load(conn, rows, NOW).taken, load(conn, rows, NOW).repeated) == (3, 3)
    assert load(conn, [*rows, row_of({"channel": "web", "text": "新的"})], NOW).taken == 1
    assert queue.count(conn, queue.Filter()) == 4


def test_labels_are_decisions_that_teach(conn: Connection) -> None:
    done = load(conn, [row_of({**LIFT, "labels": ["1-2", "1-1"]}), row_of({"text": "无关", "labels": []})], NOW)
    assert done.decided == 2
    [line] = [line for line in queue.page(conn, queue.Filter(status="confirmed")) if line.channel == Channel.PHONE]
    found = links.of_opinion(conn, line.id)
    assert [(link.state, link.origin, link.main) for link in found] == [
        (LinkState.CONFIRMED, LinkOrigin.IMPORT, True),
        (LinkState.CONFIRMED, LinkOrigin.IMPORT, False),
    ]
    linked = [known.opinion_id for known in links.decided(conn) if known.issue_ids]
    assert list(links.texts(conn, linked).values()) == ["电梯什么时候装"]


def test_a_decision_is_not_made_twice(conn: Connection) -> None:
    row = row_of({**LIFT, "labels": ["1-2"]})
    load(conn, [row], NOW)
    assert load(conn, [row], NOW).decided == 0
    assert queue.count(conn, queue.Filter(status=Status.CONFIRMED)) == 1


def test_nobody_is_acknowledged(conn: Connection) -> None:
    load(conn, [row_of({"channel": "email", "text": "老邮件", "email": "ann@example.org"})], NOW)
    assert conn.execute("SELECT COUNT(*) AS n FROM outbox").fetchone()["n"] == 0  # type: ignore[index]


def test_an_unknown_label_stops_before_anything_is_taken(conn: Connection) -> None:
    with pytest.raises(Invalid, match="第 2 条.*9-9"):
        load(conn, [row_of(LIFT), row_of({**LIFT, "labels": ["9-9"]})], NOW)
    assert queue.count(conn, queue.Filter()) == 0


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"channel": "fax", "text": "a"}, "channel"),
        ({"channel": "web"}, "text"),
        ({"channel": "web", "text": "  "}, "text"),
        ({"channel": "web", "text": 5}, "text"),
        ({"text": "a", "received_at": "yesterday"}, "received_at"),
        ({"text": "a", "labels": "1-1"}, "labels"),
        ({"text": "a", "colour": "red"}, "colour"),
    ],
)
def test_a_wrong_value_is_named(values: dict[str, Any], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        row_of(values)
