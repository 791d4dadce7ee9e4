"""The ledger beside a real mailbox: differences are found and mended, what failed may be tried again."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from builders import NOW
from click.testing import CliRunner, Result
from conftest import SECRET
from dovecot import Dovecot, dovecot
from letters import letter

from intake.channels.mail import ledger, poller
from intake.cli import cli
from intake.config import Config
from intake.db import Connection, transaction
from intake.store import heartbeats, mails

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def running() -> Iterator[Dovecot]:
    with dovecot() as server:
        yield server


@pytest.fixture
def server(running: Dovecot) -> Iterator[Dovecot]:
    running.deliver(*(letter(number=str(n)) for n in range(5)))
    yield running
    running.empty()


@pytest.fixture
def config(config: Config, server: Dovecot) -> Config:
    return replace(
        config,
        imap_host="127.0.0.1",
        imap_port=server.port,
        imap_user=server.user,
        imap_password=server.password,
        imap_tls="plain",
    )


def run(config: Config, *arguments: str) -> Result:
    """A command over the test's database and mailbox."""
    settings = {
        "INTAKE_DATABASE": config.database,
        "INTAKE_SECRET_KEY": SECRET,
        "INTAKE_IMAP_HOST": config.imap_host,
        "INTAKE_IMAP_PORT": str(config.imap_port),
        "INTAKE_IMAP_USER": config.imap_user,
        "INTAKE_IMAP_PASSWORD": config.imap_password,
        "INTAKE_IMAP_TLS": "plain",
    }
    return CliRunner().invoke(cli, list(arguments), env=settings)


def forget(conn: Connection, uid: int) -> None:
    """As if a message had been passed over."""
    with transaction(conn):
        conn.execute("DELETE FROM mail WHERE uid = :uid", {"uid": uid})


@pytest.mark.both
def test_a_box_that_was_read_is_in_balance(conn: Connection, config: Config, server: Dovecot) -> None:
    [before] = ledger.reconcile(conn, config)
    poller.poll(conn, config, NOW)
    server.expunge(0)
    [after] = ledger.reconcile(conn, config)
    assert (before.in_box, before.in_ledger, before.new, before.missing) == (5, 0, 5, ())
    assert (after.in_box, after.in_ledger, after.new, after.missing, after.gone) == (4, 5, 0, (), 1)


@pytest.mark.both
def test_a_message_passed_over_is_found_within_the_hour_and_taken(
    conn: Connection, config: Config, server: Dovecot
) -> None:
    poller.poll(conn, config, NOW)
    forget(conn, 3)
    [found] = ledger.reconcile(conn, config)
    assert found.missing == (3,)
    assert poller.poll(conn, config, NOW + timedelta(minutes=30)) == 0
    assert poller.poll(conn, config, NOW + timedelta(minutes=61)) == 1
    [found] = ledger.reconcile(conn, config)
    assert found.missing == ()
    assert "1 封邮件曾被漏收" in str(heartbeats.every(conn)[f"reconcile:{found.mailbox}"][1])
    assert mails.counts(conn) == {"taken": 4, "duplicate": 1}


def test_the_command_ends_with_one_where_something_is_missing(
    conn: Connection, config: Config, server: Dovecot
) -> None:
    assert "5" in run(config, "poll", "--once").stderr
    assert run(config, "mail", "reconcile").exit_code == 0
    forget(conn, 2)
    result = run(config, "mail", "reconcile")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["missing"] == [2]


def poisoned(conn: Connection, config: Config, server: Dovecot) -> str:
    """A message in the box that cannot be taken; its name in the ledger."""
    conn.execute(
        "CREATE TRIGGER no_poison BEFORE INSERT ON opinion WHEN NEW.subject = '毒' BEGIN SELECT RAISE(ABORT, 'no'); END"
    )
    server.deliver(letter(number="9", subject="毒"))
    poller.poll(conn, config, NOW)
    listed = run(config, "mail", "list")
    return str(json.loads(listed.stdout)["message"])


def test_what_failed_is_listed_and_taken_when_the_cause_is_mended(
    conn: Connection, config: Config, server: Dovecot
) -> None:
    name = poisoned(conn, config, server)
    assert run(config, "mail", "reconcile").exit_code == 1
    still = run(config, "mail", "retry", name)
    assert json.loads(still.stdout)["state"] == "failed"
    conn.execute("DROP TRIGGER no_poison")
    assert json.loads(run(config, "mail", "retry", name).stdout)["state"] == "taken"
    assert run(config, "mail", "reconcile").exit_code == 0
    assert run(config, "mail", "retry", name).exit_code == 1


def test_what_failed_may_be_edited(conn: Connection, config: Config, server: Dovecot, tmp_path: Path) -> None:
    name = poisoned(conn, config, server)
    edited = tmp_path / "edited.eml"
    edited.write_bytes(letter(number="9", subject="解毒"))
    assert json.loads(run(config, "mail", "retry", name, "--file", str(edited)).stdout)["state"] == "taken"
    assert mails.counts(conn) == {"taken": 6}


def test_without_a_mailbox_polling_says_so(config: Config, conn: Connection) -> None:
    result = run(replace(config, imap_host=""), "poll", "--once")
    assert result.exit_code == 1
    assert "imap_host" in result.stderr
