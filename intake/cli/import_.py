"""`intake import FILE.jsonl`: many opinions at once, from another system or an old register."""

import json
from pathlib import Path

import click

from intake import clock
from intake.bulk import Row, load, row_of
from intake.cli.opened import opened
from intake.errors import Invalid


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def command(file: Path) -> None:
    """Take in the opinions of FILE, one JSON object a line:

    {"channel", "text", "subject"?, "name"?, "phone"?, "email"?, "received_at"?, "labels"?}
    """
    rows = rows_in(file)
    with opened() as (_, conn):
        done = load(conn, rows, clock.now())
    click.echo(f"收入 {done.taken} 件，原已收入 {done.repeated} 件；其中已有关联结论 {done.decided} 件", err=True)


def rows_in(file: Path) -> list[Row]:
    """The rows of a file.  Raises Invalid with the number of the first line that is wrong."""
    rows = []
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise Invalid(f"文件不是 UTF-8 编码（第 {error.start} 个字节）") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
            if not isinstance(values, dict):
                raise Invalid("不是 JSON 对象")
            rows.append(row_of(values))
        except ValueError as error:
            raise Invalid(f"第 {number} 行不是 JSON：{error}") from None
        except Invalid as error:
            raise Invalid(f"第 {number} 行：{error}") from None
    return rows
