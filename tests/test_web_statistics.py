"""Public figures: nothing protected is in them, and no small number can be worked out."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from builders import NOW, opinion, person
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from pages import page
from test_language import foreign

from intake import clock, triage
from intake.config import Config
from intake.db import Connection
from intake.model import Channel, Role, Seal
from intake.text import protect


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, open_interfaces="statistics")


@pytest.mark.both
def test_what_came_in_is_counted_and_small_numbers_are_not_told(client: FlaskClient, conn: Connection) -> None:
    bo = person(conn, Role.MANAGER)
    for n in range(22):
        opinion(conn, body=f"第 {n} 件", channel=Channel.PHONE if n < 3 else Channel.WEB)
    for n in range(3):
        taken = opinion(conn, body=f"密件 {n}").opinion_id
        triage.seal(conn, taken, 1, Seal.SEALED, bo, NOW)
        opinion(conn, body=f"待核 {n}", held="可能是自动提交")
    gone = opinion(conn, body="涉密").opinion_id
    triage.isolate(conn, gone, 1, bo, NOW)
    found = client.get("/statistics.json").get_json()
    assert found["total"] == 22
    channels = {row["name"]: row["count"] for row in found["tables"][0]["rows"]}
    assert channels == {"网上": "–", "电子邮件": "<5", "电话": "<5", "信件": "<5"}
    assert "22 件" in page(client, "/statistics")
    assert foreign(page(client, "/en/statistics")) == []


def test_they_are_worked_out_once_a_minute(client: FlaskClient, conn: Connection) -> None:
    for n in range(22):
        opinion(conn, body=f"第 {n} 件")
    assert client.get("/statistics.json").get_json()["total"] == 22
    opinion(conn, body="再来一件")
    assert "22 件" in page(client, "/statistics")


def test_too_few_make_no_statistics(client: FlaskClient, conn: Connection) -> None:
    for n in range(19):
        opinion(conn, body=f"第 {n} 件")
    assert client.get("/statistics.json").get_json()["total"] is None
    assert "不到 20 件" in page(client, "/statistics")


def test_this_week_does_not_count_yet(client: FlaskClient, conn: Connection) -> None:
    for n in range(30):
        opinion(conn, now=clock.now() + timedelta(seconds=n))
    assert client.get("/statistics.json").get_json()["total"] is None


@given(st.lists(st.integers(0, 12), min_size=1, max_size=4))
def test_no_small_number_can_be_worked_out(cells: list[int]) -> None:
    printed = protect.shown(cells)
    if printed is None:
        return
    ranges = [[int(text)] if text.isdigit() else range(5) if text == "<5" else range(5, 40) for text in printed]
    possible = [guess for guess in product(*ranges) if sum(guess) == sum(cells)]
    for at, text in enumerate(printed):
        assert (text == "<5") == (cells[at] < 5)
        assert text != "<5" or len({guess[at] for guess in possible}) == 5


def test_what_is_off_is_not_there(client: FlaskClient, conn: Connection) -> None:
    found = client.application.extensions["intake"]
    client.application.extensions["intake"] = replace(found, config=replace(found.config, open_interfaces=""))
    assert client.get("/statistics").status_code == client.get("/statistics.json").status_code == 404
    assert "意见统计" not in client.get("/").text
