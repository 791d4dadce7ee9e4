"""Sentences for people that can be said in another language later. Pure."""

from typing import Any


class Sentence(str):
    """A sentence in Chinese that remembers its pattern and values, so that a page may say it in English."""

    pattern: str
    values: dict[str, Any]

    def __new__(cls, pattern: str, **values: Any) -> "Sentence":
        made = super().__new__(cls, pattern % values if values else pattern)
        made.pattern, made.values = pattern, values
        return made
