"""Scans at the desk: from the scanner's folder without ever losing one, looked at page by page, read on request."""

import io
import os
import shutil
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import pytest
from builders import NOW
from desk_pages import PDF, count, form, last, logged_in, send
from flask import Flask
from flask.testing import FlaskClient
from pages import page

from intake.clock import now
from intake.config import Config
from intake.db import Connection
from intake.ocr import programs, work
from intake.store import blobs, opinions, readings

needs_tesseract = pytest.mark.skipif(not programs.available(), reason="Tesseract and its Chinese are not installed")
needs_poppler = pytest.mark.skipif(not programs.shows_pages(), reason="poppler-utils is not installed")


@pytest.fixture
def config(config: Config, tmp_path: Path) -> Config:
    """An office with a scanner that writes to a folder."""
    (tmp_path / "scanner").mkdir()
    return replace(config, scan_folder=str(tmp_path / "scanner"))


@pytest.fixture
def scanner(config: Config) -> Path:
    """The scanner's folder."""
    return Path(config.scan_folder)


@pytest.fixture
def clerk(app: Flask, conn: Connection) -> FlaskClient:
    """A clerk (Cy) who has logged in."""
    return logged_in(app, conn)


def scan(folder: Path, name: str, data: bytes = PDF, age: float = 60) -> Path:
    """A file that the scanner finished some seconds ago."""
    path = folder / name
    path.write_bytes(data)
    os.utime(path, (time.time() - age,) * 2)
    return path


def listed(client: FlaskClient) -> str:
    return client.post("/staff/desk/folder", data={"csrf_token": form(client, "letter")["csrf_token"]}).text


def add(client: FlaskClient, start: dict[str, str], **fields: object) -> str:
    """Take scans into a form; how the page lists them."""
    data = {"csrf_token": start["csrf_token"], "key": start["key"], **fields}
    return client.post("/staff/desk/scans", data=data).text


def token_of(html: str) -> str:
    return html.split('name="staged" value="')[1].split('"')[0]


def test_a_finished_scan_is_offered_and_moved_once_its_letter_is_in(
    clerk: FlaskClient, conn: Connection, scanner: Path
) -> None:
    waiting = scan(scanner, "来信 1.pdf")
    scan(scanner, "半份.pdf", age=0)
    scan(scanner, "还在传.pdf.part")
    html = listed(clerk)
    assert "来信 1.pdf" in html
    assert "半份" not in html
    assert "还在传" not in html
    start = form(clerk, "letter")
    add(clerk, start, watched="来信 1.pdf")
    assert waiting.exists()
    clerk.post("/staff/desk/letter", data={**form(clerk, "letter"), "body": "信的内容"})
    assert not waiting.exists()
    assert (scanner / "done" / "来信 1.pdf").read_bytes() == PDF
    [file] = opinions.attachments(conn, last(conn).id)
    assert (file.filename, blobs.get(conn, file.blob)) == ("来信 1.pdf", PDF)


def test_a_scan_whose_move_was_cut_off_is_moved_later_and_not_registered_twice(
    clerk: FlaskClient, conn: Connection, scanner: Path
) -> None:
    scan(scanner, "来信.pdf")
    start = form(clerk, "letter")
    add(clerk, start, watched="来信.pdf")
    clerk.post("/staff/desk/letter", data={**form(clerk, "letter"), "body": "信的内容"})
    scan(scanner, "来信.pdf")  # as if the power had gone before the move
    assert "来信.pdf" not in listed(clerk)
    assert sorted(path.name for path in (scanner / "done").iterdir()) == ["来信 (2).pdf", "来信.pdf"]


def test_a_scan_in_a_draft_stays_in_the_folder_and_says_so(clerk: FlaskClient, scanner: Path) -> None:
    scan(scanner, "来信.pdf")
    add(clerk, form(clerk, "letter"), watched="来信.pdf")
    assert "已有人收入草稿" in listed(clerk)


@pytest.mark.parametrize("name", ["../intake.db", "done", ".hidden.pdf", "link.pdf", "gone.pdf"])
def test_nothing_but_a_plain_file_of_the_folder_is_read(
    clerk: FlaskClient, conn: Connection, scanner: Path, name: str
) -> None:
    (scanner / "done").mkdir()
    scan(scanner, ".hidden.pdf")
    (scanner / "link.pdf").symlink_to(scanner.parent / "intake.db")
    start = form(clerk, "letter")
    data = {"csrf_token": start["csrf_token"], "key": start["key"], "watched": name}
    assert clerk.post("/staff/desk/scans", data=data).status_code == 404
    assert count(conn, "staged_upload") == 0


def test_a_folder_that_is_offline_is_said_in_words(clerk: FlaskClient, scanner: Path) -> None:
    shutil.rmtree(scanner)
    assert "读不到扫描文件夹" in listed(clerk)
    assert send(clerk, "letter", body="信的内容").status_code == 303


def test_a_refused_file_is_said_and_the_others_stay(clerk: FlaskClient) -> None:
    start = form(clerk, "letter")
    files = [(io.BytesIO(b"<script>"), "脚本.pdf"), (io.BytesIO(PDF), "信.pdf")]
    html = add(clerk, start, scans=files)
    assert "“脚本.pdf”不是 PDF 或图片" in html
    assert html.count('name="staged"') == 1


@needs_poppler
def test_a_pdf_is_shown_page_by_page_to_type_from(clerk: FlaskClient, tmp_path: Path) -> None:
    data = two_pages(tmp_path)
    token = token_of(add(clerk, form(clerk, "letter"), scans=(io.BytesIO(data), "两页.pdf")))
    for number in (1, 2):
        shown = clerk.get(f"/staff/desk/scans/{token}?page={number}")
        assert (shown.status_code, shown.mimetype, shown.data[:4]) == (200, "image/png", b"\x89PNG")
        assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert clerk.get(f"/staff/desk/scans/{token}?page=3").status_code == 422


def test_a_scan_that_is_no_pdf_is_found_out_without_harm() -> None:
    with pytest.raises(programs.Unreadable):
        programs.text(PDF, "application/pdf")


@needs_tesseract
@needs_poppler
def test_text_in_a_scan_is_proposed_and_marked_when_it_is_used(
    clerk: FlaskClient, conn: Connection, tmp_path: Path
) -> None:
    start = form(clerk, "letter")
    token = token_of(add(clerk, start, scans=(io.BytesIO(two_pages(tmp_path)), "来信.pdf")))
    data = {"csrf_token": start["csrf_token"]}
    assert "正在识别" in clerk.post(f"/staff/desk/scans/{token}/text", data=data).text
    assert work.work(conn, now())
    html = clerk.post(f"/staff/desk/scans/{token}/reading", data=data).text
    assert "请对照原件逐字校对" in html
    assert "加装电梯" in html
    clerk.post("/staff/desk/letter", data={**form(clerk, "letter"), "body": "校对过的文字", "recognised": "1"})
    assert "文字由扫描件识别后校对" in page(clerk, f"/staff/queue/{last(conn).id}")
    assert count(conn, "reading") == 0


@pytest.mark.parametrize("field", [{"secret": "y"}, {"unopened": "y"}, {"body": "我要举报，请为我保密"}])
def test_what_is_to_be_kept_secret_is_never_read(clerk: FlaskClient, conn: Connection, field: dict[str, str]) -> None:
    start = form(clerk, "letter")
    token = token_of(add(clerk, start, scans=(io.BytesIO(PDF), "信.pdf")))
    answer = clerk.post(f"/staff/desk/scans/{token}/text", data={"csrf_token": start["csrf_token"], **field})
    assert answer.status_code == 422
    assert count(conn, "reading") == 0


@pytest.mark.both
def test_a_scan_that_ends_its_reader_three_times_is_left_alone(clerk: FlaskClient, conn: Connection) -> None:
    start = form(clerk, "letter")
    token = token_of(add(clerk, start, scans=(io.BytesIO(PDF), "信.pdf")))
    readings.ask(conn, token, NOW)
    at = NOW
    for _ in range(readings.TRIES):
        assert readings.lease(conn, at) is not None
        at += readings.LEASE
    assert readings.lease(conn, at) is None
    found = readings.by_token(conn, token)
    assert found is not None
    assert found.state == "failed"


def two_pages(folder: Path) -> bytes:
    """A scan of two pages with printed words on them, made as a scanner would: pictures in a PDF."""
    words = ["我家住在六楼，希望早点加装电梯。", "第二页：楼道里没有灯。"]
    source = folder / "words.html"
    pages = "".join(f"<p style='page-break-after:always;font-size:16px'>{text}</p>" for text in words)
    source.write_text(
        f"<meta charset=utf-8><style>@page{{size:A5}}p:last-child{{page-break-after:auto!important}}</style>{pages}"
    )
    target = folder / "words.pdf"
    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--no-pdf-header-footer", f"--print-to-pdf={target}", str(source)],
        check=True,
        capture_output=True,
        timeout=60,
    )
    return target.read_bytes()
