"""Confirming the sure band together: what may be, what is left for a single look."""

from collections.abc import Iterator

import pytest
from builders import NOW, issue_id, opinion, person
from queue_pages import HOMES, LIFT, WASTE, now_is, suggest

from intake import triage
from intake.db import Connection, transaction
from intake.model import LinkOrigin, Role, Seal, Staff, Status
from intake.store import links, opinions, queue
from intake.triage import Picked, fit_for_bulk
from intake.triage.linking import SAMPLE

pytestmark = pytest.mark.both


@pytest.fixture
def bo(conn: Connection) -> Staff:
    return person(conn, Role.MANAGER)


def sure(conn: Connection, count: int = 1, **over: object) -> Iterator[int]:
    """Opinions whose lift is sure and that are not of the sample."""
    while count:
        opinion_id = opinion(conn, **over).opinion_id
        suggest(conn, opinion_id, LIFT, WASTE)
        if opinion_id % SAMPLE:
            yield opinion_id
            count -= 1


def picked(conn: Connection, opinion_id: int, title: str = LIFT) -> Picked:
    return Picked(opinion_id, now_is(conn, opinion_id).version, issue_id(conn, title))


def line(conn: Connection, opinion_id: int) -> queue.Line:
    found = queue.line(conn, opinion_id)
    assert found is not None
    return found


def test_what_was_ticked_is_confirmed_and_remembered_as_bulk(conn: Connection, bo: Staff) -> None:
    ticked = list(sure(conn, 3))
    assert triage.confirm_all(conn, [picked(conn, i) for i in ticked], bo, NOW) == []
    for opinion_id in ticked:
        assert now_is(conn, opinion_id).status == Status.CONFIRMED
        first = links.of_opinion(conn, opinion_id)[0]
        assert (first.issue_id, first.origin, first.linked_by) == (issue_id(conn, LIFT), LinkOrigin.BULK, bo.id)


def test_what_changed_meanwhile_is_left_and_the_rest_done(conn: Connection, bo: Staff) -> None:
    first, second, third = sure(conn, 3)
    ticked = [picked(conn, i) for i in (first, second, third)]
    triage.confirm(conn, second, 1, [issue_id(conn, WASTE)], bo, NOW)
    suggest(conn, third, WASTE, LIFT)
    assert triage.confirm_all(conn, ticked, bo, NOW) == [second, third]
    assert links.of_opinion(conn, second)[0].issue_id == issue_id(conn, WASTE)
    assert now_is(conn, third).status == Status.WAITING


def test_one_in_ten_is_left_for_a_single_look(conn: Connection, bo: Staff) -> None:
    made = [opinion(conn).opinion_id for _ in range(60)]
    for opinion_id in made:
        suggest(conn, opinion_id, LIFT)
    left = triage.confirm_all(conn, [picked(conn, i) for i in made], bo, NOW)
    assert left == [i for i in made if i % SAMPLE == 0]


def test_what_needs_a_look_is_never_fit_for_bulk(conn: Connection) -> None:
    [plain] = sure(conn)
    [urgent] = sure(conn, body="我不想活了，什么时候加装电梯")
    [held] = sure(conn, held="太快")
    [report] = sure(conn, body="举报某主任收受贿赂")
    [chosen] = sure(conn, issue_id=issue_id(conn, HOMES))
    [unsure] = sure(conn)
    suggest(conn, unsure, LIFT, band="look")
    [withdrawn] = sure(conn)
    with transaction(conn):
        opinions.change(conn, withdrawn, 1, withdrawn_at="2026-11-18T02:00:00.000Z")
    assert fit_for_bulk(line(conn, plain))
    for unfit in (urgent, held, report, chosen, unsure, withdrawn):
        assert not fit_for_bulk(line(conn, unfit))


def test_a_report_out_of_sight_is_left(conn: Connection, bo: Staff) -> None:
    cy = person(conn, Role.CLERK, "cy")
    [opinion_id] = sure(conn)
    ticked = picked(conn, opinion_id)
    triage.seal(conn, opinion_id, 1, Seal.SEALED, bo, NOW)
    assert triage.confirm_all(conn, [ticked], cy, NOW) == [opinion_id]
