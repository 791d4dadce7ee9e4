"""The language of a public page, which is part of its address: Chinese stands in the code, English in `locale/en.po`.

`_()` and `{% trans %}` are for the words of a template; `say` is for sentences that come from elsewhere.
"""

from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, g, has_request_context, request

from intake.sentence import Sentence
from intake.text import po

PREFIX = "/en"
_CATALOGUE = Path(__file__).resolve().parent.parent / "locale" / "en.po"


class Bilingual(Blueprint):
    """A blueprint whose pages stand under their address in Chinese, and behind `/en` in English."""

    def add_url_rule(self, rule: str, *arguments: Any, **options: Any) -> None:
        """As Flask's, for both languages under one endpoint."""
        super().add_url_rule(rule, *arguments, **options)
        super().add_url_rule(f"/<any({PREFIX[1:]}):lang>{rule}", *arguments, **options)


def register(app: Flask) -> None:
    """Give the templates their words."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.install_gettext_callables(say, _plural, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(say=say, english=english)


def keep(_endpoint: str, values: dict[str, Any]) -> None:
    """Let the links of an English page lead to English pages; `lang=None` leads to the Chinese one."""
    if english():
        values.setdefault("lang", PREFIX[1:])


def settle(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Take the language out of what a view gets: the address has said it."""
    if values:
        values.pop("lang", None)


def english() -> bool:
    """Whether this request is for an English page."""
    if not has_request_context():
        return False
    if "english" not in g:
        g.english = f"{request.path}/".startswith(f"{PREFIX}/")
    return bool(g.english)


def say(words: str) -> str:
    """A sentence in the language of the page; Chinese where English has no words for it."""
    if not english():
        return words
    if not isinstance(words, Sentence):
        return catalogue().get(words, words)
    values = {name: say(value) if isinstance(value, str) else value for name, value in words.values.items()}
    pattern = catalogue().get(words.pattern, words.pattern)
    return pattern % values if values else pattern


@cache
def catalogue() -> dict[str, str]:
    """Chinese → English."""
    return po.read(_CATALOGUE.read_text(encoding="utf-8"))


def _plural(one: str, many: str, number: int) -> str:
    return say(one if number == 1 else many)
