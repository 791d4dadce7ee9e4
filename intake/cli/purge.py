"""`intake purge`: clear away what is only kept for a while, at once instead of within the hour."""

import click

from intake import clock, housekeeping
from intake.cli.opened import opened


@click.command("purge")
@click.option("--dry-run", is_flag=True, help="only say what would go")
def command(dry_run: bool) -> None:
    """Delete staged uploads, bytes nothing refers to, old counters and drafts; opinions are never touched."""
    with opened() as (_, conn):
        found = housekeeping.due(conn, clock.now()) if dry_run else housekeeping.clear(conn, clock.now())
    click.echo(
        f"未提交的上传 {found.uploads} 个，无人引用的文件 {found.blobs} 个，过期计数 {found.attempts} 条，"
        f"两个月未动的草稿 {found.drafts} 份",
        err=True,
    )
