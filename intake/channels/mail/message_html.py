"""HTML → plain text.  Pure, one pass, no recursion (mail nests 100,000 deep), never raises.

Not a browser: no layout, no links, only the words in their order, with a line break where a block begins or ends.
"""

import html
import re

_BLOCKS = (
    "address article aside body center dd details dir div dl dt fieldset figcaption figure footer form header hr html "
    "legend li main menu nav section summary tbody tfoot thead tr"
)
_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "table", "ul", "ol"})
_BREAKS = _PARAGRAPHS | frozenset(_BLOCKS.split())
_CELLS = frozenset({"td", "th"})
_SKIPPED = frozenset({"script", "style", "title", "noscript", "template", "xml", "textarea", "object", "svg"})
_STRUCTURE = (
    "b big blockquote br center code dd div dl dt em font h1 h2 h3 h4 h5 h6 hr i li ol p pre s small span strike "
    "strong sub sup table tbody td tfoot th thead tr tt u ul"
)
_KEPT = frozenset(_STRUCTURE.split())
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:_-]{0,40})(?=[\s/>])|<([!?])")
_QUOTED_END = re.compile(r"""(?:[^<>"']++|"[^"]{0,4000}"|'[^']{0,4000}')*+>""")
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")
MAX_TEXT = 5_000_000


def html_to_text(source: str) -> str:
    """The visible text."""
    source = source[:MAX_TEXT]
    out: list[str] = []
    preformatted = 0
    for kind, name, text in _tokens(source):
        if kind == "text":
            out.append(html.unescape(text) if preformatted else html.unescape(_BLANKS.sub(" ", text)))
        elif name == "br":
            out.append("\n")
        elif name in _BREAKS:
            out.append("\v\v" if name in _PARAGRAPHS else "\v")  # a break only where there is text before
            if name == "pre":
                preformatted = max(0, preformatted + (1 if kind == "open" else -1))
        elif name in _CELLS and kind == "open":
            out.append("\t")
    return _settle("".join(out))


def bare(source: str) -> str:
    """The same page with nothing but words and their structure: no attributes, so no addresses, styles or scripts."""
    out: list[str] = []
    for kind, name, text in _tokens(source[:MAX_TEXT]):
        if kind == "text":
            out.append(html.escape(html.unescape(text), quote=False))
        elif name == "img" and kind == "open":
            out.append("［图片］")
        elif name in _KEPT:
            out.append(f"</{name}>" if kind == "close" else f"<{name}>")
    return "".join(out)


def _tokens(source: str) -> list[tuple[str, str, str]]:
    """("text", "", words), ("open", tag, ""), ("close", tag, "") in order; comments and scripts are left out."""
    found: list[tuple[str, str, str]] = []
    position, lower = 0, _lower(source)
    missing: set[str] = set()  # ends that were looked for in vain: looking again would cost the square of the length
    while (match := _TAG.search(source, position)) is not None:
        if match.start() > position:
            found.append(("text", "", source[position : match.start()]))
        if match[3]:
            position = _declaration(source, match.start(), missing)
            continue
        name, end = match[2].lower(), _tag_end(source, match.end(), missing)
        if end < 0:
            found.append(("text", "", source[match.start() : match.end()]))
            position = match.end()
            continue
        position = end
        found.append(("close" if match[1] else "open", name, ""))
        if name in _SKIPPED and not match[1] and source[end - 2 : end - 1] != "/":
            position = _find(lower, "</" + name, end, missing, default=end)
    found.append(("text", "", source[position:]))
    return found


def _lower(source: str) -> str:
    """Lower case of the same length (``İ`` alone would become two characters)."""
    return source.translate({code: code + 32 for code in range(65, 91)})


def _find(source: str, needle: str, position: int, missing: set[str], *, default: int) -> int:
    if needle in missing:
        return default
    found = source.find(needle, position)
    if found < 0:
        missing.add(needle)
        return default
    return found


def _tag_end(source: str, position: int, missing: set[str]) -> int:
    """Past the ``>`` of a tag, honouring quotes where they are closed; -1 if there is none."""
    match = _QUOTED_END.match(source, position, position + 20_000)
    if match:
        return match.end()
    return _find(source, ">", position, missing, default=-2) + 1


def _declaration(source: str, start: int, missing: set[str]) -> int:
    """Past a comment, a conditional comment or a doctype."""
    if source.startswith("<!--", start):
        end = _find(
            source, "-->", start + 4 if not source.startswith("<!-->", start) else start + 2, missing, default=-3
        )
        if end >= 0:
            return end + 3
    end = _find(source, ">", start, missing, default=-1)
    return end + 1 if end >= 0 else start + 2


def _settle(text: str) -> str:
    text = text.replace("\xa0", " ").replace("\r", "")
    text = re.sub(r"[ \t]*\v[\v \t]*", lambda m: "\n\n" if m[0].count("\v") > 3 else "\v", text)
    text = re.sub(r"\n*\v\n*", lambda m: "\n" * max(1, min(2, m[0].count("\n"))), text)
    text = re.sub(r"[ \t]+\n|\n[ \t]+", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n \t")
