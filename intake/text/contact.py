"""Telephone numbers and mail addresses in one spelling, to compare them; the original always stands beside. Pure."""

import re
import unicodedata


def phone(typed: str) -> str:
    """The digits of a telephone number without the prefix for China; empty if there are none."""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", typed))
    return re.sub(r"^(?:0086|86(?=1\d{10}$))", "", digits)


def email(typed: str) -> str:
    """An address as mailboxes compare it: trimmed, half width, lower case."""
    return unicodedata.normalize("NFKC", typed).strip().lower()
