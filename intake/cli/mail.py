"""`intake mail …`: what the service reads in messages, the ledger beside the mailboxes, another try for what failed."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from intake import clock
from intake.channels.mail import ledger
from intake.channels.mail.message import Mail, parse
from intake.cli.opened import opened
from intake.errors import NotFound
from intake.store import mails

# legal inside a JSON string, but many readers of lines take them for the end of one
_LINE_ENDS = {code: f"\\u{code:04x}" for code in (0x85, 0x2028, 0x2029)}


@click.group("mail")
def command() -> None:
    """Look at mail, and at the ledger of the mailboxes."""


@command.command("parse")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def parse_files(files: tuple[Path, ...]) -> None:
    """Read raw messages; one JSON object a line, in the order given."""
    for line in _lines(files):
        sys.stdout.write(line + "\n")


@command.command("reconcile")
@click.pass_context
def reconcile(context: click.Context) -> None:
    """Compare the mailboxes with the ledger; exit status 1 where a message was passed over or has failed."""
    with opened() as (config, conn):
        missing = 0
        for balance in ledger.reconcile(conn, config):
            click.echo(_json(asdict(balance)))
            missing += len(balance.missing)
        failed = [entry.key for entry in mails.in_state(conn, "failed")]
    for key in failed:
        click.echo(_json({"failed": key}))
    context.exit(1 if missing or failed else 0)


@command.command("list")
@click.option("--state", type=click.Choice(["taken", "duplicate", "kept", "failed"]), default="failed")
def list_entries(state: str) -> None:
    """The ledger's messages in a state, newest first, at most a thousand."""
    with opened() as (_, conn):
        for entry in mails.in_state(conn, state):
            known = {"message": entry.key, "kind": entry.kind, "reason": entry.reason, "opinion": entry.opinion_id}
            click.echo(_json({**known, "received_at": entry.received_at.isoformat()}))


@command.command("retry")
@click.argument("message")
@click.option("--file", type=click.Path(path_type=Path, exists=True), help="The message as it was edited.")
def retry(message: str, file: Path | None) -> None:
    """Try a message that failed once more; MESSAGE as `intake mail list` names it."""
    with opened() as (config, conn):
        entry = mails.by_key(conn, message)
        if entry is None or entry.state != "failed":
            raise NotFound(f"没有处理失败的邮件 {message}")
        found = ledger.retry(conn, config, entry, file.read_bytes() if file else None, clock.now)
        click.echo(_json({"message": message, "state": found.state, "opinion": found.opinion_id}))


def _json(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False).translate(_LINE_ENDS)


def _lines(files: tuple[Path, ...]) -> Iterator[str]:
    for path in files:
        try:
            answer = _answer(parse(path.read_bytes()))
        except OSError as error:
            answer = _answer(parse(b""))
            answer["problems"] = ["unreadable-file: " + (error.strerror or "")]
        yield _json({"path": str(path), **answer})


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
        "marks": list(mail.marks),
        "spam": {"points": mail.suspicion.points, "reasons": list(mail.suspicion.reasons)},
        "problems": list(mail.problems),
    }
