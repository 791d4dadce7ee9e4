"""What a mail is besides text: encrypted, signed, an invitation, Outlook's own format.  Pure; one small rule each.

Nothing is decrypted and no signature is verified: staff are told what it is, the parts are attachments.
"""

import re
from collections.abc import Callable

from intake.channels.mail.message_body import Body
from intake.channels.mail.message_mime import Part, Tree

_SMIME = re.compile(r"application/(?:x-)?pkcs7-mime$")
_SIGNATURES = {"application/pkcs7-signature", "application/x-pkcs7-signature"}

Rule = Callable[[Tree, Body], bool]


def _leaves(tree: Tree, pattern: "re.Pattern[str]") -> list[Part]:
    return [leaf for leaf in tree.leaves if pattern.match(leaf.media_type)]


def _smime_type(part: Part) -> str:
    found = part.params.get("smime-type")
    return found.value.decode("latin-1").lower() if found else ""


def _encrypted_smime(tree: Tree, body: Body) -> bool:
    return any(_smime_type(leaf) in ("", "enveloped-data", "authenveloped-data") for leaf in _leaves(tree, _SMIME))


def _wrapped_smime(tree: Tree, body: Body) -> bool:
    return any(_smime_type(leaf) in ("signed-data", "compressed-data") for leaf in _leaves(tree, _SMIME))


def _signed_smime(tree: Tree, body: Body) -> bool:
    return any(leaf.media_type in _SIGNATURES for leaf in tree.leaves)


def _encrypted_pgp(tree: Tree, body: Body) -> bool:
    wrapped = any(leaf.media_type == "application/pgp-encrypted" for leaf in tree.leaves)
    return wrapped or "-----BEGIN PGP MESSAGE-----" in body.text


def _signed_pgp(tree: Tree, body: Body) -> bool:
    detached = any(leaf.media_type == "application/pgp-signature" for leaf in tree.leaves)
    return detached or "-----BEGIN PGP SIGNED MESSAGE-----" in body.text


def _calendar(tree: Tree, body: Body) -> bool:
    return any(leaf.media_type in ("text/calendar", "application/ics") for leaf in tree.leaves)


def _outlook(tree: Tree, body: Body) -> bool:
    return any(leaf.media_type in ("application/ms-tnef", "application/vnd.ms-tnef") for leaf in tree.leaves)


RULES: tuple[tuple[str, Rule], ...] = (
    ("smime-encrypted", _encrypted_smime),
    ("smime-wrapped", _wrapped_smime),
    ("smime-signed", _signed_smime),
    ("pgp-encrypted", _encrypted_pgp),
    ("pgp-signed", _signed_pgp),
    ("calendar", _calendar),
    ("winmail", _outlook),
)


def marks(tree: Tree, body: Body) -> tuple[str, ...]:
    """The names of the rules that hold."""
    return tuple(name for name, rule in RULES if rule(tree, body))
