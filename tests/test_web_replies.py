"""An answer as a letter: with the address, only once released, for who may see contacts, on record."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import docx
import pytest
from builders import NOW, PASSWORD, opinion, person
from flask import Flask
from flask.testing import FlaskClient
from pages import log_in, page
from paper import printed

from intake import triage
from intake.db import Connection
from intake.model import Channel, Role
from intake.store import events, staff

pytestmark = pytest.mark.both
WORDS = "您反映的电梯已列入明年计划。\n\n预计三月开工。\x0b"


def letter(conn: Connection) -> int:
    return opinion(
        conn, channel=Channel.LETTER, name="王大明", address="200082 上海市杨浦区榆林路1号502室", body="电梯何时装？"
    ).opinion_id


def test_a_released_answer_is_printed_with_its_address(
    staff_client: FlaskClient, conn: Connection, tmp_path: Path
) -> None:
    taken, bo = letter(conn), staff.by_login(conn, "bo")
    message = triage.answer(conn, taken, 1, WORDS, bo, NOW, delay=timedelta(0))
    at = f"/staff/queue/{taken}/answers/{message}.docx"
    assert at in page(staff_client, f"/staff/queue/{taken}")
    response = staff_client.get(at)
    text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(response.data)).paragraphs)
    for words in ("200082", "上海市杨浦区榆林路1号502室", "王大明　收", "王大明同志：", "预计三月开工。", "测试办公室"):
        assert words in text, words
    assert events.history(conn, taken)[-1].kind == "contacts_seen"
    assert zipfile.ZipFile(io.BytesIO(response.data)).testzip() is None


@pytest.mark.servers
@pytest.mark.slow
def test_it_is_one_page(staff_client: FlaskClient, conn: Connection, tmp_path: Path) -> None:
    taken, bo = letter(conn), staff.by_login(conn, "bo")
    message = triage.answer(conn, taken, 1, WORDS, bo, NOW, delay=timedelta(0))
    assert printed(staff_client.get(f"/staff/queue/{taken}/answers/{message}.docx").data, tmp_path) == 1


def test_nothing_unsigned_and_nothing_of_another_opinion(
    app: Flask, staff_client: FlaskClient, conn: Connection
) -> None:
    taken, other = letter(conn), opinion(conn).opinion_id
    cy, bo = person(conn, Role.OFFICER, "cy"), staff.by_login(conn, "bo")
    draft = triage.submit_answer(conn, taken, 1, WORDS, cy, NOW)
    sent = triage.answer(conn, other, 1, WORDS, bo, NOW, delay=timedelta(0))
    for opinion_id, message in ((taken, draft), (taken, sent), (taken, 7)):
        assert staff_client.get(f"/staff/queue/{opinion_id}/answers/{message}.docx").status_code == 404
    assert "打印答复函" not in page(staff_client, f"/staff/queue/{other}")
    person(conn, Role.ADMINISTRATOR, "ann")
    client = app.test_client()
    log_in(client, "ann", PASSWORD)
    assert client.get(f"/staff/queue/{other}/answers/{sent}.docx").status_code == 403
    assert "contacts_seen" not in [event.kind for event in events.history(conn, taken)]
