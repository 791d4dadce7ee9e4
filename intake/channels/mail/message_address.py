"""From, To, Reply-To → addresses and names.  Pure, linear, never raises.

The address is found in the raw bytes first and only then is the name decoded: a name that decodes to
``mayor@gov.cn`` must never be taken for the address.
"""

import re
from dataclasses import dataclass

from intake.channels.mail.message_charset import decode
from intake.channels.mail.message_words import decode_words, tidy

_MAX_ADDRESSES = 200
_ADDRESS = re.compile(r"[^\s<>\"(),:;@\\][^\s<>\"(),;@]*@[^\s<>\"(),;:@]+")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[^"(),;<>\\]++|.', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Address:
    """A bare address in lower case, and the name beside it as the sender wrote it."""

    address: str
    name: str | None


@dataclass(slots=True)
class _Box:
    """One mailbox while it is read: what stands before, inside and after the angle brackets, and in comments."""

    phrase: str = ""
    angle: str | None = None
    comment: str = ""

    def empty(self) -> bool:
        return not (self.phrase.strip() or self.angle or self.comment)


def addresses(value: bytes | None, hint: str | None = None) -> tuple[Address, ...]:
    """The mailboxes of a field in their order, at most 200; a group without members is none."""
    if not value or not value.strip():
        return ()
    found = _addresses(value, hint)
    if not found and b"=?" in value and b"@" not in value.replace(b"=40", b"@"):
        found = _addresses(decode_words(value, hint).encode(), "utf-8")  # the whole field was encoded
    return found


def _addresses(value: bytes, hint: str | None) -> tuple[Address, ...]:
    out: list[Address] = []
    for box in _boxes(value.decode("latin-1")):
        found = _address(box, hint)
        if found:
            out.append(found)
        if len(out) >= _MAX_ADDRESSES:
            break
    return tuple(out)


def _boxes(text: str) -> list[_Box]:
    boxes: list[_Box] = []
    box, depth, inside = _Box(), 0, False
    for match in _TOKEN.finditer(text):
        piece = match[0]
        if depth or piece == "(":
            depth += (piece == "(") - (piece == ")")
            box.comment += "" if piece in "()" else piece
        elif piece == "<":
            inside, box.angle = True, ""
        elif piece == ">":
            inside = False
        elif piece in ",;" and not inside:
            boxes, box = _finish(boxes, box)
        elif inside:
            box.angle = (box.angle or "") + piece
        else:
            box.phrase += piece
    return _finish(boxes, box)[0]


def _finish(boxes: list[_Box], box: _Box) -> tuple[list[_Box], _Box]:
    """Close a mailbox; a piece without any address is the first half of a name with a comma in it."""
    previous = boxes[-1] if boxes else None
    if previous and previous.angle is None and "@" not in previous.phrase and not box.empty():
        previous.phrase += "," + box.phrase
        previous.angle, previous.comment = box.angle, previous.comment + box.comment
    elif not box.empty():
        boxes.append(box)
    return boxes, _Box()


def _address(box: _Box, hint: str | None) -> Address | None:
    phrase = box.phrase
    if box.angle is not None and (address := _spec(box.angle, hint)):
        name = _name(phrase, hint) or _name(box.comment, hint)
        return Address(address, name)
    match = _ADDRESS.search(_without_quotes(phrase))
    if match is None:
        return None
    rest = phrase.replace(match[0], " ", 1)
    rest = re.sub(r"^[^:\"]*:", " ", rest) if ":" in rest else rest
    return Address(_utf8(match[0], hint).lower(), _name(box.comment, hint) or _name(rest, hint))


def _without_quotes(phrase: str) -> str:
    """Outside quotes first; a quoted local part ("a b"@c) is the rare case."""
    outside = re.sub(r'"(?:[^"\\]|\\.)*+"(?!@)', " ", phrase)
    return outside if "@" in outside else phrase.replace('"', " ")


def _spec(angle: str, hint: str | None) -> str | None:
    text = _utf8(re.sub(r"\s+", "", angle).rpartition(":")[2] if ":" in angle else re.sub(r"\s+", "", angle), hint)
    text = text.replace("＠", "@").strip("<>,;'")
    if "@" not in text or text.startswith("@") or text.endswith("@"):
        return None
    return text.lower()


def _name(raw: str, hint: str | None) -> str | None:
    text = raw.strip()
    quoted = re.fullmatch(r'"((?:[^"\\]|\\.)*+)"', text)
    if quoted:
        text = re.sub(r"\\(.)", r"\1", quoted[1])
    elif '"' in text:
        text = re.sub(r'"((?:[^"\\]|\\.)*+)"', lambda match: re.sub(r"\\(.)", r"\1", match[1]), text)
    name = decode_words(text.encode("latin-1"), hint).strip()
    if len(name) > 1 and name[0] == name[-1] and name[0] in "'\"":
        name = name[1:-1].strip()
    return tidy(name) or None


def _utf8(text: str, hint: str | None) -> str:
    text = re.sub(r"[\x00-\x1f\x7f]", "", text)
    return text if text.isascii() else tidy(decode(text.encode("latin-1"), hint).text)
