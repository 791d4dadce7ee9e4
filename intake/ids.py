"""63-bit ids in order of time: 42 bits of milliseconds since 1970, 21 random ones; good until 2109."""

import secrets
from datetime import datetime


def new_id(now: datetime) -> int:
    """An id for something made at `now`; two in the same millisecond collide once in two million."""
    return int(now.timestamp() * 1000) << 21 | secrets.randbits(21)


def first_id(moment: datetime) -> int:
    """The lowest id that something made at `moment` or later can have."""
    return int(moment.timestamp() * 1000) << 21
