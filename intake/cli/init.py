"""`intake init`: create or migrate the database, load the seeds once, make the first accounts."""

import click

from intake import config, installation
from intake.config import Config
from intake.db import Database


@click.command("init")
def command() -> None:
    """Create or migrate the database; safe to call again and again."""
    settings = config.load()
    database = Database(settings)
    try:
        prepare(settings, database)
    finally:
        database.close()


def prepare(settings: Config, database: Database) -> None:
    """Make the installation ready and say what was done; passwords of new accounts are shown this once."""
    done = installation.prepare(settings, database)
    for name in done.migrations:
        click.echo(f"已更新数据库：{name}", err=True)
    if done.circular_id is not None:
        click.echo("已载入并发布随附的通报", err=True)
    for login, role, password in done.accounts:
        click.echo(f"已建立账号 {login}（{role}），密码 {password} ——只显示这一次，请登录后修改", err=True)
