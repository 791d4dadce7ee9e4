"""`intake circular import FILE`: a published circular into the catalogue, with what it changes on standard error."""

from pathlib import Path

import click

from intake import catalogue, clock, config, migrations
from intake.catalogue import Preview
from intake.db import Connection, Database
from intake.errors import Invalid
from intake.store import circulars


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--into", type=int, help="id of the circular that this is a new version of")
@click.option("--new", is_flag=True, help="a new circular, although there is one already")
@click.option("--publish", is_flag=True, help="open it for opinions at once")
@click.option("--dry-run", is_flag=True, help="only show what would change")
def command(file: Path, into: int | None, new: bool, publish: bool, dry_run: bool) -> None:
    """Import a circular; prints its id.

    Where exactly one circular is there, FILE is taken for its new version unless --new says otherwise.
    """
    database = Database(config.load())
    migrations.check(database)
    data = file.read_bytes()
    with database.connection() as conn:
        circular_id = None if new else into or _only(conn)
        found = catalogue.preview(conn, data, file.name, circular_id)
        for line in described(found):
            click.echo(line, err=True)
        if dry_run:
            return
        now = clock.now()
        seen = found.former.version if found.former else None
        circular_id = catalogue.import_(conn, data, file.name, circular_id, None, now, seen=seen)
        if publish:
            catalogue.set_state(conn, circular_id, "open", None, now)
        click.echo(circular_id)


def described(found: Preview) -> list[str]:
    """What a person should know before an import, a line each."""
    parsed = found.parsed
    leaves = sum(entry.leaf for entry in parsed.issues)
    lines = [f"整改事项 {leaves} 项，其他部分 {len(parsed.sections)} 个"]
    lines += [f"需要核对：{words}" for words in parsed.unclear]
    if found.changes is not None:
        counts = found.changes.counts
        lines.append(
            f"新增 {counts['added']} 项，变更 {counts['changed']} 项，删除 {counts['removed']} 项，"
            f"沿用 {counts['carried']} 项"
        )
        lines += [f"+ {entry.code} {entry.title}" for entry in found.changes.added]
        lines += [f"~ {entry.code} {entry.title}" for _, entry in found.changes.changed]
        lines += [f"- {issue.code} {issue.title}" for issue in found.changes.removed]
    return lines


def _only(conn: Connection) -> int | None:
    there = list(circulars.states(conn))
    if len(there) > 1:
        raise Invalid("已有多份通报，请用 --into 指明更新哪一份，或用 --new 作为新的通报")
    return there[0] if there else None
