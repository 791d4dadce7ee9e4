"""Full-text search finds exactly what a plain look through all texts finds, on both databases."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import timedelta

import opencc
import pytest
from builders import NOW, opinion
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake import followup, indexing
from intake.db import Connection
from intake.store import queue
from intake.store.filters import Filter

pytestmark = [pytest.mark.both, pytest.mark.slow]
CHARACTERS = "电電梯停车場场app1２ＡＢé，。 \n-/"
HAN = "\u3400-\u9fff"
SIMPLE = opencc.OpenCC("t2s")

texts = st.text(alphabet=CHARACTERS, min_size=1, max_size=12).filter(str.strip)


def flat(text: str) -> str:
    """A text as people see it: half width, small letters, no accents, simplified; lines parted in words are joined."""
    parts = unicodedata.normalize("NFKD", text).lower()
    plain = "".join(SIMPLE.convert(char) for char in parts if not unicodedata.combining(char))
    return re.sub(rf"(?<=[{HAN}])\s+(?=[{HAN}])", "", plain)


def stands_in(term: str, text: str, *, quoted: bool) -> bool:
    """Whether a term stands in a text: anywhere between Chinese characters, at the beginning of words otherwise.

    What parts words is as good as anything else that parts words.
    """
    term, parts = flat(term), []
    pieces = re.findall(rf"[{HAN}]+|[^\W{HAN}_]+", term)
    for n, piece in enumerate(pieces):
        latin = not re.match(rf"[{HAN}]", piece)
        before = rf"(?<![^\W{HAN}_])" if latin else ""
        # a Chinese word that goes on in the term ends where the unbroken characters of the text end
        middle = n < len(pieces) - 1
        after = rf"(?![^\W{HAN}_])" if latin and (middle or quoted) else (rf"(?![{HAN}])" if middle else "")
        first = rf"(?<![{HAN}])" if not latin and n else ""
        parts.append(f"{before}{first}{piece}{after}")
    return re.search(r"[\W_]*".join(parts), flat(text)) is not None


def searchable(term: str) -> bool:
    return re.search(r"[^\W_]", flat(term)) is not None


@dataclass(frozen=True)
class Asked:
    """A query: groups of words of which one must occur, and words that must not."""

    wanted: list[list[tuple[str, bool]]]
    unwanted: list[tuple[str, bool]]

    @property
    def typed(self) -> str:
        groups = (" OR ".join(map(_said, group)) for group in self.wanted)
        return " ".join([*groups, *(f"-{_said(word)}" for word in self.unwanted)])


def _said(word: tuple[str, bool]) -> str:
    return f'"{word[0]}"' if word[1] else word[0]


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[list[str]], list[Asked]]:
    """Opinions with their texts, and queries for words most of which stand in one of them."""
    written = draw(st.lists(st.lists(texts, min_size=1, max_size=3), min_size=1, max_size=5))
    everything = "".join("".join(own) for own in written)

    def word() -> tuple[str, bool]:
        start = draw(st.integers(0, len(everything) - 1))
        term = everything[start : start + draw(st.integers(1, 6))] if draw(st.integers(0, 4)) else draw(texts)
        quoted = draw(st.booleans())
        term = term.replace("\n", " ") if quoted else "".join(term.replace("-", "").split())
        return (term, quoted) if searchable(term) else ("电梯", quoted)

    def asked() -> Asked:
        wanted = [[word() for _ in range(draw(st.integers(1, 2)))] for _ in range(draw(st.integers(1, 2)))]
        return Asked(wanted, [word() for _ in range(draw(st.integers(0, 1)))])

    return written, [asked() for _ in range(6)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases())
def test_the_index_finds_what_a_plain_scan_finds(conn: Connection, case: tuple[list[list[str]], list[Asked]]) -> None:
    written, queries = case
    made = {}
    for subject, *further in written:
        body, added = further[0] if further else "话", further[1] if len(further) > 1 else ""
        opinion_id = opinion(conn, subject=subject, body=body).opinion_id
        if added:
            followup.add(conn, opinion_id, added, NOW)
        made[opinion_id] = [subject, body, added]
    while indexing.work(conn, NOW + timedelta(hours=1)):
        pass
    for asked in queries:
        lines = queue.page(conn, replace(Filter(status=""), text=asked.typed), limit=10_000)
        found = {line.id for line in lines} & set(made)
        assert found == {i for i, own in made.items() if fits(asked, own)}, (asked.typed, made)


def fits(asked: Asked, own: list[str]) -> bool:
    """Whether a plain look through the texts of an opinion finds what was asked for."""

    def has(word: tuple[str, bool]) -> bool:
        return any(stands_in(word[0], text, quoted=word[1]) for text in own)

    return all(any(map(has, group)) for group in asked.wanted) and not any(map(has, asked.unwanted))


@pytest.mark.parametrize(
    ("term", "text", "quoted", "expected"),
    [
        ("电梯", "停電\n梯", False, True),
        ("pp", "app", False, False),
        ("ap", "app", True, False),
        ("2号", "12号", False, False),
        ("停，车", "停车", False, False),
        ("停，车", "停。车", False, True),
    ],
)
def test_the_plain_scan_itself(term: str, text: str, quoted: bool, expected: bool) -> None:
    assert stands_in(term, text, quoted=quoted) is expected
