"""The numbers that Word writes before paragraphs by itself: they stand in no paragraph's text and must be counted."""

from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "〇一二三四五六七八九"
_CHINESE = frozenset(
    ["chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting", "taiwaneseCountingThousand"]
)
_CIRCLED = frozenset(["decimalEnclosedCircle", "decimalEnclosedCircleChinese"])
_WORDLESS = frozenset(["bullet", "none"])
_DEEPEST_STYLE = 20


class Numbering:
    """The lists of one document, counted from its beginning: ask for each paragraph once, in order."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._styles: dict[str, Any] = {}
        if numbering is not None:
            self._read(numbering)
        if styles is not None:
            self._styles = {style.get(W + "styleId"): style for style in styles.iter(W + "style")}

    def label(self, paragraph: Any) -> str:
        """What Word writes before this paragraph, empty where nothing; counts it."""
        found = self._place(paragraph)
        if found is None:
            return ""
        abstract, level = self._abstract.get(found[0]), found[1]
        levels = self._levels.get(abstract or "", {})
        if abstract is None or level not in levels:
            return ""
        counts = self._counts.setdefault(abstract, {})
        counts[level] = counts.get(level, levels[level][2] - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        return self._written(levels, counts, level)

    def _written(self, levels: dict[int, tuple[str, str, int]], counts: dict[int, int], level: int) -> str:
        form, words, _ = levels[level]
        if form in _WORDLESS:
            return ""
        for upper in range(level + 1):
            style, _, start = levels.get(upper, ("decimal", "", 1))
            words = words.replace(f"%{upper + 1}", _number(counts.get(upper, start), style))
        return words + ("" if words[-1:] in "、)）" else " ") if words else ""

    def _read(self, numbering: Any) -> None:
        for abstract in numbering.iter(W + "abstractNum"):
            levels: dict[int, tuple[str, str, int]] = {}
            for level in abstract.iter(W + "lvl"):
                start = value_of(level, "start") or "1"
                form, words = value_of(level, "numFmt") or "decimal", value_of(level, "lvlText") or ""
                levels[_int(level.get(W + "ilvl"))] = (form, words, _int(start))
            self._levels[abstract.get(W + "abstractNumId")] = levels
        for num in numbering.iter(W + "num"):
            self._abstract[num.get(W + "numId")] = value_of(num, "abstractNumId") or ""

    def _place(self, paragraph: Any) -> tuple[str, int] | None:
        """The list and the level of a paragraph: its own, or those of its style and the styles that is based on."""
        numbered = paragraph.find(f"{W}pPr/{W}numPr")
        style = value_of(paragraph.find(W + "pPr"), "pStyle")
        number, level = value_of(numbered, "numId"), value_of(numbered, "ilvl")
        for _ in range(_DEEPEST_STYLE):
            if number is not None or style not in self._styles:
                break
            numbered = self._styles[style].find(f"{W}pPr/{W}numPr")
            number, level = value_of(numbered, "numId"), level or value_of(numbered, "ilvl")
            style = value_of(self._styles[style], "basedOn")
        return (number, _int(level)) if number not in (None, "0") else None


def value_of(element: Any, name: str) -> str | None:
    """The value of an element's child of that name."""
    found = element.find(W + name) if element is not None else None
    value = found.get(W + "val") if found is not None else None
    return str(value) if value is not None else None


def _int(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 6 else 0


def _number(number: int, form: str) -> str:
    if form in _CHINESE:
        return chinese(number)
    if form in _CIRCLED and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(ord("a") + (number - 1) % 26)
        return letter.upper() if form == "upperLetter" else letter
    return str(number)


def chinese(number: int) -> str:
    """A number as Chinese offices write it before a heading: 十, 十一, 二十三."""
    if not 0 < number < 100:
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    tens, ones = divmod(number, 10)
    return ("" if tens <= 1 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")
