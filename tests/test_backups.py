"""Backup while others write, and the way back."""

import stat
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from builders import NOW, circular, opinion

from intake import backups, inspection
from intake.config import Config
from intake.db import Connection, Database
from intake.errors import Conflict, DatabaseError, NotFound
from intake.store import opinions


@pytest.fixture
def own(config: Config) -> Config:
    """The configuration with a key of its own beside the database, as an installation has it."""
    key = Path(f"{config.database}.key")
    key.write_text(config.secret_key + "\n", encoding="ascii")
    return replace(config, secret_key="")


def test_a_backup_comes_back_with_its_receipts(own: Config, conn: Connection, tmp_path: Path) -> None:
    receipt = opinion(conn)
    backups.back_up(own, tmp_path / "backup", with_key=True)
    opinion(conn)
    elsewhere = replace(own, database=str(tmp_path / "new" / "intake.db"))
    assert backups.restore(elsewhere, tmp_path / "backup", NOW) is None
    with Database(elsewhere).connection() as restored:
        assert opinions.by_receipt(restored, receipt.code).number == "2026-000001"
        assert list(inspection.findings(restored)) == []
        assert opinion(restored).number == "2026-000002"


def test_both_files_are_for_their_owner_only(own: Config, conn: Connection, tmp_path: Path) -> None:
    backups.back_up(own, tmp_path / "backup", with_key=True)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("backup*")}
    assert modes == {"backup": 0o600, "backup.key": 0o600}


def test_the_key_may_be_left_out(own: Config, conn: Connection, tmp_path: Path) -> None:
    backups.back_up(own, tmp_path / "backup", with_key=False)
    assert not (tmp_path / "backup.key").exists()
    elsewhere = replace(own, database=str(tmp_path / "new.db"))
    with pytest.raises(NotFound, match="密钥"):
        backups.restore(elsewhere, tmp_path / "backup", NOW)


def test_another_key_is_refused_before_anything_is_changed(own: Config, conn: Connection, tmp_path: Path) -> None:
    backups.back_up(own, tmp_path / "backup", with_key=False)
    elsewhere = replace(own, database=str(tmp_path / "new.db"), secret_key="x" * 32)
    with pytest.raises(DatabaseError, match="密钥与备份不符"):
        backups.restore(elsewhere, tmp_path / "backup", NOW)
    assert not (tmp_path / "new.db").exists()


def test_the_database_of_before_is_kept(own: Config, database: Database, tmp_path: Path) -> None:
    with database.connection() as conn:
        circular(conn)
        backups.back_up(own, tmp_path / "backup", with_key=True)
        receipt = opinion(conn)
    database.close()
    aside = backups.restore(own, tmp_path / "backup", NOW)
    assert aside is not None
    with Database(replace(own, database=str(aside))).connection() as former:
        assert opinions.by_receipt(former, receipt.code).number == receipt.number
    with Database(own).connection() as restored, pytest.raises(NotFound):
        opinions.by_receipt(restored, receipt.code)


def test_a_backup_is_sound_while_others_write(own: Config, database: Database, tmp_path: Path) -> None:
    with database.connection() as conn:
        circular(conn)
    stop = threading.Event()

    def write() -> None:
        with database.connection() as conn:
            while not stop.is_set():
                opinion(conn)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            backups.back_up(own, tmp_path / f"backup{number}", with_key=True)
    finally:
        stop.set()
        writer.join()
    for number in range(3):
        restored = replace(own, database=str(tmp_path / f"restored{number}.db"))
        backups.restore(restored, tmp_path / f"backup{number}", NOW)
        with Database(restored).connection() as conn:
            assert list(inspection.findings(conn)) == []


def test_an_existing_file_is_not_overwritten(own: Config, conn: Connection, tmp_path: Path) -> None:
    (tmp_path / "backup").write_text("precious", encoding="utf-8")
    with pytest.raises(Conflict, match="已经存在"):
        backups.back_up(own, tmp_path / "backup", with_key=True)
    assert (tmp_path / "backup").read_text(encoding="utf-8") == "precious"


@pytest.mark.parametrize("content", [b"", b"no database at all", b"SQLite format 3\0" + b"\0" * 500])
def test_what_is_no_backup_is_refused(own: Config, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "backup").write_bytes(content)
    with pytest.raises(DatabaseError):
        backups.restore(own, tmp_path / "backup", NOW)
