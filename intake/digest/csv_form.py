"""A snapshot as CSV (RFC 4180, UTF-8 with a byte order mark, so that office programs read Chinese). Pure."""

import csv
import io

from intake.digest import tables
from intake.digest.table import Cell
from intake.digest.types import Snapshot
from intake.digest.wording import numbered
from intake.text.cells import clean, defused


def render(found: Snapshot) -> bytes:
    """All tables, one under the other, an empty line between; the list of opinions is the last but one."""
    out = io.StringIO()
    writer = csv.writer(out)
    number = numbered(found["number"], found["revision"])
    head = ("意见建议专报", number, found["title"], found["circular"], found["office"])
    writer.writerow([safe(cell) for cell in head])
    for table in tables.every(found):
        writer.writerow([])
        writer.writerow([table.title])
        writer.writerow(table.columns)
        writer.writerows([safe(cell) for cell in row] for row in table.rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def safe(cell: Cell) -> Cell:
    """A cell as CSV may have it."""
    return defused(clean(cell)) if isinstance(cell, str) else cell
