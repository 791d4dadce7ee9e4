"""`intake link`: opinions on standard input → suggestions on standard output, one JSON object a line."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import click

from intake import config, migrations
from intake.circular.parse import parse
from intake.circular.read import read
from intake.db import Connection, Database
from intake.errors import Invalid, NotFound
from intake.learning import lessons
from intake.linking import thesaurus
from intake.linking.evaluate import measure
from intake.linking.linker import Linker
from intake.linking.types import Answer, Example, Target
from intake.resources import folder
from intake.store import circulars, links

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("link")
@click.option("--circular", type=_FILE, help="link to this circular, without a database")
@click.option("--confirmed", type=_FILE, help="learn from these links as well: JSONL {text, labels, rejected?}")
@click.option("--evaluate", type=_FILE, help="measure on labelled opinions instead: JSONL {text, labels}")
def command(circular: Path | None, confirmed: Path | None, evaluate: Path | None) -> None:
    """Suggest for each opinion (JSONL {id, text}) the entries it is about.

    Without --circular: the newest circular of the database, with the links that its staff have confirmed.
    """
    targets, examples = (targets_of(circular), []) if circular else _stored()
    if confirmed:
        examples += examples_in(confirmed)
    linker = Linker.build(targets, examples, thesaurus.load(folder("seeds") / "thesaurus.toml"))
    if evaluate:
        for figure in measure(linker.suggest, examples_in(evaluate)):
            click.echo(f"{figure.value:.3f}  ({figure.low:.3f} – {figure.high:.3f})  {figure.name}，{figure.count} 件")
        return
    for number, row in rows(sys.stdin):
        click.echo(json.dumps(shown(row.get("id"), linker.suggest(_text(number, row))), ensure_ascii=False))


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
        "related": round(answer.related, 6),
        "abstain": answer.abstain,
    }


def rows(lines: IO[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a JSONL stream with their line numbers. Raises Invalid."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as error:
                raise Invalid(f"第 {number} 行不是 JSON：{error}") from error
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
    """Decided opinions, a line each: {text, labels, rejected?}. Raises Invalid."""
    with path.open(encoding="utf-8") as file:
        return [
            Example(_text(number, row), _codes(number, row, "labels"), _codes(number, row, "rejected"))
            for number, row in rows(file)
        ]


def _text(number: int, row: dict[str, Any]) -> str:
    text = row.get("text")
    if not isinstance(text, str):
        raise Invalid(f"第 {number} 行缺少 text")
    return text


def _codes(number: int, row: dict[str, Any], name: str) -> tuple[str, ...]:
    codes = row.get(name, [])
    if not (isinstance(codes, list) and all(isinstance(code, str) for code in codes)):
        raise Invalid(f"第 {number} 行的 {name} 应为编号的列表")
    return tuple(codes)


def _stored() -> tuple[list[Target], list[Example]]:
    database = Database(config.load())
    migrations.check(database)
    with database.connection() as conn:
        return _catalogue(conn)


def _catalogue(conn: Connection) -> tuple[list[Target], list[Example]]:
    """The newest open or closed circular by its codes, and what staff have decided on it. Raises NotFound."""
    issues = circulars.linkable(conn)
    if not issues:
        raise NotFound("数据库中没有已发布的通报，请用 --circular 指定文件")
    codes = {issue.id: issue.code for issue in issues if issue.circular_id == issues[0].circular_id}
    targets = [Target(i.code, i.title, i.text, i.path, i.kind) for i in issues if i.id in codes]
    examples = [
        replace(example, keys=_renamed(example.keys, codes), rejected=_renamed(example.rejected, codes))
        for example in lessons.with_texts(conn, lessons.about(conn, links.decided(conn)))
    ]
    return targets, examples


def _renamed(keys: tuple[str, ...], codes: dict[int, str]) -> tuple[str, ...]:
    return tuple(codes.get(int(key), key) for key in keys)
