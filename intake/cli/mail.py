"""``intake mail parse FILE…``: what the service would read in these messages.  No database."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from intake.channels.mail.message import Mail, parse

# legal inside a JSON string, but many readers of lines take them for the end of one
_LINE_ENDS = {code: f"\\u{code:04x}" for code in (0x85, 0x2028, 0x2029)}


@click.group("mail")
def command() -> None:
    """Look at mail without taking it in."""


@command.command("parse")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def parse_files(files: tuple[Path, ...]) -> None:
    """Read raw messages; one JSON object a line, in the order given."""
    for line in _lines(files):
        sys.stdout.write(line + "\n")


def _lines(files: tuple[Path, ...]) -> Iterator[str]:
    for path in files:
        try:
            answer = _answer(parse(path.read_bytes()))
        except OSError as error:
            answer = _answer(parse(b""))
            answer["problems"] = ["unreadable-file: " + (error.strerror or "")]
        line = json.dumps({"path": str(path), **answer}, ensure_ascii=False)
        yield line.translate(_LINE_ENDS)


def _answer(mail: Mail) -> dict[str, Any]:
    return {
        "kind": mail.kind,
        "reason": mail.reason,
        "from": mail.from_address,
        "from_name": mail.from_name,
        "subject": mail.subject,
        "date": mail.date.isoformat() if mail.date else None,
        "message_id": mail.message_id,
        "in_reply_to": mail.in_reply_to,
        "body": mail.body,
        "cut": mail.cut,
        "attachments": [
            {"filename": a.filename, "media_type": a.media_type, "size_bytes": len(a.data)} for a in mail.attachments
        ],
        "problems": list(mail.problems),
    }
