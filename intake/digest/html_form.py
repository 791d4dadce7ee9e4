"""A snapshot as one printable page: A4, no script, nothing from elsewhere, styles and pictures inside. Pure."""

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from intake.digest.chart import draw
from intake.digest.paper import Block, compose
from intake.digest.table import spoken
from intake.digest.types import Snapshot
from intake.resources import folder
from intake.text.cells import clean


def render(found: Snapshot) -> bytes:
    """The page."""
    page = _template().render(paper=compose(found), kind=_kind, draw=draw, css=_css(), spoken=spoken)
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
