"""`intake digest`: the week's digest on standard output or into files; `--issue` numbers and freezes it first."""

import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from intake import clock, config, migrations
from intake.db import Connection, Database
from intake.digest import weeks
from intake.digest.forms import FORMS, filename
from intake.digest.issue import current, rendered
from intake.digest.issue import issue as issue_digest
from intake.errors import Invalid
from intake.store import staff


@click.command("digest")
@click.argument("week", required=False)
@click.option("--week", "named", metavar="WEEK", help="the same as WEEK, e.g. 2026-W47; default: the last whole week")
@click.option("--format", "formats", default="json", show_default=True, help=f"of {','.join(FORMS)}; several by commas")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="folder for the files")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="file for a single format")
@click.option("--issue", "issuing", is_flag=True, help="number it and freeze it, once the week is over")
@click.option("--by", metavar="LOGIN", help="who issues it")
def command(
    week: str | None,
    named: str | None,
    formats: str,
    out: Path | None,
    output: Path | None,
    issuing: bool,
    by: str | None,
) -> None:
    """A week's digest: frozen bytes where it was issued, else a draft of the week as it stands."""
    wanted = _formats(formats, several=out is not None)
    database = Database(config.load())
    migrations.check(database)
    with database.connection() as conn:
        now = clock.now()
        week = weeks.checked(week or named or last_whole(now, conn.zone))
        if issuing:
            _issue(conn, week, by, now)
        for form in wanted:
            data = rendered(conn, week, form, now)
            if out is not None:
                out.mkdir(parents=True, exist_ok=True)
                path = out / filename(current(conn, week, now), form)
                path.write_bytes(data)
                click.echo(path)
            elif output is not None:
                output.write_bytes(data)
            else:
                sys.stdout.buffer.write(data)
    database.close()


def last_whole(now: datetime, zone: ZoneInfo) -> str:
    """The last week that is over."""
    return weeks.shifted(clock.week_of(now, zone), -1)


def _issue(conn: Connection, week: str, by: str | None, now: datetime) -> None:
    if by is None:
        raise click.UsageError("--issue needs --by LOGIN")
    edition = issue_digest(conn, week, staff.by_login(conn, by), now)
    click.echo(f"第{edition.number}期（{edition.week}）", err=True)


def _formats(text: str, *, several: bool) -> list[str]:
    wanted = [name.strip() for name in text.split(",") if name.strip()]
    if unknown := [name for name in wanted if name not in FORMS]:
        raise Invalid(f"没有这种格式：{'、'.join(unknown)}；可选 {'、'.join(FORMS)}")
    if not several and len(wanted) != 1:
        raise click.UsageError("several formats need --out DIR")
    return wanted
