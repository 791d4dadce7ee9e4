"""`intake check`: whether the database is whole and nobody has changed its histories."""

import sys

import click

from intake import inspection
from intake.cli.opened import opened


@click.command("check")
def command() -> None:
    """Verify the database; one line a finding, exit status 1 where there is any.  Reads everything."""
    findings = 0
    with opened() as (_, conn):
        for finding in inspection.findings(conn):
            click.echo(finding)
            findings += 1
    click.echo("没有发现问题" if not findings else f"发现 {findings} 个问题", err=True)
    sys.exit(1 if findings else 0)
