"""The page of the open interfaces: what is on, keys that are shown once, the snippet for another site."""

import re
from dataclasses import replace

import pytest
from builders import PASSWORD, person
from flask import Flask
from flask.testing import FlaskClient
from pages import check, log_in, page, post

from intake.api_keys import Right
from intake.config import Config
from intake.db import Connection
from intake.model import Role
from intake.store import api_keys, events, staff

HERE = "/staff/interfaces"


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, open_interfaces="api,embed", embed_sites="https://www.example.com")


@pytest.fixture
def administrator(app: Flask, conn: Connection) -> FlaskClient:
    """Ann, an administrator, who has logged in."""
    person(conn, Role.ADMINISTRATOR, "ann")
    client = app.test_client()
    log_in(client, "ann", PASSWORD)
    return client


@pytest.mark.both
def test_a_key_is_made_shown_once_works_and_is_revoked(
    administrator: FlaskClient, client: FlaskClient, conn: Connection
) -> None:
    made = post(administrator, HERE, name="随申办", rights=["suggest"], per_hour="50")
    check(made.text)
    found = re.search(r"<code>(intake-[\w-]+)</code>", made.text)
    assert found
    secret = found[1]
    (key,) = api_keys.every(conn)
    assert (key.name, key.rights, key.per_hour) == ("随申办", {Right.SUGGEST}, 50)
    assert events.history(conn, key.id)[0].staff_id == staff.by_login(conn, "ann").id
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.post("/api/v1/suggestions", json={"text": "加装电梯"}, headers=headers).status_code == 200
    html = page(administrator, HERE)
    assert "随申办" in html
    assert secret not in html
    assert post(administrator, f"{HERE}/{key.id}/revoke", source=HERE).status_code == 303
    assert client.post("/api/v1/suggestions", json={"text": "加装电梯"}, headers=headers).status_code == 401
    assert "已停用" in page(administrator, HERE)
    assert post(administrator, f"{HERE}/{key.id}/revoke", source=HERE).status_code == 404


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": " ", "rights": ["suggest"], "per_hour": "5"}, "请填写接入方名称"),
        ({"name": "甲", "rights": [], "per_hour": "5"}, "请至少选择一项权限"),
        ({"name": "甲", "rights": ["everything"], "per_hour": "5"}, "rights"),
        ({"name": "甲", "rights": ["suggest"], "per_hour": "0"}, "次数应在 1 到"),
        ({"name": "甲" * 61, "rights": ["suggest"], "per_hour": "9"}, "不要超过 60 个字"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    administrator: FlaskClient, conn: Connection, typed: dict[str, str], words: str
) -> None:
    answer = post(administrator, HERE, **typed)
    check(answer.text)
    assert (answer.status_code, words in answer.text, api_keys.every(conn)) == (422, True, [])
    assert f'value="{typed["name"]}"' in answer.text


def test_it_says_what_is_on_and_how_to_embed(administrator: FlaskClient) -> None:
    html = page(administrator, HERE)
    assert html.count("已开启") == 2
    assert "&lt;iframe src=&#34;http://localhost/embed&#34;" in html
    assert "https://www.example.com" in html
