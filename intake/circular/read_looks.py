"""Which paragraphs of a Word document look like headings: by outline level, heading style, or bold."""

import re
from typing import Any

from intake.circular.read_numbering import W, value_of
from intake.circular.types import BOLD

_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])$", re.I)
_NO_HEADING = 9  # Word's outline level of running text
_DEEPEST_STYLE = 20


class Looks:
    """The levels of paragraphs; a style's looks come from the styles it is based on, too."""

    def __init__(self, styles: Any) -> None:
        found = styles.iter(W + "style") if styles is not None else ()
        self._styles = {style.get(W + "styleId"): style for style in found}
        self._levels: dict[str | None, int | None] = {}

    def level(self, paragraph: Any) -> int | None:
        """The level of a heading, BOLD where its style is only that, None for running text."""
        properties = paragraph.find(W + "pPr")
        name = value_of(properties, "pStyle")
        if name not in self._levels:
            self._levels[name] = self._of_style(name)
        return _outline(properties) or self._levels[name]

    def _of_style(self, name: str | None) -> int | None:
        bold = None
        for _ in range(_DEEPEST_STYLE):
            style = self._styles.get(name)
            if style is None:
                break
            named = _HEADING.match(value_of(style, "name") or "")
            if level := _outline(style.find(W + "pPr")) or (int(named[1]) if named else None):
                return level
            bold = bold or (BOLD if is_bold(style) else None)
            name = value_of(style, "basedOn")
        return bold


def is_bold(element: Any) -> bool:
    """Whether a run or a style sets its words in bold."""
    bold = element.find(f"{W}rPr/{W}b")
    return bold is not None and bold.get(W + "val", "1") not in ("0", "false", "off")


def _outline(properties: Any) -> int | None:
    level = value_of(properties, "outlineLvl")
    return int(level) + 1 if level and level.isdecimal() and int(level) < _NO_HEADING else None
