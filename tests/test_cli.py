"""The command line, called as people call it: what is on standard output, what is said, what is in the database."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from builders import NOW, circular
from click.testing import CliRunner, Result
from conftest import SECRET

from intake.cli import MODULES, cli
from intake.config import Config
from intake.db import Database
from intake.model import Role
from intake.store import circulars, queue, staff

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Calls `intake …` on a database of its own."""
    environment = {"INTAKE_DATABASE": str(tmp_path / "intake.db"), "INTAKE_PASSWORD_COST": "0"}

    def call(*arguments: str, environ: Mapping[str, str] = {}) -> Result:
        return CliRunner().invoke(cli, list(arguments), env={**environment, **environ}, catch_exceptions=False)

    return call


@pytest.fixture
def own(tmp_path: Path) -> Config:
    return Config(database=str(tmp_path / "intake.db"))


def test_init_makes_everything_once(run: Run, own: Config) -> None:
    first, second = run("init"), run("init")
    assert first.exit_code == second.exit_code == 0
    assert "admin" in first.stderr
    assert "密码" in first.stderr
    assert second.stderr == ""
    with Database(own).connection() as conn:
        [found] = circulars.published(conn)
        assert len([issue for issue in circulars.linkable(conn) if issue.kind == "issue"]) == 50
        assert found.facts["totals"]["problems"] == 79
        assert [person.role for person in staff.every(conn)] == [Role.ADMINISTRATOR, Role.MANAGER]


def test_a_command_before_init_says_what_to_do(run: Run) -> None:
    result = run("check")
    assert result.exit_code == 1
    assert "intake init" in result.stderr


def test_a_wrong_setting_is_one_line(run: Run) -> None:
    result = run("init", environ={"INTAKE_PROT": "1"})
    assert result.exit_code == 1
    assert result.stderr.strip() == "Error: unknown setting INTAKE_PROT"


def test_staff_from_the_command_line(run: Run, own: Config) -> None:
    run("init")
    password = run("staff", "add", "ann", "--name", "安", "--role", "officer").stdout.strip()
    assert len(password) == 14
    assert "ann\t经办人\t安\t使用中" in run("staff", "list").stdout
    run("staff", "disable", "ann")
    assert "已停用" in run("staff", "list").stdout
    run("staff", "enable", "ann")
    assert run("staff", "passwd", "ann").stdout.strip() != password
    assert run("staff", "passwd", "nobody").stderr.startswith("Error: ")
    again = run("staff", "add", "ann")
    assert (again.exit_code, "已经存在" in again.stderr) == (1, True)


def test_import_takes_a_file_in(run: Run, own: Config, tmp_path: Path) -> None:
    run("init")
    file = tmp_path / "old.jsonl"
    rows = [{"channel": "letter", "text": "电梯", "labels": ["1-1-5"]}, {"channel": "phone", "text": "停车"}]
    file.write_text("\ufeff" + "\n\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    result = run("import", str(file))
    assert "收入 2 件" in result.stderr
    with Database(own).connection() as conn:
        assert queue.count(conn, queue.Filter(status="confirmed")) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [(b'{"text": "a"}\n{"text"', "第 2 行"), (b"[]", "第 1 行"), (b'{"texts": 1}', "texts"), (b"\xff\xfe", "UTF-8")],
)
def test_import_names_the_line_that_is_wrong(run: Run, tmp_path: Path, content: bytes, words: str) -> None:
    run("init")
    (tmp_path / "bad.jsonl").write_bytes(content)
    result = run("import", str(tmp_path / "bad.jsonl"))
    assert result.exit_code == 1
    assert words in result.stderr


def test_check_and_purge_of_a_sound_database(run: Run) -> None:
    run("init")
    assert run("check").exit_code == 0
    assert "0 个" in run("purge", "--dry-run").stderr
    assert run("purge").exit_code == 0


def test_check_finds_a_hole(run: Run, own: Config) -> None:
    run("init")
    with Database(own).connection() as conn:
        conn.execute("UPDATE blob_chunk SET data = :data", {"data": b"x"})
    result = run("check")
    assert result.exit_code == 1
    assert "指纹" in result.stdout


def test_backup_and_restore(run: Run, tmp_path: Path) -> None:
    run("init")
    assert run("backup", str(tmp_path / "copy")).exit_code == 0
    assert "原来的数据库" in run("restore", str(tmp_path / "copy")).stderr
    assert run("check").exit_code == 0


def test_every_command_explains_itself(run: Run) -> None:
    for name in MODULES:
        result = run(name, "--help")
        assert result.exit_code == 0, name
        assert result.stdout.startswith("Usage:"), name


def test_output_is_utf8_whatever_the_locale(tmp_path: Path) -> None:
    file = tmp_path / "circular.txt"
    file.write_text("关于整改进展情况的通报\n一、整改情况\n1.针对加装电梯问题\n加装电梯300台。\n", encoding="utf-8")
    command = [str(Path(sys.executable).parent / "intake"), "circular", "parse", str(file)]
    environment = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PATH": os.environ["PATH"]}
    done = subprocess.run(command, env=environment, capture_output=True, check=True)
    assert "加装电梯" in done.stdout.decode("utf-8")


def test_link_reads_the_catalogue_of_the_database(config: Config, database: Database) -> None:
    with database.connection() as conn:
        circular(conn, NOW)
    line = json.dumps({"id": "a", "text": "六楼没有电梯，老人下不了楼"}, ensure_ascii=False)
    environment = {"INTAKE_DATABASE": config.database, "INTAKE_SECRET_KEY": SECRET}
    result = CliRunner().invoke(cli, ["link"], input=line + "\n", env=environment, catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["suggestions"][0]["code"] == "1-2"
