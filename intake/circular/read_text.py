"""Plain text in whatever encoding an office saves it."""

import re

from charset_normalizer import from_bytes

from intake.circular.reflow import reflow
from intake.circular.shown import without_private
from intake.errors import Unreadable

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# The commonest characters of such texts, simplified and traditional: enough to tell GB18030 from Big5.
_COMMON = "的一是了和在不有关于问题整改情况落實关於問題情況責任组织組織工作制度建立"
_HEADING = re.compile(r"^#{1,6} ", re.M)
_ORNAMENT = re.compile(r"^[ \t]*(?:#{1,6}|>|[-*+])[ \t]+|\*\*|__", re.M)
# nobody types a sign two hundred times in a row: noise, and it would cost time everywhere below
_LONGEST_RUN = 200
_RUN = re.compile(rf"(.)\1{{{_LONGEST_RUN},}}", re.S)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd]")


def text_of_plain(data: bytes) -> str:
    """The text of a plain text file, a paragraph a line. Raises Unreadable where it is no text."""
    text = lines_of(decoded(data))
    if _HEADING.search(text):
        text = _ORNAMENT.sub("", text)
    return reflow(text)


def lines_of(text: str) -> str:
    """`text` with line ends as \\n; refused where it is noise."""
    if len(_CONTROL.findall(text[:200_000])) > len(text[:200_000]) * 0.01 + 2:
        raise Unreadable("文件内容不是文字，无法作为通报读取。")
    text = _RUN.sub(lambda run: run[0][:_LONGEST_RUN], text)
    text = re.sub(r"\r\n?|[\x0b\x85\u2028\u2029]", "\n", text)
    return without_private(re.sub(r"[\x00-\x08\x0e-\x1f\x7f\u200b-\u200f\u2060\ufeff]", "", text))


def decoded(data: bytes) -> str:
    """The characters of a file: by its BOM, as UTF-8, else as what its bytes look like."""
    for bom, charset in _BOMS:
        if data.startswith(bom):
            return data.decode(charset, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        candidates = ["gb18030", "big5hkscs", "utf-16-le", "utf-16-be"]
    best = max(candidates, key=lambda charset: _likely(data[:100_000], charset))
    if _likely(data[:100_000], best) > 0:
        return data.decode(best, "replace")
    guess = from_bytes(data[:100_000]).best()
    return data.decode(guess.encoding if guess else "gb18030", "replace")


def _likely(data: bytes, charset: str) -> float:
    text = data.decode(charset, "replace")
    hits = sum(text.count(char) for char in _COMMON)
    return (hits - 20 * text.count("\ufffd") - 5 * text.count("\0")) / (len(text) or 1)
