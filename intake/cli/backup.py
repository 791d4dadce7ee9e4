"""`intake backup FILE`: the whole installation in one file, and its key beside it."""

from pathlib import Path

import click

from intake import backups, config


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--without-key", is_flag=True, help="leave the secret key out; keep it elsewhere, or no receipt can be read"
)
def command(file: Path, without_key: bool) -> None:
    """Write a verified backup while the service goes on."""
    backups.back_up(config.load(), file, with_key=not without_key)
    click.echo(f"已备份到 {file}", err=True)
    if without_key:
        click.echo("备份不含密钥：请另行保管，没有密钥就不能凭查询码查询", err=True)
    else:
        click.echo(f"密钥在 {backups.key_of(file)}：两个文件都含个人信息，请妥善保管", err=True)
