"""Receipt codes, register numbers, reply tokens: make, check, find in what a person types or says. Pure.

A code is 16 digits: 15 of a keyed hash of the opinion's id, and an ISO 7064 MOD 11,10 check digit, which finds
every single wrong digit and nearly every swap. It is derived when shown and never stored.
"""

import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass

VERSION = 1
TOKEN = 16  # characters of a reply token, 5 bits each
_BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TOKENS = re.compile(rf"(?<![0-9A-Z-])[{_BASE32}]{{4}}(?:-?[{_BASE32}]{{4}}){{3}}(?!-?[0-9A-Z])")
_SPOKEN = str.maketrans("〇零一幺二两三四五六七八九OoIl", "00112234567890011")


@dataclass(frozen=True, slots=True)
class Keys:
    """The sub-keys of one secret, one for each purpose, so that no use can stand in for another."""

    receipt: bytes
    lookup: bytes
    chain: bytes
    contact: bytes
    session: bytes
    reply: bytes
    proof: bytes
    factor: bytes
    fingerprint: str

    @classmethod
    def derive(cls, secret: bytes) -> "Keys":
        def sub(purpose: str) -> bytes:
            return hmac.digest(secret, b"intake/" + purpose.encode(), hashlib.sha256)

        return cls(
            receipt=sub("receipt"),
            lookup=sub("lookup"),
            chain=sub("chain"),
            contact=sub("contact"),
            session=sub("session"),
            reply=sub("reply"),
            proof=sub("proof"),
            factor=sub("factor"),
            fingerprint=sub("fingerprint").hex()[:16],
        )


def make(keys: Keys, opinion_id: int, attempt: int = 0) -> str:
    """The code of an opinion, 16 digits without spaces; another `attempt` gives another code."""
    message = f"{VERSION}:{opinion_id}:{attempt}".encode()
    number = int.from_bytes(hmac.digest(keys.receipt, message, hashlib.sha256)[:8]) % 10**15
    body = f"{number:015d}"
    return body + check_digit(body)


def check_digit(digits: str) -> str:
    """The ISO 7064 MOD 11,10 check digit of a string of digits."""
    product = 10
    for digit in digits:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return str((11 - product) % 10)


def lookup_hash(keys: Keys, code: str) -> str:
    """What is stored instead of the code."""
    return hmac.digest(keys.lookup, code.encode(), hashlib.sha256).hex()


def contact_hash(keys: Keys, normalised: str) -> str:
    """A keyed hash of a normalised telephone or address: finds the same person without reading contacts."""
    return hmac.digest(keys.contact, normalised.encode(), hashlib.sha256).hex()


def group(code: str, by: str = " ") -> str:
    """A code as it is printed and read out: four groups of four."""
    return by.join(code[i : i + 4] for i in range(0, len(code), 4))


def normalise(typed: str) -> str | None:
    """The code in what a person typed, pasted or said (full width, spaces, Chinese digits); None if it is none."""
    plain = unicodedata.normalize("NFKC", typed).translate(_SPOKEN)
    digits = re.sub(r"[\s\-‐-―_.,·,。、]+", "", plain)
    if not re.fullmatch(r"[0-9]{16}", digits) or check_digit(digits[:15]) != digits[15]:
        return None
    return digits


def register_number(year: int, number: int) -> str:
    """The paper register's number: `2026-000123`."""
    return f"{year}-{number:06d}"


def reply_token(keys: Keys, outgoing_id: int) -> str:
    """What a mail of ours carries (回执凭证), so that the answer to it finds its opinion: nobody can guess one."""
    number = int.from_bytes(hmac.digest(keys.reply, str(outgoing_id).encode(), hashlib.sha256)[: TOKEN * 5 // 8])
    return "".join(_BASE32[number >> (5 * place) & 31] for place in range(TOKEN))


def find_tokens(text: str) -> list[str]:
    """What looks like a reply token in a text, with or without hyphens, in the order found."""
    return [match[0].replace("-", "") for match in _TOKENS.finditer(text.upper())]
