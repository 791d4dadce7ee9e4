"""Header values → text: RFC 2047 encoded-words as they are really written.  Pure, linear, never raises.

Words of one character set are joined before they are decoded, because QQ and NetEase cut them inside a character;
raw 8-bit bytes between them are decoded by the message's own character set or by their own evidence.
"""

import binascii
import re
from dataclasses import dataclass

from intake.channels.mail.message_charset import decode, normalise_label, scrub
from intake.channels.mail.message_transfer import decode_base64

_MAX_LABEL = 60
_BLANKS = " \t\r\n"


@dataclass(slots=True)
class _Run:
    """A stretch of a value: raw bytes (no label) or joined encoded-words of one character set."""

    label: str | None
    data: bytes
    open_base64: bytes = b""


def decode_words(value: bytes, hint: str | None = None) -> str:
    """The text of an unstructured value; blanks of folding become one space.

    `hint` is the label for raw 8-bit bytes, usually that of the message's text.
    """
    if b"=?" not in value:
        return tidy(decode(value, hint).text)
    runs: list[_Run] = []
    text, position = value.decode("latin-1"), 0
    while (word := _next_word(text, position)) is not None:
        start, end, label, encoding, payload = word
        between = text[position:start]
        if between.strip(_BLANKS) or not runs or runs[-1].label is None:
            _literal(runs, between)
        _append(runs, label, encoding, payload)
        position = end
    _literal(runs, text[position:])
    return tidy("".join(_text(run, hint) for run in runs))


def tidy(text: str) -> str:
    """One line: runs of blanks and control characters are one space each."""
    return scrub(re.sub(r"[\x00-\x20\x7f]+", " ", text).strip(" "))


def _next_word(text: str, position: int) -> tuple[int, int, str, str, str] | None:
    """Start, end, label, encoding and payload of the next encoded-word; str.find keeps this linear."""
    while (start := text.find("=?", position)) >= 0:
        mark = text.find("?", start + 2, start + 2 + _MAX_LABEL)
        if mark > 0 and text[mark + 1 : mark + 2] in "bBqQ" and text[mark + 2 : mark + 3] == "?":
            end = text.find("?=", mark + 3)
            if end < 0:
                return None
            label = text[start + 2 : mark].partition("*")[0]  # RFC 2231 language tag
            return start, end + 2, label, text[mark + 1].lower(), text[mark + 3 : end]
        position = start + 2
    return None


def _literal(runs: list[_Run], text: str) -> None:
    if text:
        runs.append(_Run(None, text.encode("latin-1")))


def _append(runs: list[_Run], label: str, encoding: str, payload: str) -> None:
    name = normalise_label(label)
    if not runs or runs[-1].label != name:
        runs.append(_Run(name, b""))
    run = runs[-1]
    if encoding == "q":
        _close(run)
        raw = payload.replace("_", " ").encode("latin-1")
        run.data += binascii.a2b_qp(raw.replace(b"\n", b"").replace(b"\r", b""))
        return
    piece = run.open_base64 + payload.encode("latin-1")
    run.open_base64 = b""
    if len(piece.strip()) % 4 and not piece.rstrip().endswith(b"="):
        run.open_base64 = piece  # cut inside a group of four: the next word may hold the rest
    else:
        run.data += decode_base64(piece)


def _close(run: _Run) -> None:
    if run.open_base64:
        run.data += decode_base64(run.open_base64)
        run.open_base64 = b""


def _text(run: _Run, hint: str | None) -> str:
    _close(run)
    return decode(run.data, hint if run.label is None else run.label).text
