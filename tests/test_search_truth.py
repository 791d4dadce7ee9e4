"""Full-text search finds exactly what a plain look through all texts finds, on both databases."""

import re
import unicodedata
from dataclasses import replace
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

texts = st.text(alphabet=CHARACTERS, min_size=1, max_size=14).filter(str.strip)
terms = st.text(alphabet=CHARACTERS.replace("\n", "").replace("-", ""), min_size=1, max_size=5)


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


words = st.tuples(terms.filter(searchable), st.booleans()).map(
    lambda pair: pair if pair[1] else ("".join(pair[0].split()), False)
)
groups = st.lists(st.lists(words, min_size=1, max_size=2), min_size=1, max_size=2)


def typed(wanted: list[list[tuple[str, bool]]], unwanted: list[tuple[str, bool]]) -> str:
    def said(word: tuple[str, bool]) -> str:
        return f'"{word[0]}"' if word[1] else word[0]

    return " ".join([*(" OR ".join(map(said, group)) for group in wanted), *(f"-{said(word)}" for word in unwanted)])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(texts, texts, st.one_of(st.none(), texts)), min_size=1, max_size=5),
    st.lists(st.tuples(groups, st.lists(words, max_size=2)), min_size=1, max_size=8),
)
def test_the_index_finds_what_a_plain_scan_finds(
    conn: Connection,
    written: list[tuple[str, str, str | None]],
    asked: list[tuple[list[list[tuple[str, bool]]], list[tuple[str, bool]]]],
) -> None:
    made = {}
    for subject, body, added in written:
        opinion_id = opinion(conn, subject=subject, body=body).opinion_id
        if added is not None:
            followup.add(conn, opinion_id, added, NOW)
        made[opinion_id] = [subject, body, *([added] if added else [])]
    while indexing.work(conn, NOW + timedelta(hours=1)):
        pass
    for wanted, unwanted in asked:

        def has(opinion_id: int, word: tuple[str, bool]) -> bool:
            return any(stands_in(word[0], text, quoted=word[1]) for text in made[opinion_id])

        expected = {
            i
            for i in made
            if all(any(has(i, word) for word in group) for group in wanted) and not any(has(i, w) for w in unwanted)
        }
        query = typed(wanted, unwanted)
        lines = queue.page(conn, replace(Filter(status=""), text=query), limit=10_000)
        assert {line.id for line in lines} & set(made) == expected, (query, made)


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
