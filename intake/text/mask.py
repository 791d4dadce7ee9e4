"""Names, telephone numbers and addresses as they may stand before everybody: 张**, 138****1234, a***@126.com. Pure."""

import re
import unicodedata

_SHORTEST = 7  # digits below which nothing of a number is shown


def name(full: str) -> str:
    """A name's first character."""
    full = full.strip()
    return f"{full[0]}**" if full else ""


def phone(typed: str) -> str:
    """A telephone number without its middle digits; the last four tell the caller's from the neighbour's."""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", typed))
    if len(digits) < _SHORTEST:
        return "****" if typed.strip() else ""
    return f"{digits[: len(digits) - 8]}****{digits[-4:]}" if len(digits) > 8 else f"****{digits[-4:]}"


def email(address: str) -> str:
    """A mail address with the first letter of its mailbox."""
    mailbox, at, domain = address.strip().rpartition("@")
    return f"{mailbox[:1]}***{at}{domain}" if at else ("***" if address.strip() else "")
