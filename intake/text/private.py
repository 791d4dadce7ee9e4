"""Proposes what of a text to hide: numbers that check, mail addresses, where somebody lives. Pure; a person decides."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers

from intake.text.redact import HALF


class Private(StrEnum):
    """What a proposed stretch is."""

    IDENTITY = "identity"
    CARD = "card"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A stretch of a text that says something private."""

    kind: Private
    words: str
    start: int
    end: int


_SEP = r"[\s\-—–_.·/]?"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_NUMBER = "[0-9〇零一二三四五六七八九十百]{1,6}"
_NAME = r"(?:(?![我你他住在于是到的址家、，。])[\u4e00-\u9fff])"
_WAY = rf"{_NAME}{{1,8}}?(?:路|街|大道|巷|胡同|弄|里|村|新村|小区|花园|公寓|苑)"
_INSIDE = rf"(?:[A-Za-z]?{_NUMBER}(?:号楼|号|弄|栋|幢|座|单元|层|楼|组|支弄|甲|乙)\s?)"
_DOOR = rf"(?:{_NUMBER}|[A-Za-z][0-9]{{1,4}})室"


def identity(number: str) -> bool:
    """Whether 18 characters are an identity number: a day of birth, and the check character of GB 11643."""
    digits = number.upper()
    if not re.fullmatch(r"[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]", digits):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False))
    return "10X98765432"[total % 11] == digits[-1]


def card(number: str) -> bool:
    """Whether digits may be those of a bank card: 16 to 19, an issuer's first digit, and Luhn's check."""
    if not re.fullmatch(r"[3-6]\d{15,18}", number):
        return False
    doubled = (int(digit) * (2 if n % 2 else 1) for n, digit in enumerate(reversed(number)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def phone(number: str) -> bool:
    """Whether this is a telephone number that is given out, of this country unless it begins with ``+``."""
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number.partition("转")[0], "CN"))
    except phonenumbers.NumberParseException:
        return False


def _always(_number: str) -> bool:
    return True


_KINDS: tuple[tuple[Private, re.Pattern[str], Callable[[str], bool]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE | re.ASCII if kind != Private.ADDRESS else re.IGNORECASE), check)
    for kind, pattern, check in (
        (
            Private.EMAIL,
            r"(?<![a-z0-9._%+\-])[a-z0-9][a-z0-9._%+\-]{0,63}\s?(?:@|#at#|\[at\])\s?[a-z0-9\-]{1,63}(?:\.[a-z0-9\-]{1,63})+",
            _always,
        ),
        (Private.IDENTITY, rf"(?<![0-9])(?:[0-9]{_SEP}){{17}}[0-9x](?![0-9a-z])", identity),
        (Private.CARD, rf"(?<![0-9])[3-6](?:{_SEP}[0-9]){{15,18}}(?![0-9x])", card),
        (Private.PHONE, rf"(?<![0-9])(?:(?:\+|00)?86{_SEP})?1(?:{_SEP}[0-9]){{10}}(?![0-9])", phone),
        (
            Private.PHONE,
            rf"(?<![0-9])(?:\(\s?)?0[0-9]{{2,3}}[\s\-—)）]{{0,2}}[2-9][0-9]{{2,3}}{_SEP}[0-9]{{4}}(?:\s?(?:转|-)\s?[0-9]{{1,6}})?(?![0-9])",
            phone,
        ),
        (Private.PHONE, rf"(?<![0-9])\+(?!86)[0-9]{{1,3}}(?:{_SEP}[0-9]){{6,12}}(?![0-9])", phone),
        (Private.ADDRESS, rf"(?:{_WAY}\s?)?{_INSIDE}{{0,4}}{_DOOR}", _always),
        (Private.ADDRESS, rf"{_WAY}\s?{_INSIDE}{{2,4}}", _always),
    )
)


def proposals(text: str) -> list[Proposal]:
    """What of a text to hide, in its order; of two that overlap the one that says more certainly what it is."""
    plain = text.translate(HALF)
    found: list[Proposal] = []
    for kind, start, end in _matches(plain):
        if all(end <= other.start or other.end <= start for other in found):
            found.append(Proposal(kind, text[start:end], start, end))
    return sorted(found, key=lambda proposal: proposal.start)


def _matches(plain: str) -> Iterator[tuple[Private, int, int]]:
    for kind, pattern, check in _KINDS:
        for match in pattern.finditer(plain):
            if check(match[0] if kind == Private.PHONE else re.sub(r"[^0-9Xx]", "", match[0])):
                yield kind, match.start(), match.end()
