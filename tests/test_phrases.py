"""Words that answers are put together from: shipped notices, the office's own, put in by hand and by script."""

import pytest
from builders import NOW, PASSWORD, opinion, person
from flask import Flask
from flask.testing import FlaskClient
from pages import check, log_in, page, post

from intake import phrases
from intake.db import Connection
from intake.errors import Conflict, Invalid, NotFound, Refused
from intake.model import Role
from intake.store import phrases as store

pytestmark = pytest.mark.both
PAGE = "/staff/phrases"


def test_notices_for_what_belongs_elsewhere_are_there_from_the_start(
    staff_client: FlaskClient, conn: Connection
) -> None:
    receipt = opinion(conn)
    html = page(staff_client, f"/staff/queue/{receipt.opinion_id}")
    for words in ("国家信访局", "12388", "110（公安）", "12345 政务服务便民热线", "发生地不在本区"):
        assert words in html
    assert f"登记编号 {receipt.number}）" in html
    assert phrases.NUMBER not in html


def test_the_office_adds_changes_and_takes_away(staff_client: FlaskClient, conn: Connection) -> None:
    post(staff_client, PAGE, name="开工", text="三月开工。")
    added = store.every(conn)[-1]
    assert (added.name, added.text) == ("开工", "三月开工。")
    post(staff_client, f"{PAGE}/{added.id}", source=PAGE, version="1", text="四月开工。")
    assert "四月开工。" in page(staff_client, f"/staff/queue/{opinion(conn).opinion_id}")
    post(staff_client, f"{PAGE}/{added.id}/delete", source=PAGE)
    assert "开工" not in page(staff_client, PAGE)


def test_what_is_wrong_is_said_and_stays(staff_client: FlaskClient, conn: Connection) -> None:
    for fields in ({"name": " ", "text": "话"}, {"name": "信访事项", "text": "话"}, {"name": "x" * 21, "text": "话"}):
        answer = post(staff_client, PAGE, **fields)
        assert answer.status_code == 422
        check(answer.text)
        assert "话</textarea>" in answer.text
    answer = post(staff_client, f"{PAGE}/1", source=PAGE, version="7", text="我的改动")
    assert answer.status_code == 409
    assert "我的改动</textarea>" in answer.text
    assert len(store.every(conn)) == 7


def test_of_two_who_change_the_second_is_told(conn: Connection) -> None:
    bo = person(conn, Role.MANAGER)
    phrases.change(conn, 1, 1, "一", bo, NOW)
    with pytest.raises(Conflict):
        phrases.change(conn, 1, 1, "二", bo, NOW)
    with pytest.raises(Invalid):
        phrases.change(conn, 1, 2, " ", bo, NOW)
    phrases.delete(conn, 1, bo, NOW)
    with pytest.raises(NotFound):
        phrases.delete(conn, 1, bo, NOW)


def test_clerks_neither_see_nor_change_them(app: Flask, conn: Connection) -> None:
    cy = person(conn, Role.CLERK, "cy")
    client = app.test_client()
    log_in(client, "cy", PASSWORD)
    assert client.get(PAGE).status_code == 403
    assert "常用语" not in page(client, f"/staff/queue/{opinion(conn).opinion_id}")
    with pytest.raises(Refused):
        phrases.add(conn, "x", "y", cy, NOW)
