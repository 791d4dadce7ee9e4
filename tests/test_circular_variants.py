"""The same circular typed, wrapped, numbered or published differently has the same entries."""

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from intake.circular.parse import parse
from intake.circular.read import read

ROOT = Path(__file__).parent
TEXTS = [
    ROOT.parent / "seeds" / "circular.txt",
    *(
        ROOT / "data" / "circulars" / f"{name}.txt"
        for name in ("court", "district-three", "standing", "city-committee")
    ),
]
HALF, FULL = ",;:()?!", "，；：（）？！"


def entries(data: bytes, name: str) -> list[tuple[str, ...]]:
    def plain(title: str) -> str:
        return re.sub(r"[\s\"“”]", "", unicodedata.normalize("NFKC", title))

    return [tuple(map(plain, issue.path)) for issue in parse(read(data, name)).issues]


def wrapped(text: str, width: int, indent: str = "", blank: bool = False) -> str:
    rows: list[str] = []
    for paragraph in filter(str.strip, text.split("\n")):
        row = ""
        for char in indent + paragraph.strip():
            columns = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in row + char)
            if columns > width and char not in "，。、；：,.;:”）)":
                rows.append(row)
                row = ""
            row += char
        rows += [row, ""] if blank else [row]
    return "\n".join(rows)


def paged(text: str) -> str:
    rows = wrapped(text, 66, "　　").split("\n")
    return "\n".join(f"{row}\n\n- {at // 25} -\n" if at % 25 == 24 else row for at, row in enumerate(rows))


def named(text: str) -> str:
    before, *after = re.split(r"(?m)^(?=[一二三四五六]、.*(?:下一步|打算))", text)
    return "".join([re.sub(r"(?m)^(\d+)\.\s*", r"问题\1:", before), *after])


VARIANTS: dict[str, Callable[[str], str]] = {
    "full width": lambda text: text.translate(str.maketrans(HALF, FULL)),
    "half width": lambda text: text.translate(str.maketrans(FULL, HALF)),
    "full-width digits": lambda text: text.translate({ord(str(i)): chr(0xFF10 + i) for i in range(10)}),
    "no blank lines": lambda text: re.sub(r"\n\s*\n", "\n", text),
    "DOS line ends": lambda text: text.replace("\n", "\r\n"),
    "indented": lambda text: "\n".join("　　" + row for row in text.split("\n")),
    "wrapped at 70, blank lines": lambda text: wrapped(text, 70, blank=True),
    "wrapped at 60, indented": lambda text: wrapped(text, 60, "　　"),
    "wrapped at 50, nothing between": lambda text: wrapped(text, 50),
    "pages": paged,
    "1、 for 1.": lambda text: re.sub(r"(?m)^(\d+)\.\s*", r"\1、", text),
    "① for 1.": lambda text: re.sub(r"(?m)^(\d+)\.\s*", lambda m: chr(0x245F + int(m[1])), text),
    "问题1: for 1.": named,
    "straight quotes": lambda text: text.replace("“", '"').replace("”", '"'),
}


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("file", TEXTS, ids=lambda file: file.stem)
def test_a_variant_has_the_same_entries(file: Path, variant: str) -> None:
    text = file.read_text(encoding="utf-8")
    expected = entries(text.encode(), "a.txt")
    assert len(expected) > 6
    assert entries(VARIANTS[variant](text).encode(), "a.txt") == expected


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: file.stem)
def test_a_web_page_of_spans_has_the_same_entries(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    rows = [
        f"<p>&nbsp;&nbsp;<span>{row[:5]}</span><b>{row[5:9]}</b>{row[9:]}</p>"
        for row in text.split("\n")
        if row.strip()
    ]
    page = f"<html><body>{''.join(rows)}</body></html>"
    assert entries(page.encode(), "a.html") == entries(text.encode(), "a.txt")
