"""Leaves of a message → its text, its HTML and its attachments.  Pure, never raises.

Every leaf ends up somewhere: read as text, passed over in favour of its alternative, or listed as an attachment.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from intake.channels.mail.message_charset import decode, is_eight_bit
from intake.channels.mail.message_html import html_to_text
from intake.channels.mail.message_mime import Part, Tree
from intake.channels.mail.message_names import file_name
from intake.channels.mail.message_plain import unentity, unflow

MAX_TEXT_BYTES = 5_000_000
_TEXT = frozenset({"text/plain", "text/html", "text/enriched", "text/richtext", "text/x-amp-html", "text/watch-html"})
_STUB = re.compile(r"(?i)html|不支持|客户端|浏览器|view this (?:e-?mail|message)|javascript")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message; `filename` is safe to show, and None where the sender gave none."""

    filename: str | None
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Body:
    """What a message says and brings along."""

    text: str
    html: str | None
    attachments: tuple[Attachment, ...]
    problems: tuple[str, ...]


@dataclass(slots=True)
class _Text:
    part: Part
    text: str
    html: str | None = None


def text_label(tree: Tree) -> str | None:
    """The character set the message names for its text: a hint for raw bytes in its header."""
    for leaf in tree.leaves:
        label = leaf.params.get("charset")
        if label and is_eight_bit(name := label.value.decode("latin-1")):
            return name
    return None


def read_body(tree: Tree, hint: str | None) -> Body:
    """Sort the leaves of `tree` into text and attachments, in the order of the message."""
    texts: list[_Text] = []
    attachments: list[Attachment] = []
    problems: list[str] = []
    for number, leaf in enumerate(tree.leaves):
        name = file_name(leaf.disposition_params, leaf.params, hint)
        if _is_text(leaf, name, first=number == 0):
            texts.append(_read(leaf, problems))
        else:
            attachments.append(Attachment(name, leaf.media_type, leaf.content()))
    html = next((text.html for text in texts if text.html), None)
    chosen = _choose(texts)
    return Body("\n\n".join(text for text in chosen if text), html, tuple(attachments), tuple(problems))


def _is_text(leaf: Part, name: str | None, *, first: bool) -> bool:
    if leaf.media_type not in _TEXT or leaf.disposition == "attachment":
        return False
    return name is None or (first and leaf.disposition != "inline" and "filename" not in leaf.disposition_params)


def _read(leaf: Part, problems: list[str]) -> _Text:
    data = leaf.content()
    if len(data) > MAX_TEXT_BYTES:
        problems.append("text-too-long")
    label = leaf.params.get("charset")
    decoded = decode(data[:MAX_TEXT_BYTES], label.value.decode("latin-1") if label else None)
    if decoded.damaged:
        problems.append("charset")
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    if leaf.media_type != "text/plain" or re.match(r"\s*<(?:!doctype html|html)\b", text[:300], re.I):
        return _Text(leaf, html_to_text(text), text)
    return _Text(leaf, unentity(unflow(text, leaf.params)).strip("\n"))


def _choose(texts: Iterable[_Text]) -> list[str]:
    """One text of each set of alternatives, everything that is none."""
    chosen: list[str] = []
    groups: dict[int, list[_Text]] = {}
    for text in texts:
        choice = text.part.choice
        if choice and choice in groups:
            groups[choice].append(text)
            continue
        groups[choice or -len(groups) - 1] = [text]
    for group in groups.values():
        plain = "\n\n".join(text.text.strip("\n") for text in group if text.html is None and text.text.strip())
        rich = next((text.text for text in group if text.html is not None and text.text.strip()), "")
        chosen.append(rich if rich and _poorer(plain, rich) else plain)
    return chosen


def _poorer(plain: str, rich: str) -> bool:
    """Whether the plain text is missing or only says that one should read the other."""
    short = "".join(plain.split())
    if not short:
        return True
    return len(short) < 120 and bool(_STUB.search(plain)) and short[:30] not in "".join(rich.split())
