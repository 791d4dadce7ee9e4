"""`intake restore FILE`: a backup in the place of the database."""

from pathlib import Path

import click

from intake import backups, clock, config


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def command(file: Path) -> None:
    """Restore FILE; end the service first.  The database of before is kept beside it."""
    aside = backups.restore(config.load(), file, clock.now())
    click.echo("已恢复", err=True)
    if aside is not None:
        click.echo(f"原来的数据库移到了 {aside}", err=True)
