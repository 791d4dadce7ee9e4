"""`intake link`: opinions on standard input → suggestions on standard output, one JSON object a line."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import click

from intake.circular.parse import parse
from intake.circular.read import read
from intake.errors import Invalid
from intake.linking import thesaurus
from intake.linking.linker import Linker
from intake.linking.types import Answer, Example, Target
from intake.resources import folder


@click.command("link")
@click.option("--circular", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--confirmed", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def command(circular: Path | None, confirmed: Path | None) -> None:
    """Suggest for each opinion (JSONL {id, text}) the entries it is about."""
    if circular is None:
        raise click.UsageError("--circular FILE")
    linker = Linker.build(
        targets_of(circular),
        examples_in(confirmed) if confirmed else (),
        thesaurus.load(folder("seeds") / "thesaurus.toml"),
    )
    for number, row in rows(sys.stdin):
        text = row.get("text")
        if not isinstance(text, str):
            raise Invalid(f"第 {number} 行缺少 text")
        click.echo(json.dumps(shown(row.get("id"), linker.suggest(text)), ensure_ascii=False))


def shown(name: Any, answer: Answer) -> dict[str, Any]:
    """The line that `link` prints for one opinion."""
    return {
        "id": name,
        "suggestions": [
            {
                "code": s.key,
                "probability": round(s.probability, 4),
                "evidence": [[e.start, e.end] for e in s.evidence],
            }
            for s in answer.suggestions
        ],
        "related": round(answer.related, 4),
        "abstain": answer.abstain,
    }


def rows(lines: IO[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a JSONL stream with their line numbers. Raises Invalid."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as error:
                raise Invalid(f"第 {number} 行不是 JSON:{error}") from error
            if not isinstance(row, dict):
                raise Invalid(f"第 {number} 行不是 JSON 对象")
            yield number, row


def targets_of(path: Path) -> list[Target]:
    """The leaves of a circular's catalogue, issues first, then sections."""
    found = parse(read(path.read_bytes(), path.name))
    return [
        Target(entry.code, entry.title, entry.text, tuple(entry.path), kind)
        for kind, entries in (("issue", found.issues), ("section", found.sections))
        for entry in entries
        if entry.leaf
    ]


def examples_in(path: Path) -> list[Example]:
    """Confirmed links, a line each: {text, labels}. Raises Invalid."""
    with path.open(encoding="utf-8") as file:
        return [Example(row["text"], tuple(row["labels"])) for _, row in rows(file)]
