"""Backup and restore of a whole installation: one file, and the secret key beside it.

SQLite: `VACUUM INTO`, which is done in one go while others write, then verified. PostgreSQL: `pg_dump` and `pg_restore`
of the host. Without the key no receipt of the backup could be looked up, so it is part of it unless told otherwise.
"""

import os
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

from intake import dbfile, keyfile, migrations
from intake.config import Config
from intake.db import Database
from intake.errors import Conflict, DatabaseError, NotFound
from intake.receipts import Keys


def key_of(file: Path) -> Path:
    """Where the secret key of a backup lies."""
    return file.with_name(f"{file.name}.key")


def back_up(config: Config, file: Path, *, with_key: bool) -> None:
    """Write a verified backup; both files are for their owner only.

    Raises Conflict where there is something already, DatabaseError where the copy is not sound.
    """
    for path in (file, key_of(file)):
        if path.exists():
            raise Conflict(f"{path} 已经存在，请换一个文件名")
    draft = file.with_name(f"{file.name}.part")
    draft.unlink(missing_ok=True)
    _private(draft)
    if config.is_postgres:
        _run("pg_dump", "--format=custom", "--no-owner", f"--file={draft}", config.database)
    else:
        dbfile.copy(Path(config.database), draft)
        dbfile.verify(draft)
    if with_key:
        _private(key_of(file)).write_bytes(keyfile.secret(config) + b"\n")
    draft.rename(file)


def restore(config: Config, file: Path, now: datetime) -> Path | None:
    """Put a backup in the place of the database; where the old one went, which is never deleted.

    The service must not be running.  Raises NotFound, and DatabaseError for what is no sound backup or has another key,
    before anything is changed.
    """
    if not file.is_file():
        raise NotFound(f"没有文件 {file}")
    secret = _secret_for(config, file)
    if config.is_postgres:
        _run("pg_restore", "--no-owner", "--single-transaction", f"--dbname={config.database}", str(file))
        return None
    if dbfile.verify(file) != Keys.derive(secret).fingerprint:
        raise DatabaseError("密钥与备份不符：恢复后将无法凭查询码查询")
    target = Path(config.database)
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = _set_aside(target, now)
    shutil.copyfile(file, _private(target))
    if not config.secret_key:
        _private(keyfile.path(config)).write_bytes(secret + b"\n")
    database = Database(config)
    migrations.migrate(database)
    database.close()
    return aside


def _secret_for(config: Config, file: Path) -> bytes:
    """The key to be used with a backup: the configured one, the one beside it, else the installation's."""
    if config.secret_key:
        return config.secret_key.encode()
    for path in (key_of(file), keyfile.path(config)):
        if path.exists():
            return path.read_bytes().strip()
    raise NotFound(f"没有密钥：备份旁没有 {key_of(file).name}，也没有设置 INTAKE_SECRET_KEY")


def _set_aside(target: Path, now: datetime) -> Path | None:
    """Move a database with its log and its key out of the way."""
    if not target.exists():
        return None
    aside = target.with_name(f"{target.name}.{now:%Y%m%dT%H%M%S}")
    for ending in ("", "-wal", "-shm", ".key"):
        if Path(f"{target}{ending}").exists():
            Path(f"{target}{ending}").rename(f"{aside}{ending}")
    return aside


def _private(path: Path) -> Path:
    """An empty file that only its owner may read."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    os.chmod(path, 0o600)
    return path


def _run(program: str, *arguments: str) -> None:
    if shutil.which(program) is None:
        raise NotFound(f"没有找到 {program}，请安装 postgresql-client")
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise DatabaseError(f"{program}：{done.stderr.strip().splitlines()[-1] if done.stderr.strip() else '失败'}")
