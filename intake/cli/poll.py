"""`intake poll`: read the mailboxes."""

import time

import click

from intake import clock
from intake.channels.mail import poller
from intake.channels.mail.settings import mailboxes
from intake.channels.mail.transport import MailError
from intake.cli.opened import opened
from intake.config import Config
from intake.db import Connection
from intake.errors import ConfigError


@click.command("poll")
@click.option("--once", is_flag=True, help="Take what is there now, then end; otherwise go on until Ctrl-C.")
def command(once: bool) -> None:
    """Read the mailboxes; nothing in them is marked, moved or deleted."""
    with opened() as (config, conn):
        if not mailboxes(config):
            raise ConfigError("imap_host: no mailbox is configured")
        settled = _everything(conn, config)
        click.echo(f"处理邮件 {settled} 封", err=True)
        while not once:
            _keep_looking(conn, config)


def _everything(conn: Connection, config: Config) -> int:
    settled = 0
    while found := poller.poll(conn, config, clock.now()):
        settled += found
    return settled


def _keep_looking(conn: Connection, config: Config) -> None:
    try:
        if poller.attend(conn, config, clock.now()):
            return
    except MailError as error:
        click.echo(error, err=True)
    time.sleep(config.poll_seconds)
