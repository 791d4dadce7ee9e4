"""A snapshot as one printable page: A4, no script, nothing from elsewhere, styles inside. Pure."""

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from intake.digest.paper import Block, compose
from intake.digest.tables import Table, spoken
from intake.digest.types import Snapshot
from intake.resources import folder
from intake.text.cells import clean

BAR = 90  # pixels of the longest bar


def render(found: Snapshot) -> bytes:
    """The page."""
    page = _template().render(paper=compose(found), kind=_kind, bar=_bar, css=_css(), spoken=spoken)
    return clean(page).encode()


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(folder("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("digests/paper.html")


@cache
def _css() -> str:
    return (folder("templates") / "digests" / "paper.css").read_text(encoding="utf-8")


def _kind(block: Block) -> str:
    return type(block).__name__.lower()


def _bar(table: Table, row: int, column: int) -> int:
    """The length of the bar beside a cell, in pixels; 0 for none: the first column of numbers of a table has bars."""
    if table.key not in ("coverage", "channels") or column != min(table.numeric):
        return 0
    rows = [r for r in table.rows if r[0] != "合计"]
    if table.rows[row] not in rows:
        return 0
    most = max(int(r[column]) for r in rows)
    return round(BAR * int(table.rows[row][column]) / most) if most else 0
