"""The secret that all keys derive from: configured, or made on first start and kept beside the database."""

import os
import secrets
from pathlib import Path

from intake.config import Config
from intake.errors import ConfigError


def path(config: Config) -> Path:
    """Where the secret lies when it is not configured."""
    return Path(f"{config.database}.key")


def secret(config: Config) -> bytes:
    """The secret, at least 32 characters.  Made once, mode 0600, also when several processes start together."""
    if config.secret_key:
        if len(config.secret_key) < 32:
            raise ConfigError("secret_key must have at least 32 characters")
        return config.secret_key.encode()
    if config.is_postgres:
        raise ConfigError("secret_key must be set when the database is PostgreSQL: all hosts share it")
    file = path(config)
    if not file.exists():
        _make(file)
    return file.read_text(encoding="ascii").strip().encode()


def _make(file: Path) -> None:
    draft = file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(secrets.token_hex(32) + "\n")
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(draft, file)  # fails where another process was first; its key stands
    except FileExistsError:
        pass
    finally:
        draft.unlink()
