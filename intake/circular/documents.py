"""The papers a text names: 《…》 and document numbers such as 沪委〔2023〕5号."""

import re

_TITLED = re.compile(r"《([^《》\n]{2,120}(?:《[^《》\n]{1,80}》[^《》\n]{0,60})?)》")
_NUMBERED = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[(【]\s*(?:19|20)\d\d\s*[〕\])】]\s*(?:第\s*)?\d{1,4}\s*号")


def documents_in(text: str) -> tuple[str, ...]:
    """Titles with their 《》 and numbers, each once, in order of appearance."""
    found = sorted(
        [(m.start(), m[0]) for m in _TITLED.finditer(text)] + [(m.start(), m[0]) for m in _NUMBERED.finditer(text)]
    )
    return tuple(dict.fromkeys(name for _, name in found))
