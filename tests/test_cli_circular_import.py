"""`intake circular import` on the command line."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from test_catalogue import TEXT

from intake.cli.circular_import import command
from intake.config import Config
from intake.db import Database
from intake.store import circulars

Run = Callable[..., Result]


@pytest.fixture
def run(config: Config, database: Database, tmp_path: Path) -> Run:
    """Runs the command over a database without a circular; the text goes into a file."""
    environment = {"INTAKE_DATABASE": config.database, "INTAKE_SECRET_KEY": config.secret_key}

    def run(text: str, *options: str) -> Result:
        path = tmp_path / "通报.txt"
        path.write_text(text, encoding="utf-8")
        return CliRunner().invoke(command, [str(path), *options], env=environment)

    return run


def states(database: Database) -> list[str]:
    with database.connection() as conn:
        return [circular.state for circular in circulars.every(conn)]


def test_an_import_prints_the_id_and_says_what_it_found(run: Run, database: Database) -> None:
    result = run(TEXT)
    assert result.exit_code == 0, result.output
    assert result.stdout.strip().isdecimal()
    assert "整改事项 5 项" in result.stderr
    assert states(database) == ["draft"]


def test_publish_opens_it(run: Run, database: Database) -> None:
    run(TEXT, "--publish")
    assert states(database) == ["open"]


def test_a_second_file_is_a_new_version_of_the_only_one(run: Run, database: Database) -> None:
    first = run(TEXT)
    second = run(TEXT.replace("300台", "301台"))
    assert second.stdout == first.stdout
    assert "变更 1 项" in second.stderr


def test_new_makes_a_second_one_and_then_one_must_say_which(run: Run, database: Database) -> None:
    first = run(TEXT)
    run(TEXT.replace("300台", "301台"), "--new")
    assert states(database) == ["draft", "draft"]
    assert run(TEXT.replace("300台", "302台")).exit_code != 0
    chosen = run(TEXT.replace("300台", "302台"), "--into", first.stdout.strip())
    assert chosen.stdout == first.stdout


def test_a_dry_run_changes_nothing(run: Run, database: Database) -> None:
    result = run(TEXT, "--dry-run")
    assert result.stdout == ""
    assert states(database) == []
