"""`intake circular …`: look into a published circular, bring it into the catalogue."""

import click

from intake.cli import Lazy


@click.group(
    "circular",
    cls=Lazy,
    modules={"parse": "intake.cli.circular_parse", "import": "intake.cli.circular_import"},
)
def command() -> None:
    """Look into a circular, or import it."""
