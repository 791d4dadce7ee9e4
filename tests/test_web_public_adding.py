"""Photos added to an opinion by receipt code: judged as the form's are, kept over an error, never doubtful ones."""

from typing import Any

import pytest
from builders import NOW, opinion, person
from flask.testing import FlaskClient
from pages import check, page
from public_pages import fields, photo
from test_web_public_lookup import never_given
from werkzeug.test import TestResponse

from intake import followup, triage
from intake.db import Connection
from intake.model import Role
from intake.store import events, messages, opinions

JAVASCRIPT = b"%PDF-1.7 <</S/JavaScript/JS(app.alert)>>"


def add(client: FlaskClient, code: str, **typed: Any) -> TestResponse:
    response = client.post("/lookup/add", data={"code": code, **typed}, content_type="multipart/form-data")
    check(response.text)
    return response


def kept(conn: Connection, opinion_id: int) -> list[str | None]:
    return [file.filename for file in opinions.attachments(conn, opinion_id)]


@pytest.mark.both
def test_photos_come_with_an_addition_once(client: FlaskClient, conn: Connection) -> None:
    receipt = opinion(conn)
    for _ in range(2):
        done = add(client, receipt.code, words="拍了照", files=[photo("楼道.png"), photo("说明.pdf", b"%PDF-1.7 x")])
        assert done.status_code == 200, done.text
        assert 'role="status">收到您的补充<' in done.text
    assert kept(conn, receipt.opinion_id) == ["楼道.png", "说明.pdf"]
    assert [m.body for m in messages.of_opinion(conn, receipt.opinion_id)] == ["拍了照"]
    assert [e.data["files"] for e in events.history(conn, receipt.opinion_id) if e.kind == "added"] == [2]
    add(client, receipt.code, words="拍了照", files=[photo("又一份.pdf", b"%PDF-1.7 y")])
    assert kept(conn, receipt.opinion_id) == ["楼道.png", "说明.pdf", "又一份.pdf"]


def test_staff_read_in_the_history_that_photos_came(staff_client: FlaskClient, conn: Connection) -> None:
    receipt = opinion(conn)
    add(staff_client, receipt.code, words="拍了照", files=[photo("楼道.png")])
    shown = page(staff_client, f"/staff/queue/{receipt.opinion_id}")
    assert "来件人补充，附 1 个文件" in shown
    assert "楼道.png" in shown


def test_a_photo_survives_an_addition_without_words(client: FlaskClient, conn: Connection) -> None:
    receipt = opinion(conn)
    wrong = add(client, receipt.code, words=" ", files=[photo("楼道.png")])
    assert wrong.status_code == 422
    assert "请写下要补充的内容" in wrong.text
    assert kept(conn, receipt.opinion_id) == []
    add(client, receipt.code, words="楼道的照片", kept=fields(wrong.text, "kept"))
    assert kept(conn, receipt.opinion_id) == ["楼道.png"]


@pytest.mark.parametrize(("name", "data"), [("脚本.pdf", JAVASCRIPT), ("页面.html", b"<script>"), ("空.png", b"")])
def test_what_cannot_be_taken_costs_no_words(client: FlaskClient, conn: Connection, name: str, data: bytes) -> None:
    receipt = opinion(conn)
    wrong = add(client, receipt.code, words="写了很久", files=[photo(name, data)])
    assert wrong.status_code == 422
    assert 'id="files-error"' in wrong.text
    assert "写了很久" in wrong.text
    assert "没有收下" in wrong.text
    assert '<a href="#files">' in wrong.text, "and where"
    assert messages.of_opinion(conn, receipt.opinion_id) == []
    assert kept(conn, receipt.opinion_id) == []


def test_without_the_code_no_file_is_even_stored(client: FlaskClient, conn: Connection) -> None:
    before = conn.execute("SELECT sha256 FROM blob").fetchall()
    assert add(client, never_given(), words="甲", files=[photo()]).status_code == 422
    assert len(conn.execute("SELECT sha256 FROM blob").fetchall()) == len(before)


def test_nothing_is_added_to_an_isolated_item(client: FlaskClient, conn: Connection) -> None:
    receipt, bo = opinion(conn), person(conn, Role.MANAGER)
    triage.isolate(conn, receipt.opinion_id, 1, bo, NOW)
    assert add(client, receipt.code, words="甲", files=[photo()]).status_code == 422
    assert kept(conn, receipt.opinion_id) == []


def test_words_without_files_are_an_addition_as_before(conn: Connection) -> None:
    receipt = opinion(conn)
    followup.add(conn, receipt.opinion_id, "三号楼", NOW)
    assert [e.data["files"] for e in events.history(conn, receipt.opinion_id) if e.kind == "added"] == [0]
