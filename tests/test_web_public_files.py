"""Photos and PDFs on the public form: what survives an error, what is refused, and that no words are lost over it."""

import io
import shutil

import pytest
from flask.testing import FlaskClient
from public_pages import BROWSER, PNG, code, every_opinion, fields, photo, send

from intake.db import Connection
from intake.store import blobs, opinions


@pytest.mark.both
def test_photos_survive_an_error_and_come_with_the_opinion(client: FlaskClient, conn: Connection) -> None:
    wrong = send(client, consent="", files=[photo("楼道.png"), photo("说明.pdf", b"%PDF-1.7 text")])
    assert wrong.status_code == 422
    assert "楼道.png" in wrong.text
    assert "说明.pdf" in wrong.text
    send(client, kept=fields(wrong.text, "kept"), files=[photo("新的.png", PNG + b" ")])
    (opinion,) = every_opinion(conn)
    kept = opinions.attachments(conn, opinion.id)
    assert [(a.filename, a.media_type) for a in kept] == [
        ("楼道.png", "image/png"),
        ("说明.pdf", "application/pdf"),
        ("新的.png", "image/png"),
    ]
    assert blobs.get(conn, kept[1].blob) == b"%PDF-1.7 text"


def test_a_photo_can_be_taken_back(client: FlaskClient, conn: Connection) -> None:
    wrong = send(client, consent="", files=[photo("留下.png"), photo("不要.png", PNG + b" ")])
    stay, go = fields(wrong.text, "kept")
    send(client, kept=[stay, go], remove=[go])
    (opinion,) = every_opinion(conn)
    assert [a.filename for a in opinions.attachments(conn, opinion.id)] == ["留下.png"]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("病毒.png", b"MZ\x90\0", "HEIC 照片或 PDF，没有收下"),
        ("画.svg", b"<svg onload='alert(1)'>", "HEIC 照片或 PDF，没有收下"),
        ("空.png", b"", "空文件"),
        ("坏.jpg", b"\xff\xd8\xff\xe0\0\x04abGARBAGE", "已损坏"),
        ("大.pdf", b"%PDF-" + bytes(10 * 1024 * 1024), "超过 10 MB"),
    ],
)
def test_a_file_that_cannot_be_taken_costs_no_words(
    client: FlaskClient, conn: Connection, name: str, data: bytes, words: str
) -> None:
    response = send(client, body="写了很久", files=[photo(name, data), photo("好的.png")])
    assert response.status_code == 422
    assert words in response.text
    assert "写了很久" in response.text
    assert "好的.png" in response.text
    assert len(fields(response.text, "kept")) == 1


def test_many_large_photos_cost_no_words(client: FlaskClient, conn: Connection) -> None:
    huge = bytes(12 * 1024 * 1024)
    response = send(client, body="写了很久", files=[photo(f"{n}.jpg", b"\xff\xd8\xff" + huge) for n in range(6)])
    assert response.status_code == 422
    assert "写了很久" in response.text


def test_more_files_than_allowed_are_named(client: FlaskClient, conn: Connection) -> None:
    response = send(client, files=[photo(f"第{n}张.png", PNG + bytes(n)) for n in range(1, 8)])
    assert response.status_code == 422
    assert len(fields(response.text, "kept")) == 5
    assert "没有收下“第6张.png”" in response.text
    assert "没有收下“第7张.png”" in response.text


def test_on_a_full_disk_words_are_taken_and_files_are_not(
    client: FlaskClient, conn: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = shutil.disk_usage("/")._replace(free=1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: full)
    response = send(client, body="写了很久", files=[photo()])
    assert response.status_code == 422
    assert "存储空间不足" in response.text
    assert "写了很久" in response.text
    assert code(send(client, body="写了很久").text)


def test_one_network_cannot_fill_the_disk(client: FlaskClient, conn: Connection) -> None:
    for n in range(40):
        files = [photo(f"{k}.png", PNG + bytes([n, k])) for k in range(5)]
        assert send(client, key=f"key-number-{n:012}", files=files).status_code == 200
    response = send(client, body="写了很久", files=[photo()])
    assert "过一小时再传附件" in response.text
    assert "写了很久" in response.text


def test_a_token_of_nobody_is_no_file(client: FlaskClient, conn: Connection) -> None:
    response = send(client, kept=["made-up"])
    assert response.status_code == 422
    assert "已过期" in response.text


def test_an_absurd_request_is_refused_unread(client: FlaskClient, conn: Connection) -> None:
    length = {"CONTENT_LENGTH": str(10**9), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    response = client.post("/opinion", headers=BROWSER, environ_overrides=length)
    assert response.status_code == 413
    assert "文件太大" in response.text


def test_a_broken_form_is_shown_again(client: FlaskClient, conn: Connection) -> None:
    data = io.BytesIO(b"--x\r\nnonsense")
    headers = {**BROWSER, "Content-Type": "multipart/form-data; boundary=x"}
    assert client.post("/opinion", data=data, headers=headers).status_code == 422
