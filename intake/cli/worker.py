"""`intake worker`: the worker alone, for installations with several hosts."""

import click

from intake import config, worker


@click.command("worker")
def command() -> None:
    """Read the mailbox, link, send and clear away until Ctrl-C."""
    worker.run(config.load())
