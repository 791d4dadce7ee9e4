"""`intake export`: files, standard output, filters, who exported, what is wrong."""

import json
from pathlib import Path

import pytest
from builders import person
from click.testing import CliRunner, Result
from digest_week import day, small_week, taken

from intake.cli.export import command
from intake.config import Config
from intake.db import Connection
from intake.errors import Refused
from intake.model import Role
from intake.store import events

pytestmark = pytest.mark.both


@pytest.fixture
def run(config: Config, conn: Connection, monkeypatch: pytest.MonkeyPatch):
    """Runs `intake export …` on the test's database."""
    monkeypatch.setenv("INTAKE_DATABASE", config.database)
    monkeypatch.setenv("INTAKE_SECRET_KEY", config.secret_key)
    return lambda *words: CliRunner().invoke(command, words)


def test_the_command_writes_files(conn: Connection, run, tmp_path: Path) -> None:
    small_week(conn)
    result: Result = run("--format", "csv,xlsx,jsonl", "--out", str(tmp_path / "out"))
    assert result.exit_code == 0, result.output
    assert sorted(path.suffix for path in (tmp_path / "out").iterdir()) == [".csv", ".jsonl", ".xlsx"]
    assert result.stdout.split() == [str(path) for path in sorted((tmp_path / "out").iterdir(), key=order)]
    assert result.stderr.count("导出 10 件") == 3
    assert "另有 3 件" in result.stderr


def order(path: Path) -> int:
    return [".csv", ".xlsx", ".jsonl"].index(path.suffix)


def test_the_command_prints_one_form_and_only_that(conn: Connection, run) -> None:
    small_week(conn)
    result = run("--since", "2026-11-16", "--until", "2026-11-22", "--channel", "web", "--format", "jsonl")
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert {line["channel"] for line in found} == {"web"}
    assert max(line["registered_at"] for line in found) == "2026-11-22T15:00:00.000Z"
    assert len(found) == 4


def test_the_command_leaves_words_as_written_when_told_to(conn: Connection, run) -> None:
    taken(conn, day(1), body="电话13812345678")
    assert "13812345678" not in run("--format", "jsonl").stdout
    assert "13812345678" in run("--format", "jsonl", "--as-written").stdout


def test_the_command_notes_who_exported(conn: Connection, run) -> None:
    bo = small_week(conn)
    assert run("--by", "bo").exit_code == 0
    assert events.history(conn, bo.id)[-1].data["rows"] == 10
    person(conn, Role.CLERK, "cy")
    assert isinstance(run("--by", "cy").exception, Refused)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--format", "csv,xlsx"), "--out"),
        (("--format", "pdf"), "没有这种格式"),
        (("--since", "gestern"), "--since"),
        (("--channel", "fax"), "--channel"),
    ],
)
def test_the_command_says_what_is_wrong(run, words: tuple[str, ...], said: str) -> None:
    result = run(*words)
    assert result.exit_code != 0
    assert said in f"{result.exception} {result.output}"
