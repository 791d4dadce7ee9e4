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
_POINTER = 120  # characters; a plain text that only says one should read the other is shorter
_TEXT = frozenset({"text/plain", "text/html", "text/enriched", "text/richtext", "text/x-amp-html", "text/watch-html"})
_FILES = frozenset({"text/calendar", "text/vcard", "text/x-vcard", "text/directory", "text/csv", "text/rfc822-headers"})
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
    """A text as it came; what of it is not needed is never worked out."""

    part: Part
    source: str
    is_html: bool

    def words(self) -> str:
        return (
            html_to_text(self.source) if self.is_html else unentity(unflow(self.source, self.part.params)).strip("\n")
        )


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
    html = next((text.source for text in texts if text.is_html), None)
    chosen = _choose(texts)
    return Body("\n\n".join(text for text in chosen if text), html, tuple(attachments), tuple(problems))


def _is_text(leaf: Part, name: str | None, *, first: bool) -> bool:
    if leaf.disposition == "attachment" or not (leaf.media_type in _TEXT or (first and _unheard_of(leaf.media_type))):
        return False
    return name is None or (first and leaf.disposition != "inline" and "filename" not in leaf.disposition_params)


def _unheard_of(media_type: str) -> bool:
    """A kind of text that no program knows is plain text (RFC 2046 §4.1.4)."""
    return media_type == "plain/text" or (media_type.startswith("text/") and media_type not in _FILES)


def _read(leaf: Part, problems: list[str]) -> _Text:
    data = leaf.content()
    if len(data) > MAX_TEXT_BYTES:
        problems.append("text-too-long")
    label = leaf.params.get("charset")
    decoded = decode(data[:MAX_TEXT_BYTES], label.value.decode("latin-1") if label else None)
    if decoded.damaged:
        problems.append("charset")
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    is_html = leaf.media_type in _TEXT - {"text/plain"} or bool(
        re.match(r"\s*<(?:!doctype html|html)\b", text[:300], re.I)
    )
    return _Text(leaf, text, is_html)


def _choose(texts: Iterable[_Text]) -> list[str]:
    """One text of each set of alternatives, everything that is none."""
    groups: dict[int, list[_Text]] = {}
    for text in texts:
        groups.setdefault(text.part.choice or -len(groups) - 1, []).append(text)
    return [_best(group) for group in groups.values()]


def _best(group: list[_Text]) -> str:
    plain = "\n\n".join(words for text in group if not text.is_html and (words := text.words()).strip())
    if len("".join(plain.split())) >= _POINTER:
        return plain
    rich = next((words for text in group if text.is_html and (words := text.words()).strip()), "")
    return rich if rich and _poorer(plain, rich) else plain


def _poorer(plain: str, rich: str) -> bool:
    """Whether the plain text is missing or only says that one should read the other."""
    short = "".join(plain.split())
    if not short:
        return True
    return bool(_STUB.search(plain)) and short[:30] not in "".join(rich.split())
