"""`intake digest`: a period's digest on standard output or into files; `--issue` numbers and freezes it first."""

import sys
from datetime import datetime
from pathlib import Path

import click

from intake import clock
from intake.cli.opened import opened
from intake.config import Config
from intake.db import Connection
from intake.digest import periods
from intake.digest.forms import EVERY, filename
from intake.digest.issue import find, rendered
from intake.digest.periods import Period, Scope
from intake.digest.proposing import submit
from intake.errors import Invalid
from intake.store import staff
from intake.store.editions import Edition


@click.command("digest")
@click.option("--week", metavar="WEEK", help="an ISO week, e.g. 2026-W47; default: the last whole week")
@click.option("--period", metavar="PERIOD", help="2026-W47, 2026-11, 2026-Q4 or 2026-11-01--2026-11-15")
@click.option("--circular", type=int, default=0, metavar="ID", help="only opinions on this circular")
@click.option("--format", "formats", default="json", show_default=True, help=f"of {','.join(EVERY)}; several by commas")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="folder for the files")
@click.option("--issue", "issuing", is_flag=True, help="number it and freeze it, once the period is over")
@click.option("--by", metavar="LOGIN", help="who issues it, or puts it forward where it takes two")
def command(
    week: str | None,
    period: str | None,
    circular: int,
    formats: str,
    out: Path | None,
    issuing: bool,
    by: str | None,
) -> None:
    """A digest: frozen bytes where it was issued, else a draft of the period as it stands."""
    wanted, now = _formats(formats, several=out is not None), clock.now()
    with opened() as (settings, conn):
        named = week or period
        scope = Scope(periods.parse(named) if named else _last_week(conn, now), circular)
        if issuing:
            _issue(conn, settings, scope, by, now)
        made = rendered(conn, settings, scope, wanted, now)
        edition = find(conn, scope)
    _hand_out(made, scope, edition, out)


def _hand_out(made: dict[str, bytes], scope: Scope, edition: Edition | None, out: Path | None) -> None:
    number, revision = (edition.number, edition.revision) if edition else (None, 0)
    for form, data in made.items():
        if out is None:
            sys.stdout.buffer.write(data)
        else:
            out.mkdir(parents=True, exist_ok=True)
            path = out / filename(scope.period.key, number, revision, form)
            path.write_bytes(data)
            click.echo(path)


def _last_week(conn: Connection, now: datetime) -> Period:
    return periods.week_of(now.astimezone(conn.zone).date()).shifted(-1)


def _issue(conn: Connection, settings: Config, scope: Scope, by: str | None, now: datetime) -> None:
    if by is None:
        raise click.UsageError("--issue needs --by LOGIN")
    annex = settings.digest_annex == "all"
    edition = submit(conn, settings, scope, staff.by_login(conn, by), now, annex=annex)
    said = f"第{edition.number}期（{edition.period}）" if edition else "已送签，由另一人编发"
    click.echo(said, err=True)


def _formats(text: str, *, several: bool) -> list[str]:
    wanted = [name.strip() for name in text.split(",") if name.strip()]
    if unknown := [name for name in wanted if name not in EVERY]:
        raise Invalid(f"没有这种格式：{'、'.join(unknown)}；可选 {'、'.join(EVERY)}")
    if not several and len(wanted) != 1:
        raise click.UsageError("several formats need --out DIR")
    return wanted
