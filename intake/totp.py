"""Codes that change every half minute (RFC 6238, SHA-1, six digits). Pure."""

import base64
import hashlib
import hmac
from datetime import datetime

STEP = 30  # seconds
DIGITS = 6
_DRIFT = 1  # steps that a clock may be ahead or behind


def shown(secret: bytes) -> str:
    """The secret as an authenticator takes it: base32 without padding."""
    return base64.b32encode(secret).decode().rstrip("=")


def step_at(moment: datetime) -> int:
    """The number of the half minute of a moment."""
    return int(moment.timestamp()) // STEP


def code(secret: bytes, step: int) -> str:
    """The code of one step (RFC 4226)."""
    mac = hmac.digest(secret, step.to_bytes(8, "big"), hashlib.sha1)
    offset = mac[-1] & 15
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def step_of(secret: bytes, typed: str, now: datetime) -> int | None:
    """The step whose code was typed, one before or after the present one at most."""
    present, found = step_at(now), None
    for step in range(present - _DRIFT, present + _DRIFT + 1):
        if hmac.compare_digest(code(secret, step).encode(), typed.encode()):
            found = step
    return found
