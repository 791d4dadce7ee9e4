"""The documents say what the code does: every setting, every command, both languages."""

import re
from pathlib import Path

import pytest

from intake import config
from intake.cli import MODULES

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh-CN.md")


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_table_of_settings_is_that_of_the_code() -> None:
    """Made anew by: python -c "from intake import config; print(config.table())"."""
    found = re.search(r"<!-- settings:[^>]*-->\n(.*?)\n?<!-- /settings -->", text("README.md"), re.S)
    assert found is not None
    assert found[1] == config.table()


@pytest.mark.parametrize("name", READMES)
def test_every_command_is_named(name: str) -> None:
    missing = [command for command in MODULES if f"`intake {command}" not in text(name)]
    assert missing == []


@pytest.mark.parametrize("name", READMES)
def test_both_commands_to_begin_with_are_named(name: str) -> None:
    assert "make run" in text(name)
    assert "make test" in text(name)


def test_documents_link_to_files_that_are_there() -> None:
    for name in (*READMES, "CHANGELOG.md", "DECISIONS.md"):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text(name)):
            assert (ROOT / target).exists(), f"{name}: {target}"
