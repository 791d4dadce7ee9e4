"""Every sentence that a public page can show, found where it stands: in templates, in the code, among the labels."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment
from jinja2.ext import extract_from_ast

from intake import labels
from intake.model import Outcome, Rating

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = (*sorted((ROOT / "templates" / "public").glob("*.html")), *(ROOT / "templates").glob("*.html"))
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def used() -> set[str]:
    """All of them, as the catalogue names them."""
    found = {labels.label(member) for member in (*Outcome, *Rating)}
    for path in (*TEMPLATES, ROOT / "templates" / "errors" / "public.html"):
        found |= set(in_template(path.read_text(encoding="utf-8")))
    for path in sorted((ROOT / "intake").rglob("*.py")):
        found |= set(in_code(path.read_text(encoding="utf-8")))
    return found


def in_template(source: str) -> Iterator[str]:
    """The messages of `_()` and `{% trans %}`."""
    environment = Environment(extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True)
    environment.policies["ext.i18n.trimmed"] = True
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    for _, _, message in extract_from_ast(environment.parse(source), ("_", "gettext", "ngettext")):
        yield from (part for part in (message if isinstance(message, tuple) else (message,)) if part)


def in_code(source: str) -> Iterator[str]:
    """The messages of `Sentence(…)`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Sentence" and node.args:
            message = node.args[0]
            if isinstance(message, ast.Constant):
                yield message.value


def bare(source: str) -> list[str]:
    """Chinese words that a template shows without asking for their translation."""
    source = re.sub(r"\{#.*?#\}|\{% trans .*?endtrans %\}|\{% trans %\}.*?\{% endtrans %\}", "", source, flags=re.S)
    source = re.sub(r"_\('[^']*'\)|_\(\"[^\"]*\"\)", "", source)
    return re.findall(r"[\u4e00-\u9fff]+", source)
