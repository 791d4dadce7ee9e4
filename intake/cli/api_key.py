"""`intake api-key …`: keys of programs that use the open interfaces."""

import click

from intake import api_keys, clock
from intake.api_keys import Right
from intake.cli.opened import opened
from intake.store import api_keys as stored


@click.group("api-key")
def command() -> None:
    """Keys for the open interfaces: add, list, revoke."""


@command.command("add")
@click.argument("name")
@click.option(
    "--right",
    "rights",
    multiple=True,
    type=click.Choice([right.value for right in Right]),
    help="what the program may do, once for each; default: all",
)
@click.option("--per-hour", default=1000, show_default=True, help="calls in an hour")
def add(name: str, rights: tuple[str, ...], per_hour: int) -> None:
    """A new key for NAME; prints it once, it is stored nowhere."""
    with opened() as (_, conn):
        secret = api_keys.add(conn, name, [Right(right) for right in rights] or list(Right), per_hour, clock.now())
    click.echo(secret)


@command.command("list")
def list_() -> None:
    """Every key: id, state, calls in an hour, rights, name."""
    with opened() as (_, conn):
        for key in stored.every(conn):
            state = "已停用" if key.revoked else "使用中"
            click.echo(f"{key.id}\t{state}\t{key.per_hour}\t{','.join(sorted(key.rights))}\t{key.name}")


@command.command("revoke")
@click.argument("key_id", type=int)
def revoke(key_id: int) -> None:
    """Let a key do nothing more, from the next call on."""
    with opened() as (_, conn):
        api_keys.revoke(conn, key_id, clock.now())
