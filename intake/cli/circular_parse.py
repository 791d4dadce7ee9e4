"""`intake circular parse FILE`: what is in a published circular."""

import json
import sys
from pathlib import Path

import click

from intake.circular.parse import parse, to_json
from intake.circular.read import read


@click.command("parse")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def command(file: Path) -> None:
    """Read FILE (.txt .html .docx) and print its catalogue as one JSON object; uses no database."""
    parsed = parse(read(file.read_bytes(), file.name))
    sys.stdout.write(json.dumps(to_json(parsed), ensure_ascii=False) + "\n")
