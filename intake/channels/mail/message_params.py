"""``Content-Type: a/b; name=value``: the value and its parameters, also badly written ones.  Pure, linear."""

import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

_MAX_PARAMETERS = 100
_MAX_LENGTH = 32_768
# possessive: an unclosed quote runs to the end once instead of being tried again from everywhere
_SEGMENT = re.compile(rb'(?:[^;"]|"(?:[^"\\]|\\.)*+"?)++', re.DOTALL)
_QUOTED = re.compile(rb'"((?:[^"\\]|\\.)*+)', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value as bytes; `label` is the character set RFC 2231 named, None where it did not."""

    value: bytes
    label: str | None = None


def split_value(raw: bytes) -> tuple[str, dict[str, Parameter]]:
    """The lower-case main value and its parameters; the first of a name wins, continuations are joined."""
    segments = _SEGMENT.findall(raw[:_MAX_LENGTH])
    main = b"" if raw.lstrip().startswith(b";") or not segments else segments.pop(0)
    plain: dict[str, Parameter] = {}
    pieces: dict[str, dict[int, tuple[bytes, bool]]] = {}
    for segment in segments[:_MAX_PARAMETERS]:
        key, _, rest = segment.partition(b"=")
        name, value = key.strip().decode("latin-1").lower(), _value(rest)
        base, star, tail = name.partition("*")
        index = tail.rstrip("*")
        if not star:
            plain.setdefault(name, Parameter(value))
        else:
            place = int(index) if index.isdecimal() and len(index) < 5 else 0
            pieces.setdefault(base, {}).setdefault(place, (value, name.endswith("*")))
    joined = {name: _join(parts) for name, parts in pieces.items()}
    return main.strip().decode("latin-1").lower(), plain | joined


def _value(raw: bytes) -> bytes:
    value = raw.strip()
    if not value.startswith(b"=?"):
        value = value.lstrip(b"= \t\r\n")
    quoted = _QUOTED.match(value)
    if quoted is None:
        return value.strip()
    # only \" and \\ are escapes in life: "C:\docs\a.txt" is meant as it stands
    return re.sub(rb'\\(["\\])', rb"\1", quoted[1])


def _join(parts: dict[int, tuple[bytes, bool]]) -> Parameter:
    label, out = None, b""
    for place in sorted(parts):
        value, encoded = parts[place]
        if encoded and not out and value.count(b"'") >= 2:
            name, _, value = value.split(b"'", 2)
            label = name.decode("latin-1") or None
        out += unquote_to_bytes(value) if encoded else value
    return Parameter(out, label)
