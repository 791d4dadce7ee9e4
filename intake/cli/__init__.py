"""The command line `intake …`: thin; a command's module is imported only when it is called."""

import importlib
import sys
from typing import Any

import click

from intake import logs
from intake.errors import IntakeError


class Lazy(click.Group):
    """A group whose commands are loaded on demand, each from the module that has it as `command`."""

    def __init__(self, *args: Any, modules: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self._modules)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self._modules:
            return None
        command = importlib.import_module(self._modules[name]).command
        assert isinstance(command, click.Command)
        return command


class _Entry(Lazy):
    """The outermost group: what goes wrong on purpose becomes one clear line."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except IntakeError as error:
            raise click.ClickException(str(error)) from error


MODULES = {
    name: f"intake.cli.{name}"
    for name in (
        "backup",
        "check",
        "circular",
        "digest",
        "export",
        "import_",
        "init",
        "link",
        "mail",
        "poll",
        "poster",
        "purge",
        "restore",
        "serve",
        "staff",
        "worker",
    )
}
MODULES["import"] = MODULES.pop("import_")
MODULES["api-key"] = "intake.cli.api_key"


@click.group(cls=_Entry, modules=MODULES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="intake")
def cli() -> None:
    """Public feedback intake: opinions in, linked, answered, digested."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="surrogateescape")  # type: ignore[union-attr]
    logs.set_up()
