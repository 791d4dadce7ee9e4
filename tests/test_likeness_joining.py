"""One text with several voices: a person joins, takes apart again, and every number stays."""

from datetime import timedelta

import pytest
from builders import NOW, issue_id, opinion, person
from queue_pages import LIFT, WASTE, now_is

from intake import likeness, triage
from intake.db import Connection
from intake.errors import Conflict, Invalid, NotFound, Refused
from intake.model import AsideReason, Channel, Likeness, Role, Seal, Staff, Status
from intake.store import events, opinions, queue, voices
from intake.store import likeness as store
from intake.store.voices import Counted

pytestmark = pytest.mark.both
WEEK = timedelta(days=7)


@pytest.fixture
def bo(conn: Connection) -> Staff:
    return person(conn, Role.MANAGER)


def taken(conn: Connection, count: int, **over: object) -> list[int]:
    """Opinions of the same words, a second apart."""
    ids = [opinion(conn, NOW + timedelta(seconds=n), **over).opinion_id for n in range(count)]
    likeness.work(conn, NOW + timedelta(seconds=count))
    return ids


def join(conn: Connection, opinion_id: int, into_id: int, by: Staff) -> None:
    triage.join(conn, opinion_id, now_is(conn, opinion_id).version, into_id, by, NOW)


def split(conn: Connection, opinion_id: int, by: Staff) -> None:
    triage.split(conn, opinion_id, now_is(conn, opinion_id).version, by, NOW)


def together(conn: Connection, opinion_id: int) -> list[int]:
    return [voice.id for voice in voices.together(conn, opinion_id)]


def told(conn: Connection, opinion_id: int) -> list[tuple[str, int | None]]:
    return [(event.kind, event.data.get("opinion")) for event in events.history(conn, opinion_id)[1:]]


def test_the_machine_joins_nothing(conn: Connection) -> None:
    for opinion_id in taken(conn, 3):
        assert together(conn, opinion_id) == []


def test_joined_opinions_are_one_text_and_both_histories_say_so(conn: Connection, bo: Staff) -> None:
    first, second = taken(conn, 2)
    join(conn, second, first, bo)
    assert together(conn, first) == together(conn, second) == [first, second]
    assert told(conn, first) == [("joined", second)]
    assert told(conn, second) == [("joined", first)]
    voice = voices.together(conn, first)[1]
    assert (voice.number, voice.channel, voice.joined_by) == ("2026-000002", Channel.WEB, bo.id)


def test_numbers_receipts_and_work_of_joined_opinions_stay(conn: Connection, bo: Staff) -> None:
    first = opinion(conn)
    second = opinion(conn, NOW + timedelta(seconds=1))
    join(conn, second.opinion_id, first.opinion_id, bo)
    for receipt, number in ((first, 1), (second, 2)):
        assert queue.by_number(conn, 2026, number) == receipt.opinion_id
        assert opinions.by_receipt(conn, receipt.code).status == Status.WAITING


def test_what_is_joined_is_pointed_out_no_more_and_shown_as_one(conn: Connection, bo: Staff) -> None:
    first, second, third = taken(conn, 3)
    join(conn, second, first, bo)
    assert [r.id for r in store.repeats(conn, first)] == [third]
    [repeat] = store.repeats(conn, third)
    assert (repeat.id, repeat.kind, repeat.voices) == (second, Likeness.SAME, 2)


def test_whoever_was_joined_with_an_opinion_comes_along(conn: Connection, bo: Staff) -> None:
    first, second, third, fourth = taken(conn, 4)
    join(conn, second, first, bo)
    join(conn, fourth, third, bo)
    join(conn, fourth, first, bo)
    assert together(conn, second) == [first, second, third, fourth]
    assert told(conn, third) == [("joined", fourth), ("joined", first)]


def test_one_leaves_and_the_others_stay_together(conn: Connection, bo: Staff) -> None:
    first, second, third = taken(conn, 3)
    join(conn, second, first, bo)
    join(conn, third, first, bo)
    split(conn, first, bo)
    assert together(conn, first) == []
    assert together(conn, second) == [second, third]
    assert told(conn, first)[-1] == ("split", first)
    assert told(conn, second) == [("joined", first)]


def test_of_two_both_stand_alone_again(conn: Connection, bo: Staff) -> None:
    first, second = taken(conn, 2)
    join(conn, second, first, bo)
    split(conn, second, bo)
    assert together(conn, first) == together(conn, second) == []
    assert told(conn, first)[-1] == ("split", second)
    with pytest.raises(Invalid, match="没有与其他意见并件"):
        split(conn, first, bo)
    join(conn, first, second, bo)
    assert together(conn, first) == [first, second]


def test_who_left_and_is_joined_elsewhere_does_not_bring_the_old_ones(conn: Connection, bo: Staff) -> None:
    first, second, third, fourth = taken(conn, 4)
    join(conn, second, first, bo)
    join(conn, third, first, bo)
    split(conn, first, bo)
    join(conn, fourth, first, bo)
    assert together(conn, first) == [first, fourth]
    assert together(conn, second) == [second, third]


def test_who_saw_an_older_version_is_told(conn: Connection, bo: Staff) -> None:
    first, second = taken(conn, 2)
    triage.set_aside(conn, second, 1, AsideReason.TEST, "", bo, NOW)
    for act in (
        lambda: triage.join(conn, second, 1, first, bo, NOW),
        lambda: triage.split(conn, second, 1, bo, NOW),
    ):
        with pytest.raises(Conflict):
            act()
    assert together(conn, second) == []
    assert told(conn, first) == []


def test_joining_twice_or_with_itself_is_refused(conn: Connection, bo: Staff) -> None:
    first, second = taken(conn, 2)
    join(conn, second, first, bo)
    for opinion_id, into_id in ((first, second), (second, first)):
        with pytest.raises(Invalid, match="已经并件"):
            join(conn, opinion_id, into_id, bo)
    with pytest.raises(Invalid, match="另一件"):
        join(conn, first, first, bo)
    assert told(conn, first) == [("joined", second)]


def test_reports_stand_alone(conn: Connection, bo: Staff) -> None:
    plain, report = opinion(conn).opinion_id, opinion(conn, body="举报某主任收受贿赂").opinion_id
    for opinion_id, into_id in ((plain, report), (report, plain)):
        with pytest.raises(Invalid, match="不与其他意见并件"):
            join(conn, opinion_id, into_id, bo)


def test_nobody_joins_what_they_may_not_see(conn: Connection, bo: Staff) -> None:
    clerk, administrator = person(conn, Role.CLERK, "cy"), person(conn, Role.ADMINISTRATOR, "ann")
    first, second = taken(conn, 2)
    triage.seal(conn, second, 1, Seal.SEALED, bo, NOW)
    with pytest.raises(NotFound):
        join(conn, first, second, clerk)
    with pytest.raises(Refused):
        join(conn, first, second, administrator)
    with pytest.raises(NotFound):
        join(conn, first, 1, bo)


def test_what_is_sealed_later_is_shown_in_no_text_and_counted_in_none(conn: Connection, bo: Staff) -> None:
    first, second, third = taken(conn, 3)
    join(conn, second, first, bo)
    join(conn, third, first, bo)
    triage.seal(conn, second, now_is(conn, second).version, Seal.SEALED, bo, NOW)
    assert together(conn, second) == []
    assert together(conn, first) == [first, third]
    assert voices.counted(conn, NOW - WEEK, NOW + WEEK, 0) == Counted(2, 1)
    triage.isolate(conn, third, now_is(conn, third).version, bo, NOW)
    assert together(conn, first) == []


def test_voices_and_texts_are_counted_apart(conn: Connection, bo: Staff) -> None:
    lift, waste = issue_id(conn, LIFT), issue_id(conn, WASTE)
    ids = taken(conn, 5)
    for opinion_id, about in zip(ids, ([lift], [lift], [lift, waste], [waste], []), strict=True):
        triage.confirm(conn, opinion_id, 1, about, bo, NOW)
    for opinion_id in ids[1:3]:
        join(conn, opinion_id, ids[0], bo)
    void = opinion(conn).opinion_id
    triage.set_aside(conn, void, 1, AsideReason.TEST, "", bo, NOW)
    circular_id = now_is(conn, ids[0]).circular_id
    assert circular_id is not None
    for scope in (0, circular_id):
        assert voices.counted(conn, NOW, NOW + WEEK, scope) == Counted(5, 3)
        assert voices.counted_by_issue(conn, NOW, NOW + WEEK, scope) == {lift: Counted(3, 1), waste: Counted(2, 2)}
    assert voices.counted(conn, NOW + WEEK, NOW + 2 * WEEK, 0) == Counted(0, 0)
    assert voices.counted_by_issue(conn, NOW, NOW + WEEK, circular_id + 1) == {}
