"""Settings: from environment and file, clear errors, the secret key."""

import stat
import threading
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from intake import config, keyfile
from intake.errors import ConfigError


def test_defaults_need_nothing() -> None:
    assert config.load({}).database == "var/intake.db"


def test_environment_wins_over_file(tmp_path: Path) -> None:
    file = tmp_path / "intake.toml"
    file.write_text('office = "甲"\nport = 8080\n', encoding="utf-8")
    found = config.load({"INTAKE_CONFIG": str(file), "INTAKE_OFFICE": "乙"})
    assert (found.office, found.port) == ("乙", 8080)


def test_other_programs_variables_are_left_alone() -> None:
    assert config.load({"PATH": "/bin", "SMTP_HOST": "x"}).smtp_host == ""


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("INTAKE_PROT", "1", "INTAKE_PROT"),
        ("INTAKE_PORT", "eighty", "INTAKE_PORT"),
        ("INTAKE_PORT", "-1", "port"),
        ("INTAKE_THREADS", "0", "threads"),
        ("INTAKE_ZONE", "Mars/Olympus", "zone"),
        ("INTAKE_IMAP_TLS", "maybe", "imap_tls"),
        ("INTAKE_PUBLIC_URL", "example.cn", "public_url"),
        ("INTAKE_SMTP_PASSWORD_FILE", "/nowhere/secret", "INTAKE_SMTP_PASSWORD_FILE"),
        ("INTAKE_CONFIG", "/nowhere/intake.toml", "INTAKE_CONFIG"),
    ],
)
def test_a_wrong_setting_is_named(variable: str, value: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        config.load({variable: value})


@pytest.mark.parametrize("line", ["prot = 1", 'port = "80"', "port = 80 80"])
def test_a_wrong_line_of_the_file_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "intake.toml"
    file.write_text(line, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"intake\.toml"):
        config.load({"INTAKE_CONFIG": str(file)})


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("authcode\n", encoding="utf-8")
    assert config.load({"INTAKE_IMAP_PASSWORD_FILE": str(file)}).imap_password == "authcode"


def test_only_secrets_may_lie_in_files(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="INTAKE_OFFICE_FILE"):
        config.load({"INTAKE_OFFICE_FILE": str(tmp_path)})


def test_configuration_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        config.load({}).port = 1  # type: ignore[misc]


def test_secret_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    settings = config.load({"INTAKE_DATABASE": str(tmp_path / "intake.db")})
    secrets = []
    threads = [threading.Thread(target=lambda: secrets.append(keyfile.secret(settings))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(secrets)) == 1
    assert len(secrets[0]) >= 32
    assert stat.S_IMODE(keyfile.path(settings).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["intake.db.key"]


def test_hosts_on_postgresql_must_share_a_configured_key() -> None:
    with pytest.raises(ConfigError, match="secret_key"):
        keyfile.secret(config.load({"INTAKE_DATABASE": "postgresql:///intake"}))


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ConfigError, match="32"):
        keyfile.secret(config.load({"INTAKE_SECRET_KEY": "short"}))
