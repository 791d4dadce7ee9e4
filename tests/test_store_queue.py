"""The lists of the queue: order, pages, narrowing, counts."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from builders import NOW, issue_id, opinion, person
from queue_pages import LIFT, WASTE, suggest

from intake import receipts, triage
from intake.db import Connection
from intake.model import AsideReason, Channel, Role, Staff
from intake.store import queue
from intake.store.queue import Filter

pytestmark = pytest.mark.both
ALL = Filter(status="")


def many(conn: Connection, count: int, **over: object) -> list[int]:
    """Opinions one minute apart, oldest first."""
    return [opinion(conn, now=NOW + timedelta(minutes=n), **over).opinion_id for n in range(count)]


def ids(conn: Connection, wanted: Filter, **how: int) -> list[int]:
    return [line.id for line in queue.page(conn, wanted, **how)]


@pytest.fixture
def bo(conn: Connection) -> Staff:
    return person(conn, Role.MANAGER)


def test_what_waited_longest_is_first_whenever_it_was_typed_in(conn: Connection) -> None:
    late = opinion(conn, now=NOW, received_at=NOW - timedelta(days=3)).opinion_id
    first, second = many(conn, 2)
    assert ids(conn, Filter()) == [late, first, second]


def test_emergencies_are_pinned_on_top(conn: Connection) -> None:
    first, second = many(conn, 2)
    urgent = opinion(conn, now=NOW + timedelta(hours=1), body="我不想活了").opinion_id
    assert ids(conn, Filter()) == [urgent, first, second]
    assert ids(conn, ALL)[0] == urgent  # the newest
    assert ids(conn, Filter(), after=first) == [second]


def test_pages_follow_each_other_without_gap_or_overlap(conn: Connection) -> None:
    made = many(conn, 7)
    pages, last = [], None
    while found := queue.page(conn, Filter(), after=last, limit=3):
        pages.append([line.id for line in found])
        last = found[-1].id
    assert pages == [made[:3], made[3:6], made[6:]]


def test_a_page_goes_on_where_the_last_was_cut_though_its_items_are_gone(conn: Connection, bo: Staff) -> None:
    made = many(conn, 4)
    triage.confirm(conn, made[1], 1, [], bo, NOW)
    assert ids(conn, Filter(), after=made[1]) == made[2:]


def test_finished_lists_begin_with_the_newest(conn: Connection, bo: Staff) -> None:
    made = many(conn, 3)
    for opinion_id in made:
        triage.set_aside(conn, opinion_id, 1, AsideReason.SPAM, "", bo, NOW)
    assert ids(conn, Filter(status="set_aside")) == made[::-1]
    assert ids(conn, Filter(status="set_aside"), after=made[1]) == made[:1]


def test_next_is_the_following_one_then_the_first_again(conn: Connection) -> None:
    first, second, third = many(conn, 3)
    assert queue.after(conn, Filter(), first) == second
    assert queue.after(conn, Filter(), third) == first
    urgent = opinion(conn, now=NOW + timedelta(hours=1), body="我不想活了").opinion_id
    assert queue.after(conn, Filter(), urgent) == first
    assert queue.after(conn, Filter(channel="phone"), first) is None


def test_a_list_is_narrowed_by_each_thing_and_by_all_together(conn: Connection, bo: Staff) -> None:
    web = opinion(conn, phone="13812345678").opinion_id
    phone = opinion(conn, channel=Channel.PHONE, body="垃圾分类", held="待核的缘由").opinion_id
    suggest(conn, web, LIFT, WASTE)
    suggest(conn, phone, WASTE, band="look")
    unit = triage.unit(conn, "区房管局", bo, NOW)
    triage.hand_over(conn, web, 1, unit, "", bo, NOW)
    hashed = receipts.contact_hash(conn.keys, "13812345678")
    for wanted, found in (
        (replace(ALL, channel="phone"), [phone]),
        (replace(ALL, band="sure"), [web]),
        (replace(ALL, held=True), [phone]),
        (replace(ALL, unit_id=unit), [web]),
        (replace(ALL, status="handed_over"), [web]),
        (replace(ALL, issue_id=issue_id(conn, LIFT)), [web]),
        (replace(ALL, issue_id=issue_id(conn, WASTE)), [phone, web]),
        (replace(ALL, contact=hashed), [web]),
        (replace(ALL, channel="phone", band="sure"), []),
    ):
        assert sorted(ids(conn, wanted)) == sorted(found), wanted
        assert queue.count(conn, wanted) == len(found), wanted


def test_rejected_links_are_no_reason_to_be_listed(conn: Connection, bo: Staff) -> None:
    receipt = opinion(conn)
    suggest(conn, receipt.opinion_id, LIFT, WASTE)
    triage.confirm(conn, receipt.opinion_id, 1, [issue_id(conn, WASTE)], bo, NOW)
    assert ids(conn, replace(ALL, issue_id=issue_id(conn, LIFT))) == []
    [line] = queue.page(conn, replace(ALL, issue_id=issue_id(conn, WASTE)))
    assert (line.issue_title, line.confirmed) == (WASTE, True)


def test_protected_reports_are_only_there_for_who_may_see_them(conn: Connection) -> None:
    report = opinion(conn, body="举报某主任收受贿赂，请为我保密").opinion_id
    assert ids(conn, Filter()) == []
    assert ids(conn, Filter(sealed=True)) == [report]
    assert ids(conn, Filter(sealed=True, secret=True)) == [report]
    assert queue.tally(conn, sealed=False) == []
    assert [(group.secret, group.count) for group in queue.tally(conn, sealed=True)] == [(True, 1)]


def test_isolated_opinions_are_nowhere(conn: Connection, bo: Staff) -> None:
    receipt = opinion(conn)
    triage.isolate(conn, receipt.opinion_id, 1, bo, NOW)
    for wanted in (Filter(sealed=True), replace(ALL, sealed=True)):
        assert ids(conn, wanted) == []
    assert queue.tally(conn, sealed=True) == []


def test_the_tally_counts_open_opinions_of_each_kind(conn: Connection, bo: Staff) -> None:
    first, second, third = many(conn, 3)
    suggest(conn, first, LIFT)
    opinion(conn, channel=Channel.LETTER, held="x")
    triage.confirm(conn, second, 1, [], bo, NOW)
    triage.set_aside(conn, third, 1, AsideReason.TEST, "", bo, NOW)
    groups = {(g.status, g.band, g.channel, g.held): g.count for g in queue.tally(conn, sealed=False)}
    assert groups == {
        ("waiting", "sure", "web", False): 1,
        ("waiting", None, "letter", True): 1,
        ("confirmed", None, "web", False): 1,
    }


def test_a_register_number_leads_to_its_opinion(conn: Connection) -> None:
    receipt = opinion(conn)
    assert queue.by_number(conn, 2026, 1) == receipt.opinion_id
    assert queue.by_number(conn, 2026, 2) is None
    assert queue.by_number(conn, 2025, 1) is None


def test_the_first_suggestion_stands_in_the_line(conn: Connection) -> None:
    receipt = opinion(conn)
    assert queue.page(conn, Filter())[0].issue_title is None
    suggest(conn, receipt.opinion_id, WASTE, LIFT)
    line = queue.line(conn, receipt.opinion_id)
    assert line is not None
    assert (line.issue_title, line.confirmed, line.band) == (WASTE, False, "sure")
    assert line.probability == pytest.approx(0.9)


def test_paging_holds_when_many_came_in_the_same_moment(conn: Connection) -> None:
    at = datetime(2026, 11, 18, tzinfo=NOW.tzinfo)
    made = {opinion(conn, received_at=at).opinion_id for _ in range(5)}
    first = ids(conn, Filter(), limit=3)
    assert set(first) | set(ids(conn, Filter(), after=first[-1])) == made
