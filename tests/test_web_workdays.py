"""The calendar's page: what is known of a year, what the office enters and takes out again."""

from datetime import date

import pytest
from builders import PASSWORD, person
from flask import Flask
from flask.testing import FlaskClient
from pages import check, log_in, page, post

from intake.db import Connection
from intake.model import Role
from intake.store import events, workdays
from intake.store.offices import OFFICE_ID

pytestmark = pytest.mark.both
HOME = "/staff/workdays"


def test_a_year_shows_its_days_off_and_one_unknown_says_so(staff_client: FlaskClient) -> None:
    html = page(staff_client, f"{HOME}?year=2026")
    assert "10月1日（四）—10月7日（三）" in html
    assert "还没有收录" not in html
    assert "还没有收录 2099 年的放假安排" in page(staff_client, f"{HOME}?year=2099")
    for odd in ("x", "-5", "99999"):
        page(staff_client, f"{HOME}?year={odd}")


def test_what_the_office_enters_counts_and_can_be_taken_out(staff_client: FlaskClient, conn: Connection) -> None:
    fields = {"first": "2099-10-01", "last": "2099-10-07", "works": "no", "name": "国庆节"}
    assert post(staff_client, HOME, **fields).status_code == 303
    calendar = workdays.calendar(conn)
    assert not calendar.works(date(2099, 10, 1))
    assert calendar.certain(2099)
    html = page(staff_client, f"{HOME}?year=2099")
    assert "国庆节" in html
    assert "本办登记" in html
    assert "还没有收录" not in html
    post(staff_client, f"{HOME}/remove", source=HOME, first="2099-10-01", last="2099-10-07")
    assert workdays.calendar(conn).own == {}
    assert [event.kind for event in events.history(conn, OFFICE_ID)] == ["days_entered", "days_left"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"first": ""}, "请选择起始日期"),
        ({"last": "2099-09-30"}, "截止日期不能早于起始日期"),
        ({"last": "2099-12-31"}, "一次最多登记 31 天"),
        ({"name": ""}, "请填写名称"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_stays(
    staff_client: FlaskClient, conn: Connection, fields: dict[str, str], words: str
) -> None:
    whole = {"first": "2099-10-01", "last": "2099-10-07", "works": "yes", "name": "国庆节", **fields}
    response = post(staff_client, HOME, **whole)
    assert response.status_code == 422
    check(response.text)
    assert words in response.text
    assert f'value="{whole["name"]}"' in response.text
    assert workdays.calendar(conn).own == {}


def test_a_clerk_reads_the_calendar_and_changes_nothing(app: Flask, conn: Connection) -> None:
    person(conn, Role.CLERK, "cy")
    client = app.test_client()
    log_in(client, "cy", PASSWORD)
    assert "登记放假、上班" not in page(client, HOME)
    assert post(client, HOME, source="/staff/password", first="2099-10-01").status_code == 403
