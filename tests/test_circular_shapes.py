"""Circulars of many shapes: numbering, wording, wrapping, web pages, encodings.

Each NAME.want says what is expected of NAME.txt, .html or .docx: facts as `key: value` (`;` between several, null for
none), entries as `== title | how its text begins | how it ends`, as many `=` as its level.
"""

import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from intake.circular.parse import parse, to_json
from intake.circular.read import read

FOLDER = Path(__file__).parent / "data" / "circulars"
WANTED = sorted(FOLDER.glob("*.want"))


def plain(value: Any) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", "" if value is None else str(value)))


def parsed(name: str) -> dict[str, Any]:
    file = next(file for file in FOLDER.glob(f"{name}.*") if file.suffix != ".want")
    return to_json(parse(read(file.read_bytes(), file.name)))


def entries_of(want: str) -> list[tuple[tuple[str, ...], str, str]]:
    path: list[str] = []
    found = []
    for line in want.splitlines():
        if line.startswith("="):
            marks, _, rest = line.partition(" ")
            title, begin, end = ([plain(part) for part in rest.split("|")] + ["", ""])[:3]
            path[len(marks) - 1 :] = [title]
            found.append((tuple(path), begin, end))
    return found


def facts_of(want: str) -> dict[str, str]:
    return dict(re.findall(r"^(\w+):[ ]*(.*)$", want, re.M))


@pytest.mark.parametrize("want", WANTED, ids=lambda file: file.stem)
def test_entries_are_found_with_their_text(want: Path) -> None:
    expected = entries_of(want.read_text(encoding="utf-8"))
    issues = parsed(want.stem)["issues"]
    assert [tuple(map(plain, issue["path"])) for issue in issues] == [path for path, _, _ in expected]
    for issue, (_, begin, end) in zip(issues, expected, strict=True):
        assert plain(issue["text"]).startswith(begin)
        assert plain(issue["text"]).endswith(end)
        assert issue["leaf"] == bool(begin)


@pytest.mark.parametrize("want", WANTED, ids=lambda file: file.stem)
def test_facts_are_found(want: Path) -> None:
    got = parsed(want.stem)
    flat = {**got, **got["contacts"], **got["totals"]}
    for key, value in facts_of(want.read_text(encoding="utf-8")).items():
        if isinstance(flat[key], list | tuple):
            assert sorted(map(plain, flat[key])) == sorted(plain(part) for part in value.split(" ; ") if part), key
        else:
            assert plain(flat[key]) == plain("" if value == "null" else value), key
