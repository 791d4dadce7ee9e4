"""Bytes of a message → its header fields and the leaves of its MIME tree.  Pure, one pass, bounded, never raises.

Written by hand because the standard library's parser loses header fields after a line without a colon, drops parts,
and may take gigabytes for one field.  Does not decode: values and contents are bytes as they came.
"""

import re
from dataclasses import dataclass, field

from intake.channels.mail.message_params import Parameter, split_value
from intake.channels.mail.message_transfer import decode_transfer

MAX_HEADER_BYTES = 512 * 1024
MAX_FIELD_BYTES = 64 * 1024
MAX_FIELDS = 2_000
MAX_DEPTH = 100
MAX_PARTS = 5_000
_LOOK_AHEAD = 30

_FIELD = re.compile(rb"([\x21-\x39\x3b-\x7e]{1,120})[ \t]*:")
_KNOWN = re.compile(
    rb"(?i)(from|to|cc|bcc|subject|date|message-id|received|return-path|reply-to|sender|references|in-reply-to|"
    rb"mime-version|content-[a-z-]+|delivered-to|user-agent|auto-submitted|precedence|list-[a-z]+|x-[a-z0-9-]+)[ \t]*:"
)
_DELIMITER = re.compile(rb"^--[^\r\n]{1,1000}", re.MULTILINE)


@dataclass(slots=True)
class Fields:
    """Header fields in their order: lower-case name, unfolded value."""

    items: list[tuple[str, bytes]] = field(default_factory=list)

    def first(self, name: str) -> bytes | None:
        return next((value for key, value in self.items if key == name), None)

    def every(self, name: str) -> list[bytes]:
        return [value for key, value in self.items if key == name]

    def names(self) -> frozenset[str]:
        return frozenset(key for key, _ in self.items)


@dataclass(slots=True)
class Part:
    """A node of the tree.  `choice` numbers the nearest multipart/alternative around it, 0 for none."""

    fields: Fields
    media_type: str
    params: dict[str, Parameter]
    disposition: str
    disposition_params: dict[str, Parameter]
    raw: bytes = b""
    choice: int = 0
    parent_type: str = ""

    def content(self) -> bytes:
        """What the transfer encoding wraps."""
        encoding = self.fields.first("content-transfer-encoding") or b""
        return decode_transfer(self.raw, encoding.decode("latin-1"))


@dataclass(slots=True)
class Tree:
    """A message taken apart: its own header, its leaves in order, and what went wrong on the way."""

    fields: Fields
    media_type: str
    params: dict[str, Parameter]
    leaves: list[Part]
    problems: list[str]


@dataclass(slots=True)
class _Open:
    """A multipart whose end has not been seen."""

    part: Part
    boundary: bytes
    start: int
    choice: int
    children: int = 0
    ended: bool = False


def split(data: bytes) -> Tree:
    """Take a message apart."""
    if b"\n" not in data and b"\r" in data:
        data = data.replace(b"\r", b"\n")
    problems: list[str] = []
    start = _skip_envelope(data)
    fields, position = read_fields(data, start, problems)
    root = _part(fields, "", 0)
    walk = _Walk(data, problems)
    walk.enter(root, position)
    walk.run(position)
    return Tree(fields, root.media_type, root.params, walk.leaves, list(dict.fromkeys(problems)))


def _skip_envelope(data: bytes) -> int:
    """Past blank lines and an mbox "From " line, which some programs leave on top."""
    position = len(data) - len(data.lstrip(b"\r\n"))
    if data.startswith((b"From ", b">From "), position):
        return data.find(b"\n", position) + 1 or len(data)
    if not _FIELD.match(data, position):
        return 0 if data[:1] in b"\r\n" and position else position
    return position


def read_fields(data: bytes, start: int, problems: list[str]) -> tuple[Fields, int]:
    """The header fields from `start` on, and where the content begins."""
    found: list[tuple[str, list[bytes], int]] = []
    position = start
    while position < len(data):
        end = data.find(b"\n", position) + 1 or len(data)
        line = data[position : min(end, position + MAX_FIELD_BYTES)].rstrip(b"\r\n")
        if position - start > MAX_HEADER_BYTES:
            problems.append("header-too-long")
            return Fields(_unfold(found, problems)), _blank_line(data, position)
        if not line.strip():
            if not line or not _goes_on(data, end):
                return Fields(_unfold(found, problems)), end
        elif line[:1] in b" \t" and found:
            found[-1][1].append(line)
        elif match := _FIELD.match(line):
            if len(found) < MAX_FIELDS:
                found.append((match[1].decode("latin-1").lower(), [line[match.end() :]], len(line)))
        elif line.startswith(b"--") or not _goes_on(data, end):
            return Fields(_unfold(found, problems)), position
        else:
            problems.append("header-line")
        position = end
    return Fields(_unfold(found, problems)), len(data)


def _unfold(found: list[tuple[str, list[bytes], int]], problems: list[str]) -> list[tuple[str, bytes]]:
    items = []
    for name, lines, _ in found:
        value = b" ".join(line.strip(b" \t\r") for line in lines) if len(lines) > 1 else lines[0].strip(b" \t\r")
        if len(value) >= MAX_FIELD_BYTES:
            problems.append("field-too-long")
        items.append((name, value[:MAX_FIELD_BYTES]))
    return items


def _blank_line(data: bytes, position: int) -> int:
    match = re.compile(rb"\n\r?\n").search(data, position)
    return match.end() if match else len(data)


def _goes_on(data: bytes, position: int) -> bool:
    """Whether a known field follows before the next blank line: then the line before was only a bad one."""
    for _ in range(_LOOK_AHEAD):
        end = data.find(b"\n", position) + 1 or len(data)
        line = data[position : min(end, position + 200)]
        if not line.strip() or line.startswith(b"--"):
            return False
        if _KNOWN.match(line):
            return True
        position = end
    return False


def _part(fields: Fields, parent_type: str, choice: int) -> Part:
    default = "message/rfc822" if parent_type == "multipart/digest" else "text/plain"
    media_type, params = split_value(fields.first("content-type") or b"")
    disposition, disposition_params = split_value(fields.first("content-disposition") or b"")
    if disposition.startswith(("filename=", "name=")):
        disposition, disposition_params = (
            "attachment",
            split_value(b";" + disposition.encode("latin-1", "replace"))[1],
        )
    match = re.match(r"[\"'\s]*([a-z0-9.+-]+)\s*/\s*([a-z0-9.+_-]+)", media_type)
    media_type = f"{match[1]}/{match[2]}" if match else (default if not media_type else _odd(media_type, default))
    return Part(
        fields,
        media_type,
        params,
        disposition.strip("\"' "),
        disposition_params,
        b"",
        choice,
        parent_type,
    )


def _odd(media_type: str, default: str) -> str:
    """A type without a subtype that could be one: "text", "html", "multipart/*"."""
    if media_type.startswith("multipart"):
        return "multipart/mixed"
    return {"text": "text/plain", "html": "text/html"}.get(media_type, default)


class _Walk:
    """One pass over the lines that start with ``--``, with a stack of the multiparts that are open."""

    def __init__(self, data: bytes, problems: list[str]) -> None:
        self.data = data
        self.problems = problems
        self.leaves: list[Part] = []
        self.stack: list[_Open] = []
        self.leaf: tuple[Part, int] | None = None
        self.choices = 0
        self.delimiters: set[bytes] = set()
        self.lines = {match[0].rstrip() for match in _DELIMITER.finditer(data)}

    def enter(self, part: Part, start: int) -> None:
        """Begin a part whose content starts at `start`."""
        if not part.media_type.startswith("multipart/"):
            self.leaf = (part, start)
            return
        if len(self.stack) >= MAX_DEPTH:
            self.problems.append("too-deep")
            self.leaf = (part, start)
            return
        declared = part.params.get("boundary")
        boundary = declared.value.rstrip() if declared else b""
        if not boundary or b"--" + boundary not in self.lines:
            boundary = b""  # taken from the first line that looks like one
        choice = part.choice
        if part.media_type == "multipart/alternative":
            self.choices += 1
            choice = self.choices
        self._watch(boundary)
        self.stack.append(_Open(part, boundary, start, choice))
        self.leaf = None

    def _watch(self, boundary: bytes) -> None:
        self.delimiters |= {b"--" + boundary, b"--" + boundary + b"--"}

    def run(self, position: int) -> None:
        """Walk to the end; parts that were never closed end there."""
        for match in _DELIMITER.finditer(self.data, position):
            if match.start() >= position and self.stack:
                position = self._delimiter(match[0].rstrip(), match.start(), match.end(), position)
        self._close_leaf(len(self.data))
        while self.stack:
            self._close_top(len(self.data))

    def _delimiter(self, line: bytes, start: int, end: int, position: int) -> int:
        level, closing = self._level(line, end)
        if level < 0:
            return position
        self._close_leaf(start)
        while len(self.stack) > level + 1:
            self._close_top(start)
        top = self.stack[-1]
        if closing:
            top.ended = True
            return end
        if len(self.leaves) >= MAX_PARTS:
            self.problems.append("too-many-parts")
            self.stack.clear()
            return end
        top.children += 1
        begin = self.data.find(b"\n", end) + 1 or len(self.data)
        fields, content = read_fields(self.data, begin, self.problems)
        self.enter(_part(fields, top.part.media_type, top.choice), content)
        return content

    def _level(self, line: bytes, end: int) -> tuple[int, bool]:
        """The index of the open multipart that `line` belongs to (-1: none), and whether it closes it."""
        if line in self.delimiters:
            for index in range(len(self.stack) - 1, -1, -1):
                level = self.stack[index]
                if level.boundary and not level.ended:
                    if line == b"--" + level.boundary:
                        return index, False
                    if line == b"--" + level.boundary + b"--":
                        return index, True
        return self._adopt(line, end), False

    def _adopt(self, line: bytes, end: int) -> int:
        top = self.stack[-1]
        if (
            top.boundary
            or top.ended
            or self.leaf
            or not re.match(rb"[ \t]*\r?\ncontent-", self.data[end : end + 40], re.I)
        ):
            return -1
        self.problems.append("boundary")
        top.boundary = line[2:]
        self._watch(top.boundary)
        return len(self.stack) - 1

    def _close_leaf(self, end: int) -> None:
        if self.leaf:
            part, start = self.leaf
            part.raw = _without_last_break(self.data[start:end]) if self.stack else self.data[start:end]
            self.leaves.append(part)
            self.leaf = None

    def _close_top(self, end: int) -> None:
        level = self.stack.pop()
        if level.children or not self.data[level.start : end].strip():
            return
        # no part was ever found: what stands there is the text
        self.problems.append("no-parts")
        level.part.media_type = "text/plain"
        level.part.raw = self.data[level.start : end]
        self.leaves.append(level.part)


def _without_last_break(content: bytes) -> bytes:
    """The line break before a delimiter belongs to the delimiter."""
    if content.endswith(b"\r\n"):
        return content[:-2]
    return content.removesuffix(b"\n")
