"""A digest as PDF: made by LibreOffice where it is installed, kept as issued, made anew when words are taken out."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from digest_week import OVER, WEEK, counted, small_week
from flask.testing import FlaskClient
from pages import page

from intake.config import Config
from intake.db import Connection
from intake.digest.forms import offered
from intake.digest.issue import issue, rendered
from intake.digest.withhold import withhold
from intake.errors import NotFound
from intake.papers import pdf
from intake.store import editions

office = pytest.mark.skipif(not (pdf.available() and shutil.which("pdftotext")), reason="needs LibreOffice and Poppler")
WORDS = "六楼没有电梯"


def text_of(data: bytes, folder: Path) -> str:
    path = folder / "paper.pdf"
    path.write_bytes(data)
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return "".join(done.stdout.decode().split())


@office
@pytest.mark.servers
def test_it_is_kept_as_issued_and_made_anew_without_words_taken_out(
    conn: Connection, config: Config, tmp_path: Path
) -> None:
    bo, config = small_week(conn), replace(config, digest_pdf="auto")
    edition = issue(conn, config, WEEK, bo, OVER)
    first = rendered(conn, config, WEEK, ["pdf"], OVER)["pdf"]
    assert rendered(conn, config, WEEK, ["pdf"], OVER)["pdf"] == first
    text = text_of(first, tmp_path)
    assert "第1期" in text
    assert WORDS in text
    was = editions.blobs(conn, edition.id)["pdf"]
    withhold(conn, int(counted(conn, config)["opinions"][0]["id"]), "本人要求", bo, OVER)
    second = rendered(conn, config, WEEK, ["pdf"], OVER)["pdf"]
    assert WORDS not in text_of(second, tmp_path)
    assert editions.blobs(conn, edition.id)["pdf"] != was


@pytest.mark.both
def test_a_digest_is_issued_without_it_where_the_program_fails(
    conn: Connection, config: Config, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "soffice"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    edition = issue(conn, replace(config, digest_pdf="auto"), WEEK, small_week(conn), OVER)
    assert set(editions.blobs(conn, edition.id)) == {"docx", "xlsx", "html", "csv", "json"}
    with pytest.raises(NotFound):
        rendered(conn, config, WEEK, ["pdf"], OVER)


def test_the_page_says_where_there_is_none(
    staff_client: FlaskClient, conn: Connection, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert ("pdf" in offered()) == pdf.available()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "没有安装 LibreOffice" in page(staff_client, "/staff/digest/2026-W47")
