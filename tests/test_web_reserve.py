"""Numbers printed for an outage: on paper with their codes, entered later with the true time, or void; never a gap."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from builders import NOW, opinion, person, submission
from desk_pages import LIFT, count, form, last, logged_in, send
from flask import Flask
from flask.testing import FlaskClient
from pages import page, post

from intake import receipts
from intake.db import Connection, Database
from intake.desk import reserving
from intake.errors import Conflict, Invalid
from intake.inspection import findings
from intake.model import Role
from intake.receive import receive
from intake.store import opinions, reserved


@pytest.fixture
def clerk(app: Flask, conn: Connection) -> FlaskClient:
    """A clerk (Cy) who has logged in."""
    return logged_in(app, conn)


def reserve(client: FlaskClient, number: int = 3) -> None:
    assert post(client, "/staff/desk/reserve", count=number).status_code == 303


@pytest.mark.both
def test_a_printed_receipt_keeps_its_number_and_code_when_it_is_entered(clerk: FlaskClient, conn: Connection) -> None:
    reserve(clerk)
    html = page(clerk, "/staff/desk/reserve/print")
    printed = reserved.open_ones(conn)[1]
    assert printed.name in html
    assert receipts.group(printed.code) in html
    opinion(conn)  # business goes on meanwhile
    response = send(clerk, body=LIFT, reserved=printed.name, call_at="2026-11-02 09:15")
    assert response.status_code == 303, response.text
    said = opinions.by_receipt(conn, printed.code)
    assert (said.number, said.body) == (printed.name, LIFT)
    assert said.received_at == datetime(2026, 11, 2, 1, 15, tzinfo=UTC)
    assert [number.name for number in reserved.open_ones(conn)] == ["2026-000001", "2026-000003"]
    assert list(findings(conn)) == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("2026-000009", "没有预留这个编号"),
        ("乱写", "没有预留这个编号"),
        ("2026-000001", "已经登记过"),
        ("2026-2", "未发出"),
    ],
)
def test_a_number_that_is_not_waiting_is_refused_beside_the_field(
    clerk: FlaskClient, conn: Connection, typed: str, words: str
) -> None:
    reserve(clerk)
    first, second, _ = reserved.open_ones(conn)
    send(clerk, body="先登记的一件", reserved=first.name)
    post(clerk, f"/staff/desk/reserve/{second.opinion_id}/void", source="/staff/desk/reserve", reason="未发出")
    response = send(clerk, body=LIFT, reserved=typed)
    assert response.status_code == 422
    assert re.search(rf'id="reserved-error">[^<]*{words}', response.text)
    assert LIFT in response.text
    assert count(conn) == 1


def test_a_void_number_says_why_and_leaves_no_gap(clerk: FlaskClient, conn: Connection) -> None:
    reserve(clerk, 2)
    used, spoiled = reserved.open_ones(conn)
    refused = post(clerk, f"/staff/desk/reserve/{spoiled.opinion_id}/void", source="/staff/desk/reserve", reason=" ")
    assert refused.status_code == 422
    assert "请填写作废原因" in refused.text
    post(clerk, f"/staff/desk/reserve/{spoiled.opinion_id}/void", source="/staff/desk/reserve", reason="写错")
    send(clerk, body=LIFT, reserved=used.name)
    assert reserved.open_ones(conn) == []
    assert list(findings(conn)) == []
    send(clerk, body="下一件")
    assert last(conn).number.endswith("-000003")
    assert "作废：写错" in page(clerk, "/staff/register?channel=phone")


@pytest.mark.both
def test_one_number_entered_by_two_at_once_is_one_opinion(conn: Connection, database: Database) -> None:
    clerk = person(conn, Role.CLERK, "cy")
    [number] = reserving.reserve(conn, 1, clerk, NOW)

    def enter(text: str) -> str:
        with database.connection() as own:
            try:
                return receive(own, submission(body=text, reserved_id=number.opinion_id), NOW).number
            except Conflict:
                return "taken"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(enter, ["一件", "又一件"]))
    assert said == [number.name, "taken"]
    assert count(conn) == 1


def test_codes_are_only_for_who_reserved_them(clerk: FlaskClient, staff_client: FlaskClient, conn: Connection) -> None:
    reserve(clerk, 1)
    [number] = reserved.open_ones(conn)
    html = page(staff_client, "/staff/desk/reserve/print")
    assert receipts.group(number.code) not in html
    assert number.name in page(staff_client, "/staff/desk/reserve")


@pytest.mark.parametrize("number", [0, 51])
def test_no_more_than_a_sheaf_at_once(conn: Connection, number: int) -> None:
    with pytest.raises(Invalid, match="1 到 50"):
        reserving.reserve(conn, number, person(conn, Role.CLERK), NOW)


def test_not_too_many_wait(conn: Connection) -> None:
    clerk = person(conn, Role.CLERK)
    for _ in range(4):
        reserving.reserve(conn, 50, clerk, NOW)
    with pytest.raises(Invalid, match="200 个预留编号"):
        reserving.reserve(conn, 1, clerk, NOW)


def test_the_field_is_not_in_the_way_where_nothing_is_reserved(clerk: FlaskClient) -> None:
    assert "reserved" not in form(clerk)
    reserve(clerk, 1)
    assert "reserved" in page(clerk, "/staff/desk/letter")
