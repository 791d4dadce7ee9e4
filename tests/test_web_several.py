"""Several opinions of a list at once: set aside, handed over; what is not fit is left and said."""

from datetime import timedelta

import pytest
from builders import NOW, PASSWORD, opinion, person
from flask import Flask
from flask.testing import FlaskClient
from pages import check, log_in, page, post
from queue_pages import now_is
from werkzeug.test import TestResponse

from intake import triage
from intake.db import Connection
from intake.model import AsideReason, Channel, Role, Seal, Status
from intake.store import handovers, staff

pytestmark = pytest.mark.both
SEVERAL = "/staff/queue/several"


def some(conn: Connection, number: int = 3, **over: object) -> list[int]:
    return [opinion(conn, now=NOW + timedelta(minutes=n), **over).opinion_id for n in range(number)]


def ticked(conn: Connection, made: list[int]) -> list[str]:
    return [f"{opinion_id}-{now_is(conn, opinion_id).version}" for opinion_id in made]


def send(client: FlaskClient, act: str, picks: list[str], query: str = "", **fields: object) -> TestResponse:
    response = post(client, f"{SEVERAL}/{act}{query}", source=SEVERAL, pick=picks, **fields)
    if response.status_code == 422:
        check(response.text)
    return response


def test_the_ticked_are_set_aside_and_the_act_is_undone_as_one(staff_client: FlaskClient, conn: Connection) -> None:
    first, second, third = some(conn)
    html = page(staff_client, SEVERAL)
    assert html.count('name="pick"') == 3
    done = send(staff_client, "set_aside", ticked(conn, [first, second]), reason="spam", aside_note="广告")
    assert done.status_code == 303
    for opinion_id in (first, second):
        assert now_is(conn, opinion_id).aside_reason == AsideReason.SPAM
    assert now_is(conn, third).status == Status.WAITING
    html = page(staff_client, SEVERAL)
    assert "已存查 2 件" in html
    assert "撤销 2 件的存查" in html
    post(staff_client, "/staff/queue/undo", source=SEVERAL)
    assert {now_is(conn, opinion_id).status for opinion_id in (first, second)} == {Status.WAITING}


def test_the_ticked_are_handed_over_on_the_same_terms(staff_client: FlaskClient, conn: Connection) -> None:
    made = some(conn)
    fields = {"unit": "区房管局", "days": "5", "kind": "working", "note": "请一并核实"}
    assert send(staff_client, "hand_over", ticked(conn, made), **fields).status_code == 303
    [unit] = staff.units(conn)
    for opinion_id in made:
        assert now_is(conn, opinion_id).unit_id == unit.id
        handed = handovers.live(conn, opinion_id)
        assert handed is not None
        assert (handed.limit.days, handed.shares_contacts, handed.shares_files) == (5, False, False)


def test_what_changed_meanwhile_is_left_and_said(staff_client: FlaskClient, conn: Connection) -> None:
    first, second = some(conn, 2)
    picks, bo = ticked(conn, [first, second]), staff.by_login(conn, "bo")
    triage.confirm(conn, first, 1, [], bo, NOW)
    send(staff_client, "set_aside", picks, reason="kept")
    assert now_is(conn, first).status == Status.CONFIRMED
    assert now_is(conn, second).status == Status.SET_ASIDE
    html = page(staff_client, SEVERAL)
    assert f"1 件没有存查：{now_is(conn, first).number}：这件意见刚被别人处理过" in html


@pytest.mark.parametrize(
    ("act", "fields", "problem"),
    [
        ("set_aside", {"reason": ""}, "请选择存查原因"),
        ("hand_over", {"unit": ""}, "请填写承办单位"),
        ("hand_over", {"unit": "区房管局", "days": "x"}, "办理时限请填写天数"),
    ],
)
def test_what_is_wrong_is_said_and_the_ticks_stay(
    staff_client: FlaskClient, conn: Connection, act: str, fields: dict[str, str], problem: str
) -> None:
    made = some(conn)
    answer = send(staff_client, act, ticked(conn, made[:2]), note="请核实", **fields)
    assert answer.status_code == 422
    assert problem in answer.text
    assert answer.text.count(" checked>") == 2
    assert "请核实" in answer.text
    assert {now_is(conn, opinion_id).version for opinion_id in made} == {1}
    assert send(staff_client, act, [], **fields).status_code == 422


def test_the_list_is_the_one_that_was_narrowed(staff_client: FlaskClient, conn: Connection) -> None:
    some(conn, 2)
    some(conn, 1, channel=Channel.PHONE)
    assert page(staff_client, f"{SEVERAL}?channel=phone").count('name="pick"') == 1


def test_reports_and_emergencies_are_looked_at_singly(staff_client: FlaskClient, conn: Connection) -> None:
    made = some(conn)
    bo = staff.by_login(conn, "bo")
    urgent = opinion(conn, body="我不想活了，要跳楼").opinion_id
    picks = ticked(conn, [made[0]])
    triage.seal(conn, made[0], 1, Seal.SEALED, bo, NOW)
    html = page(staff_client, SEVERAL)
    assert str(urgent) not in html
    assert f"pick-{made[0]}" not in html
    send(staff_client, "hand_over", [f"{made[0]}-2", *picks], unit="区房管局")
    assert now_is(conn, made[0]).status == Status.WAITING


def test_a_clerk_sets_aside_and_hands_nothing_over(app: Flask, conn: Connection) -> None:
    person(conn, Role.CLERK, "cy")
    client = app.test_client()
    log_in(client, "cy", PASSWORD)
    [one] = some(conn, 1)
    assert "交办打勾的" not in page(client, SEVERAL)
    assert send(client, "hand_over", ticked(conn, [one]), unit="区房管局").status_code == 403
    assert send(client, "set_aside", ticked(conn, [one]), reason="test").status_code == 303
