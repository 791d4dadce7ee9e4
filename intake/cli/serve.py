"""`intake serve`: web server and worker together."""

import sys
from pathlib import Path

import click

from intake import clock, config, installation
from intake.cli.init import prepare
from intake.config import Config
from intake.db import Database
from intake.server import listen, serve


@click.command("serve")
@click.option("--demo", is_flag=True, help="add sample opinions and an account to look around with")
def command(demo: bool) -> None:
    """Serve the pages, read the mailbox, link and send, until Ctrl-C."""
    settings = config.load()
    database = Database(settings)
    prepare(settings, database)
    login = f"忘记密码：{_command()} staff passwd 账号"
    if demo:
        with database.connection() as conn:
            account, password = installation.demonstrate(conn, settings, clock.now())
        login = f"账号 {account}，密码 {password}"
    database.close()
    listener = listen(settings)
    address = _address(settings, listener.getsockname()[1])
    click.echo(f"公众网页　{address}/", err=True)
    click.echo(f"工作人员　{address}/staff/　{login}", err=True)
    click.echo("按 Ctrl-C 结束", err=True)
    sys.exit(serve(settings, listener))


def _command() -> str:
    """How this program was called, short enough to be typed again."""
    path = Path(sys.argv[0])
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _address(settings: Config, port: int) -> str:
    host = settings.host if settings.host not in ("0.0.0.0", "::") else "127.0.0.1"  # noqa: S104 - only shown
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
