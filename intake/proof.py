"""Proof of work: a sum that a visitor's own device does, so that sending thousands of forms costs something. Pure.

The protocol is ALTCHA's (version 1, SHA-256): the server names a salt and a hash, the device finds the number that
belongs to them. Nothing is stored for it; the salt holds until when it counts, and the signature that it is ours.
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from intake.receipts import Keys

VALID = timedelta(hours=24)
_LONGEST = 1000  # characters of an answer that are looked at
_ISSUED = re.compile(r"[0-9a-f]{20}\?issued=(\d{10})&")


@dataclass(frozen=True, slots=True)
class Proof:
    """A right answer: which challenge it belongs to, and when that was given."""

    challenge: str
    issued_at: datetime


def challenge(keys: Keys, most: int, now: datetime) -> dict[str, str | int]:
    """A new challenge whose number is at most `most`, as ALTCHA's JSON."""
    salt = f"{secrets.token_hex(10)}?issued={int(now.timestamp())}&"
    found = _hash(salt, secrets.randbelow(most + 1))
    return {
        "algorithm": "SHA-256",
        "challenge": found,
        "maxnumber": most,
        "salt": salt,
        "signature": _sign(keys, found),
    }


def check(keys: Keys, answer: str, now: datetime) -> Proof | None:
    """What an answer (base64 of ALTCHA's JSON) proves; None where it is wrong, not to one of ours, or too old."""
    try:
        given = json.loads(base64.b64decode(answer[:_LONGEST], validate=True))
        salt, found, number = str(given["salt"]), str(given["challenge"]), int(given["number"])
        signature = str(given["signature"]).encode()
    except (binascii.Error, ValueError, KeyError, TypeError):
        return None
    issued = _ISSUED.fullmatch(salt)
    if issued is None or not hmac.compare_digest(_sign(keys, found).encode(), signature):
        return None
    at = datetime.fromtimestamp(int(issued[1]), UTC)
    if found != _hash(salt, number) or not now - VALID < at < now + timedelta(minutes=1):
        return None
    return Proof(found, at)


def solve(given: dict[str, str | int]) -> str:
    """The answer to a challenge, for programs that send forms themselves."""
    salt, wanted = str(given["salt"]), given["challenge"]
    number = next(n for n in range(int(given["maxnumber"]) + 1) if _hash(salt, n) == wanted)
    answer = {name: given[name] for name in ("algorithm", "challenge", "salt", "signature")} | {"number": number}
    return base64.b64encode(json.dumps(answer).encode()).decode()


def _hash(salt: str, number: int) -> str:
    return hashlib.sha256(f"{salt}{number}".encode()).hexdigest()


def _sign(keys: Keys, found: str) -> str:
    return hmac.digest(keys.proof, found.encode(), hashlib.sha256).hex()
