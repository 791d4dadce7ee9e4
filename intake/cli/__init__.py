"""The command line `intake …`: thin; a command's module is imported only when it is called."""

import importlib
import sys
from typing import Any

import click

from intake.errors import IntakeError

COMMANDS = {
    "circular": "intake.cli.circular",
    "link": "intake.cli.link",
    "mail": "intake.cli.mail",
}


class _Lazy(click.Group):
    """A group whose commands load on demand and whose domain errors become one clear line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command = importlib.import_module(COMMANDS[name]).command
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except IntakeError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="intake")
def cli() -> None:
    """Public feedback intake: opinions in, linked, answered, digested."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="surrogateescape")  # type: ignore[union-attr]
