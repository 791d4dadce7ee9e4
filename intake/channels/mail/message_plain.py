"""What mail programs do to plain text: soft breaks (RFC 3676) and QQ's stray HTML entities.  Pure."""

import html
import re
from collections.abc import Mapping

from intake.channels.mail.message_params import Parameter


def unflow(text: str, params: Mapping[str, Parameter]) -> str:
    """Join the soft line breaks of ``format=flowed``; other text stays as it is."""
    format_, delsp = params.get("format"), params.get("delsp")
    if format_ is None or format_.value.lower() != b"flowed":
        return text
    joined: list[str] = []
    glue = delsp is not None and delsp.value.lower() == b"yes"
    open_line = False
    for line in text.split("\n"):
        content = line[1:] if line.startswith(" ") else line  # space-stuffing
        if open_line and not line.startswith(">"):
            joined[-1] += content
        else:
            joined.append(content)
        open_line = content.endswith(" ") and content != "-- " and not line.startswith(">")
        if open_line and glue:
            joined[-1] = joined[-1][:-1]
    return "\n".join(joined)


def unentity(text: str) -> str:
    """Undo the HTML entities QQ leaves in text/plain; ``&nbsp;`` is its mark, nobody types that."""
    if "&nbsp;" not in text:
        return text
    return re.sub(r"&(?:nbsp|lt|gt|amp|quot|#\d{1,6});", lambda match: html.unescape(match[0]), text).replace(
        "\xa0", " "
    )
