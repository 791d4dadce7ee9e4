"""One's own data: by receipt code and contact together, never by one of them alone."""

import io
import json
import zipfile

import pytest
from builders import opinion
from flask.testing import FlaskClient
from pages import check
from public_pages import PNG, code, photo, send
from werkzeug.test import TestResponse

from intake.db import Connection


def ask(client: FlaskClient, code: str, contact: str, path: str = "/lookup/data", **fields: str) -> TestResponse:
    response = client.post(path, data={"code": code, "contact": contact, **fields})
    if "text/html" in response.content_type:
        check(response.text)
    assert response.headers["Cache-Control"] == "no-store"
    return response


@pytest.mark.both
@pytest.mark.parametrize("contact", ["13800000000", "+86 138-0000-0000", "ANN@example.com"])
def test_who_knows_code_and_contact_sees_everything(client: FlaskClient, conn: Connection, contact: str) -> None:
    typed = {"body": "六楼<b>没有</b>电梯", "place": "某弄", "name": "安", "email": "ann@example.com"}
    receipt = code(send(client, **typed, phone="138 0000 0000", files=[photo()]).text)
    client.post("/lookup/add", data={"code": receipt, "words": "再补充一句"})
    page = ask(client, receipt, contact)
    assert page.status_code == 200
    for words in (
        "六楼&lt;b&gt;没有&lt;/b&gt;电梯",
        "某弄",
        "ann@example.com",
        "138 0000 0000",
        "再补充一句",
        "楼道.png",
    ):
        assert words in page.text
    archive = zipfile.ZipFile(io.BytesIO(ask(client, receipt, contact, file="1").data))
    kept = json.loads(archive.read("opinion.json"))
    assert (kept["body"], kept["messages"][0]["body"]) == (typed["body"], "再补充一句")
    assert [archive.read(name) for name in archive.namelist() if name.endswith(".png")] == [PNG]


@pytest.mark.parametrize("contact", ["", "13900000000", "other@example.com", "0"])
def test_the_code_alone_shows_nothing(client: FlaskClient, conn: Connection, contact: str) -> None:
    receipt = opinion(conn, body="只有我知道的事", phone="13800000000")
    answer = ask(client, receipt.code, contact)
    assert answer.status_code == 422
    assert 'id="contact-error"' in answer.text
    assert "只有我知道的事" not in answer.text
    assert "13800000000" not in answer.text


def test_guessing_the_contact_ends_after_five_tries(client: FlaskClient, conn: Connection) -> None:
    receipt = opinion(conn, phone="13800000000")
    for n in range(5):
        ask(client, receipt.code, f"1390000000{n}")
    assert "次数太多" in ask(client, receipt.code, "13800000000").text
    assert ask(client, opinion(conn, phone="13800000000", body="另一件").code, "13800000000").status_code == 200


def test_without_a_contact_the_telephone_is_the_way(client: FlaskClient, conn: Connection) -> None:
    receipt = opinion(conn)
    assert "查看、下载我的资料" not in client.post("/lookup", data={"code": receipt.code}).text
    assert "请拨打公布的电话" in ask(client, receipt.code, "").text


def test_a_wrong_code_is_asked_for_again(client: FlaskClient, conn: Connection) -> None:
    assert 'id="code-error"' in ask(client, "1234", "13800000000", "/en/lookup/data").text
