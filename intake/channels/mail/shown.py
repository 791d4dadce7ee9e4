"""A raw mail as a page to look at: its HTML without anything that loads, runs or leads elsewhere.  Pure."""

from intake.channels.mail.message import MAX_BYTES
from intake.channels.mail.message_body import read_body, text_label
from intake.channels.mail.message_html import bare
from intake.channels.mail.message_mime import split
from intake.channels.mail.message_outlook import is_outlook, rewritten


def page(data: bytes) -> str | None:
    """What stands between <body> and </body>; None where the mail has no HTML."""
    tree = split(rewritten(data)[:MAX_BYTES] if is_outlook(data) else data[:MAX_BYTES])
    html = read_body(tree, text_label(tree)).html
    return None if html is None else bare(html)
