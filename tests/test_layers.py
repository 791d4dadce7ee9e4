"""The house itself: who imports whom, where the outside world's libraries may be, how long a file may be."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "intake"
LONGEST = 400

# The first entry that a module's name begins with says its row; only downwards, sideways inside one's own folder.
ROWS = (
    ("intake.cli", 8),
    ("intake.app", 7),
    ("intake.worker", 7),
    ("intake.server", 7),
    ("intake.web", 6),
    ("intake.channels.mail.poller", 6),
    ("intake.channels", 5),
    ("intake.receive", 4),
    ("intake.recusal", 4),
    ("intake.absence", 4),
    ("intake.enrich", 4),
    ("intake.learning", 4),
    ("intake.likeness", 4),
    ("intake.indexing", 4),
    ("intake.triage", 4),
    ("intake.units", 4),
    ("intake.redaction", 4),
    ("intake.papers", 4),
    ("intake.ledger", 4),
    ("intake.instructions", 4),
    ("intake.desk", 4),
    ("intake.followup", 4),
    ("intake.catalogue", 4),
    ("intake.digest", 4),
    ("intake.export", 4),
    ("intake.accounts", 4),
    ("intake.second_factor", 4),
    ("intake.bulk", 4),
    ("intake.housekeeping", 4),
    ("intake.posters", 4),
    ("intake.inspection", 4),
    ("intake.api_keys", 4),
    ("intake.saved_views", 4),
    ("intake.phrases", 4),
    ("intake.rerank", 5),
    ("intake.ocr", 5),
    ("intake.installation", 5),
    ("intake.backups", 5),
    ("intake.migrations", 3),
    ("intake.store", 2),
    ("intake.linking", 2),
    ("intake.circular", 2),
    ("intake.dbfile", 2),
    ("intake.db", 1),
    ("intake.keyfile", 1),
    ("intake.config", 1),
    ("intake.receipts", 1),
    ("intake.passwords", 1),
    ("intake.totp", 1),
    ("intake.proof", 1),
    ("intake.text", 1),
    ("intake.workdays", 1),
    ("intake.labels", 1),
    ("intake.ids", 0),
    ("intake.clock", 0),
    ("intake.logs", 1),
    ("intake.resources", 0),
    ("intake.sentence", 0),
    ("intake.model", 0),
    ("intake.duty", 0),
    ("intake.errors", 0),
    ("intake", 0),
)
# Row 4 stands side by side on purpose: every act may ask who may do it, some lead through the one door.
SIDEWAYS = {
    ("intake.second_factor", "intake.accounts"),
    ("intake.saved_views", "intake.accounts"),
    ("intake.phrases", "intake.accounts"),
    ("intake.recusal", "intake.accounts"),
    ("intake.absence", "intake.accounts"),
    ("intake.desk", "intake.absence"),
    ("intake.receive", "intake.recusal"),
    ("intake.followup", "intake.recusal"),
    ("intake.triage", "intake.recusal"),
    ("intake.triage", "intake.receive"),
    ("intake.triage", "intake.accounts"),
    ("intake.units", "intake.triage"),
    ("intake.units", "intake.accounts"),
    ("intake.units", "intake.digest"),
    ("intake.units", "intake.papers"),
    ("intake.papers", "intake.digest"),
    ("intake.redaction", "intake.triage"),
    ("intake.redaction", "intake.accounts"),
    ("intake.redaction", "intake.receive"),
    ("intake.redaction", "intake.digest"),
    ("intake.instructions", "intake.triage"),
    ("intake.instructions", "intake.accounts"),
    ("intake.ledger", "intake.triage"),
    ("intake.ledger", "intake.accounts"),
    ("intake.ledger", "intake.digest"),
    ("intake.desk", "intake.receive"),
    ("intake.desk", "intake.triage"),
    ("intake.desk", "intake.accounts"),
    ("intake.catalogue", "intake.accounts"),
    ("intake.proof", "intake.receipts"),
    ("intake.posters", "intake.accounts"),
    ("intake.posters", "intake.papers"),
    ("intake.digest", "intake.accounts"),
    ("intake.digest", "intake.papers"),
    ("intake.export", "intake.accounts"),
    ("intake.enrich", "intake.receive"),
    ("intake.enrich", "intake.learning"),
    ("intake.learning", "intake.accounts"),
    ("intake.likeness", "intake.receive"),
    ("intake.bulk", "intake.receive"),
    ("intake.labels", "intake.model"),
    ("intake.duty", "intake.model"),
    ("intake.db", "intake.config"),
    ("intake.db", "intake.keyfile"),
    ("intake.db", "intake.receipts"),
    ("intake.keyfile", "intake.config"),
    ("intake.server", "intake.app"),
    ("intake.server", "intake.worker"),
}
OUTSIDE = {
    "flask": ("intake.web", "intake.app", "intake.server"),
    "werkzeug": ("intake.web", "intake.app"),
    "wtforms": ("intake.web", "intake.channels.form", "intake.channels.desk", "intake.channels.sheet"),
    "imaplib": ("intake.channels.mail",),
    "imapclient": ("intake.channels.mail",),
    "smtplib": ("intake.channels.mail",),
    "http": ("intake.rerank.endpoint",),
    "sqlite3": ("intake.db", "intake.dbfile", "intake.migrations"),
    "psycopg": ("intake.db",),
    "psycopg_pool": ("intake.db",),
    "gunicorn": ("intake.server",),
    "click": ("intake.cli",),
}


def row_of(module: str) -> tuple[str, int]:
    for name, row in ROWS:
        if module == name or module.startswith(f"{name}."):
            return name, row
    raise AssertionError(f"{module} has no row")


def imports(source: str, module: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} if ours(node.module) else {node.module}
    return found


def ours(name: str) -> bool:
    return name == "intake" or name.startswith("intake.")


def wrong(source: str, module: str) -> list[str]:
    """A sentence for every import that a module must not have."""
    own, row = row_of(module)
    found = []
    for name in sorted(imports(source, module)):
        if not ours(name):
            rooms = OUTSIDE.get(name.partition(".")[0])
            if rooms and not any(module == room or module.startswith(f"{room}.") for room in rooms):
                found.append(f"{module} must not import {name}")
            continue
        other, below = row_of(name)
        if other != own and below >= row and (own, other) not in SIDEWAYS:
            found.append(f"{module} (row {row}) must not import {name} (row {below})")
    return found


def modules() -> list[tuple[str, Path]]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found.append((".".join(parts[:-1] if parts[-1] == "__init__" else parts), path))
    return found


def test_imports_go_downwards_only() -> None:
    broken = [line for module, path in modules() for line in wrong(path.read_text(encoding="utf-8"), module)]
    assert broken == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("intake.store.opinions", "from intake.triage import confirm"),
        ("intake.triage", "from flask import request"),
        ("intake.linking.linker", "import sqlite3"),
        ("intake.rerank.work", "import http.client"),
        ("intake.web.queue", "from intake.worker import run"),
        ("intake.followup", "from intake import triage"),
        ("intake.text.segment", "def f():\n    from intake.store import links"),
    ],
)
def test_a_forbidden_import_is_found(module: str, source: str) -> None:
    assert wrong(source, module)


def test_sql_stands_in_store_and_migrations_only() -> None:
    rooms = ("intake.store", "intake.migrations", "intake.db", "intake.dbfile")
    found = [
        f"{module}: {text[:60]}"
        for module, path in modules()
        if not module.startswith(rooms)
        for text in _texts(path)
        if _is_sql(text)
    ]
    assert found == []


def _texts(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def _is_sql(text: str) -> bool:
    words = text.split()
    return len(words) > 2 and words[0] in ("SELECT", "INSERT", "UPDATE", "DELETE") and text.isascii()


@pytest.mark.parametrize("text", ["SELECT id FROM opinion", "UPDATE opinion SET status = :status"])
def test_a_statement_is_recognised(text: str) -> None:
    assert _is_sql(text)


def test_no_file_grows_too_long() -> None:
    long = {str(path.relative_to(ROOT)): n for _, path in modules() if (n := _lines(path)) > LONGEST}
    assert long == {}


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_every_module_says_what_it_is_for() -> None:
    silent = [module for module, path in modules() if len(ast.get_docstring(ast.parse(path.read_text())) or "") < 20]
    assert silent == []
