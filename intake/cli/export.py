"""`intake export`: every opinion that may leave the house, with its text, on standard output or into files."""

import sys
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from intake import clock
from intake.cli.opened import opened
from intake.db import Connection
from intake.export.run import export
from intake.export.writers import FORMS
from intake.model import Channel, Staff, Status
from intake.store import exports, staff
from intake.store.exports import Wanted


@click.command("export")
@click.option("--format", "formats", default="csv", show_default=True, help=f"of {','.join(FORMS)}; several by commas")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="folder for the files")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="registered on this day or later")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="registered on this day or earlier")
@click.option("--channel", type=click.Choice([channel.value for channel in Channel]), default=None, help="only these")
@click.option("--status", type=click.Choice([status.value for status in Status]), default=None, help="only these")
@click.option("--circular", type=int, default=0, metavar="ID", help="only opinions on this circular")
@click.option("--as-written", is_flag=True, help="leave telephone numbers, addresses and names in the texts")
@click.option("--by", metavar="LOGIN", help="who exports; default: who runs the server")
def command(
    formats: str,
    out: Path | None,
    since: datetime | None,
    until: datetime | None,
    channel: str | None,
    status: str | None,
    circular: int,
    as_written: bool,
    by: str | None,
) -> None:
    """Every opinion with its text and links; contacts, sealed and isolated ones never.

    Each export is noted with its filters, rows and hash.
    """
    names = [name.strip() for name in formats.split(",") if name.strip()]
    if out is None and len(names) != 1:
        raise click.UsageError("several formats need --out DIR")
    with opened() as (_, conn):
        wanted = Wanted(
            since=_start(since, conn.zone),
            until=_start(until + timedelta(days=1), conn.zone) if until else None,
            channel=channel or "",
            status=status or "",
            circular_id=circular,
        )
        person = staff.by_login(conn, by) if by else None
        for name in names:
            _export(conn, name, wanted, out, person, private=not as_written)
        if withheld := exports.withheld(conn):
            click.echo(f"另有 {withheld} 件密件、疑似检举控告或隔离件按规定不导出", err=True)


def _export(conn: Connection, form: str, wanted: Wanted, out: Path | None, by: Staff | None, *, private: bool) -> None:
    now = clock.now()
    with click.progressbar(length=exports.count(conn, wanted), label=form, file=sys.stderr) as bar:
        if out is None:
            left = export(conn, form, wanted, sys.stdout.buffer, by, now, private=private, progress=bar.update)
        else:
            out.mkdir(parents=True, exist_ok=True)
            path = out / f"意见导出-{now.astimezone(conn.zone):%Y%m%d-%H%M%S}.{form}"
            half = path.with_name(f"{path.name}.part")  # a file that was cut off is never taken for a whole one
            with half.open("wb") as file:
                left = export(conn, form, wanted, file, by, now, private=private, progress=bar.update)
            half.rename(path)
            click.echo(path)
    click.echo(f"导出 {left.rows} 件，SHA-256 {left.sha256}", err=True)


def _start(day: datetime | None, zone: ZoneInfo) -> datetime | None:
    return day.replace(tzinfo=zone) if day else None
