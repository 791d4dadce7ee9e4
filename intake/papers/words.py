"""What the papers share: what a document says of itself, and a paragraph in a style. Pure."""

from datetime import datetime
from typing import Any

from intake.text.cells import clean


def described(document: Any, title: str, office: str, made: datetime) -> None:
    """Give a document its title, author and time."""
    about = document.core_properties
    about.title, about.author, about.last_modified_by = clean(title), clean(office), clean(office)
    about.comments, about.revision, about.language = "", 1, "zh-CN"
    about.created = about.modified = made.replace(tzinfo=None)


def add(document: Any, text: str, style: str) -> Any:
    """A paragraph at the end of a document; its style by name."""
    return document.add_paragraph(clean(text), style=style)
