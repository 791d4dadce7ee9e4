"""`intake poster …`: posters with QR codes; a person approves their places on the page for staff."""

from pathlib import Path

import click

from intake import clock, posters
from intake.cli.opened import opened
from intake.errors import Invalid
from intake.papers import pdf
from intake.papers.poster import SIZES
from intake.store import posters as store


@click.group("poster")
def command() -> None:
    """Posters: add, list, print."""


@command.command("add")
@click.argument("places", nargs=-1)
@click.option("--from", "file", type=click.Path(path_type=Path), help="a text file with a place on each line")
@click.option("--issue", "issue_id", type=int, help="the entry the poster asks about; default: all of them")
def add(places: tuple[str, ...], file: Path | None, issue_id: int | None) -> None:
    """Propose posters, one for each place."""
    lines = file.read_text(encoding="utf-8-sig").splitlines() if file else []
    with opened() as (_, conn):
        made = posters.propose(conn, [*places, *lines], issue_id, None, clock.now())
    click.echo(f"已提出 {len(made)} 个地点，请负责人在工作页面“海报”中核准", err=True)


@command.command("list")
def list_() -> None:
    """Every poster: code, state, opinions that came through it, place."""
    with opened() as (_, conn):
        for poster in store.every(conn):
            click.echo(f"{poster.code}\t{poster.state}\t{poster.opinions}\t{poster.place}")


@command.command("print")
@click.option("--size", type=click.Choice(list(SIZES)), default="A4", show_default=True)
@click.option("--format", "kind", type=click.Choice(["docx", "pdf"]), default="docx", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="the file to write")
def print_(size: str, kind: str, out: Path) -> None:
    """Write all approved posters into one document, a page each."""
    with opened() as (config, conn):
        if not config.public_url:
            raise Invalid("请先设置 INTAKE_PUBLIC_URL：海报上的二维码要写明网址")
        base = config.public_url.rstrip("/")
        made = posters.document(conn, config, posters.printable(conn), base, size)
    out.write_bytes(pdf.of_docx(made) if kind == "pdf" else made)
    click.echo(str(out))
