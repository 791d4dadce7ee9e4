"""Leaders' instructions: a task on an opinion or a digest until somebody says how it was carried out."""

import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from builders import NOW, PASSWORD, opinion, person
from flask import Flask
from flask.testing import FlaskClient
from pages import check, log_in, page, post, token

from intake import housekeeping, instructions, triage
from intake.config import Config
from intake.db import Connection
from intake.digest.issue import issue
from intake.digest.periods import Scope, parse
from intake.errors import Conflict, Invalid, NotFound, Refused
from intake.instructions import Given
from intake.model import Role, Seal, Staff
from intake.store import blobs, events, opinions, staff
from intake.store import instructions as store

pytestmark = pytest.mark.both
HOME = "/staff/instructions"
TODAY = date(2026, 11, 18)
PDF = b"%PDF-1.4 a scan"


@pytest.fixture
def bo(conn: Connection) -> Staff:
    return person(conn, Role.MANAGER)


@pytest.fixture
def taken(conn: Connection) -> int:
    return opinion(conn).opinion_id


def given(taken: int, **over: object) -> Given:
    return replace(Given("张书记", TODAY, "请区房管局认真核实", opinion_id=taken), **over)  # type: ignore[arg-type]


def test_an_instruction_is_a_task_until_it_is_done(conn: Connection, bo: Staff, taken: int) -> None:
    made = instructions.enter(conn, given(taken, due_on=date(2026, 11, 30)), bo, NOW)
    [found] = store.undone(conn)
    assert (found.id, found.leader, found.due_on) == (made, "张书记", date(2026, 11, 30))
    assert store.of_opinion(conn, taken) == [found]
    last = events.history(conn, taken)[-1]
    assert (last.kind, last.words) == ("instructed", "张书记：请区房管局认真核实")
    instructions.finish(conn, made, "已列入计划", bo, NOW + timedelta(days=1))
    assert store.undone(conn) == []
    [done] = store.done(conn)
    assert (done.result, done.done_by) == ("已列入计划", bo.id)
    with pytest.raises(Conflict):
        instructions.finish(conn, made, "又落实了", bo, NOW)


def test_one_on_an_issued_digest_stands_in_its_history(conn: Connection, config: Config, bo: Staff, taken: int) -> None:
    edition = issue(conn, config, Scope(parse("2026-W47")), bo, NOW + timedelta(days=7))
    with pytest.raises(Invalid, match="没有第 99 期"):
        instructions.enter(conn, Given("张书记", TODAY, "已阅", edition=99), bo, NOW)
    made = instructions.enter(conn, Given("张书记", TODAY, "已阅", edition=edition.number), bo, NOW)
    assert store.by_id(conn, made).edition == edition.number
    instructions.finish(conn, made, "已传达", bo, NOW)
    assert [event.kind for event in events.history(conn, edition.id)][-2:] == ["instructed", "instruction_done"]


@pytest.mark.parametrize(
    "over",
    [
        {"leader": " "},
        {"text": ""},
        {"given_on": TODAY + timedelta(days=1)},
        {"due_on": TODAY - timedelta(days=1)},
        {"opinion_id": None},
        {"edition": 1},
    ],
)
def test_what_makes_no_sense_is_refused(conn: Connection, bo: Staff, taken: int, over: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        instructions.enter(conn, given(taken, **over), bo, NOW)
    assert store.undone(conn) == []


def test_clerks_enter_none_and_reports_stay_with_who_may_see_them(conn: Connection, bo: Staff, taken: int) -> None:
    clerk = person(conn, Role.CLERK, "cy")
    with pytest.raises(Refused):
        instructions.enter(conn, given(taken), clerk, NOW)
    made = instructions.enter(conn, given(taken), bo, NOW)
    triage.seal(conn, taken, opinions.by_id(conn, taken).version, Seal.SEALED, bo, NOW)
    assert store.by_id(conn, made).secret
    with pytest.raises(NotFound):
        instructions.look(conn, made, clerk)
    triage.isolate(conn, taken, opinions.by_id(conn, taken).version, bo, NOW)
    assert store.undone(conn) == []


def test_a_scan_is_kept_as_long_as_its_instruction(staff_client: FlaskClient, conn: Connection, taken: int) -> None:
    number = opinions.by_id(conn, taken).number
    fields = {
        "csrf_token": token(page(staff_client, f"{HOME}?number={number}")),
        "leader": "张书记",
        "given_on": "",
        "text": "请核实",
        "number": number,
    }
    wrong = staff_client.post(HOME, data={**fields, "scan": (io.BytesIO(PDF), "批示.pdf")})
    assert wrong.status_code == 422
    check(wrong.text)
    assert "请填写批示日期" in wrong.text
    assert "已收下 批示.pdf" in wrong.text
    assert "请核实</textarea>" in wrong.text
    kept = wrong.text.split('name="kept" value="')[1].split('"')[0]
    assert staff_client.post(HOME, data={**fields, "given_on": "2026-11-18", "kept": kept}).status_code == 303
    [found] = store.undone(conn)
    assert found.scan is not None
    housekeeping.clear(conn, NOW + timedelta(days=400))
    assert blobs.get(conn, found.scan) == PDF
    response = staff_client.get(f"{HOME}/{found.id}/scan")
    assert (response.data, response.mimetype) == (PDF, "application/pdf")
    assert "attachment" in response.headers["Content-Disposition"]


def test_the_pages_show_tasks_and_take_results(staff_client: FlaskClient, conn: Connection, taken: int) -> None:
    bo = staff.by_login(conn, "bo")
    made = instructions.enter(conn, given(taken, due_on=date(2026, 11, 19)), bo, NOW)
    assert "红牌督办" in page(staff_client, HOME)
    assert "张书记批示" in page(staff_client, f"/staff/queue/{taken}")
    response = post(staff_client, f"{HOME}/{made}/finish", source=HOME, result=" ")
    assert (response.status_code, "请填写落实情况" in response.text) == (422, True)
    assert post(staff_client, f"{HOME}/{made}/finish", source=HOME, result="已列入计划").status_code == 303
    html = page(staff_client, HOME)
    assert "没有正在落实的批示" in html
    assert "已列入计划" in html
    for fields, words in (
        ({"number": "2026-999999"}, "没有登记编号"),
        ({"edition": "x"}, "专报期号请填写数字"),
        ({"number": "", "edition": ""}, "二者填一项"),
    ):
        whole = {"leader": "张书记", "given_on": "2026-11-18", "text": "请核实", **fields}
        response = post(staff_client, HOME, **whole)
        assert (response.status_code, words in response.text) == (422, True)


def test_a_clerk_sees_no_instruction_on_a_report(app: Flask, conn: Connection, bo: Staff, taken: int) -> None:
    made = instructions.enter(conn, given(taken), bo, NOW)
    triage.seal(conn, taken, opinions.by_id(conn, taken).version, Seal.SEALED, bo, NOW)
    person(conn, Role.CLERK, "cy")
    clerk = app.test_client()
    log_in(clerk, "cy", PASSWORD)
    assert "张书记" not in page(clerk, HOME)
    assert clerk.get(f"{HOME}/{made}/scan").status_code == 404
