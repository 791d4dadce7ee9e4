"""Repeats on an opinion's page: pointed out, laid side by side, joined and parted by a person."""

from datetime import timedelta

import pytest
from builders import NOW, PASSWORD, opinion, person
from flask import Flask
from flask.testing import FlaskClient
from pages import log_in, page
from queue_pages import act, now_is

from intake import likeness, triage
from intake.db import Connection
from intake.model import Channel, Role, Seal
from intake.store import staff, voices

pytestmark = pytest.mark.both
TEXT = "我家六楼，膝盖不行了，下一趟楼要歇三回，楼里十二户都签了字，什么时候加装电梯？"


def taken(conn: Connection, *bodies: str, **over: object) -> list[int]:
    ids = [opinion(conn, NOW + timedelta(seconds=n), body=body, **over).opinion_id for n, body in enumerate(bodies)]
    likeness.work(conn, NOW + timedelta(minutes=1))
    return ids


def test_a_repeat_is_pointed_out_and_laid_beside_with_what_differs(staff_client: FlaskClient, conn: Connection) -> None:
    first, second = taken(conn, TEXT, TEXT.replace("十二户", "十三户"), phone="13812345678")
    html = page(staff_client, f"/staff/queue/{second}")
    assert "可能重复的来件" in html
    assert now_is(conn, first).number in html
    html = page(staff_client, f"/staff/queue/{second}/beside/{first}")
    assert "<mark>三</mark>" in html
    assert "<mark>二</mark>" in html
    assert html.count("<mark>") == 2


def test_joined_by_a_person_and_taken_apart_again(staff_client: FlaskClient, conn: Connection) -> None:
    first, second = taken(conn, TEXT, TEXT, channel=Channel.EMAIL)
    assert act(staff_client, second, "join", other=first).status_code == 303
    html = page(staff_client, f"/staff/queue/{second}")
    assert "并件，共 2 件" in html
    assert "可能重复的来件" not in html
    assert "这两件已经并件" in page(staff_client, f"/staff/queue/{second}/beside/{first}")
    assert act(staff_client, second, "join", other=first).status_code == 422
    assert act(staff_client, first, "split").status_code == 303
    assert voices.together(conn, second) == []
    assert act(staff_client, first, "split").status_code == 422


def test_a_sealed_one_is_neither_pointed_out_nor_shown(app: Flask, conn: Connection) -> None:
    first, second = taken(conn, TEXT, TEXT)
    boss = person(conn, Role.MANAGER)
    triage.seal(conn, first, now_is(conn, first).version, Seal.SEALED, boss, NOW)
    person(conn, Role.CLERK, "cy")
    client = app.test_client()
    log_in(client, "cy", PASSWORD)
    assert "可能重复的来件" not in page(client, f"/staff/queue/{second}")
    assert client.get(f"/staff/queue/{second}/beside/{first}").status_code == 404
    assert client.get(f"/staff/queue/{first}/beside/{second}").status_code == 404
    assert staff.by_login(conn, "cy").role == Role.CLERK
