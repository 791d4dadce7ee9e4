"""`intake digest`: forms on standard output and into files, issuing, what is wrong."""

import json
from pathlib import Path

import pytest
from builders import person
from click.testing import CliRunner
from digest_week import OVER, small_week

from intake.cli.digest import command
from intake.config import Config
from intake.db import Connection
from intake.digest.issue import rendered
from intake.digest.periods import Scope, parse
from intake.errors import Refused
from intake.model import Role

pytestmark = pytest.mark.both


@pytest.fixture
def run(config: Config, conn: Connection, monkeypatch: pytest.MonkeyPatch):
    """Runs `intake digest …` on the test's database."""
    monkeypatch.setenv("INTAKE_DATABASE", config.database)
    monkeypatch.setenv("INTAKE_SECRET_KEY", config.secret_key)
    return lambda *words: CliRunner().invoke(command, words)


def test_the_command_writes_every_form_into_a_folder(conn: Connection, config: Config, run, tmp_path: Path) -> None:
    small_week(conn)
    result = run("--week", "2026-W47", "--format", "json,csv,xlsx,docx,html", "--out", str(tmp_path / "out"))
    assert result.exit_code == 0, result.output
    paths = [
        tmp_path / "out" / f"意见建议专报-2026-W47-草稿.{form}" for form in ("json", "csv", "xlsx", "docx", "html")
    ]
    assert result.stdout.split() == [str(path) for path in paths]
    assert set((tmp_path / "out").iterdir()) == set(paths)


def test_the_command_prints_one_form(conn: Connection, run) -> None:
    small_week(conn)
    assert json.loads(run("--week", "2026-W47").stdout)["totals"]["registered"] == 10
    assert json.loads(run("--period", "2026-11").stdout)["kind"] == "month"


def test_the_command_issues_for_somebody_who_may(conn: Connection, config: Config, run, tmp_path: Path) -> None:
    small_week(conn)
    person(conn, Role.CLERK, "cy")
    assert run("--week", "2026-W46", "--issue").exit_code == 2
    assert isinstance(run("--week", "2026-W46", "--issue", "--by", "cy").exception, Refused)
    result = run("--week", "2026-W46", "--issue", "--by", "bo", "--out", str(tmp_path))
    assert (result.exit_code, result.stderr) == (0, "第1期（2026-W46）\n")
    assert (tmp_path / "意见建议专报-2026-W46-第1期.json").read_bytes() == rendered(
        conn, config, Scope(parse("2026-W46")), ["json"], OVER
    )["json"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--week", "2026-W60"), "没有“2026-W60”这一时段"),
        (("--format", "odt"), "没有这种格式：odt"),
        (("--format", "json,csv"), "--out"),
    ],
)
def test_the_command_says_what_is_wrong(run, words: tuple[str, ...], said: str) -> None:
    result = run(*words)
    assert result.exit_code != 0
    assert said in f"{result.exception} {result.output}"
