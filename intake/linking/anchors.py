"""Which entries of a circular a concept belongs to, found by the official terms in their headings and texts."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from intake.linking.reading import Entry
from intake.linking.thesaurus import OFFICIAL, Concept

_TITLE, _LONG_TERM, _SHORT_TERM, _PAIR = 1.0, 0.5, 0.25, 0.1
"""How strongly an official term ties its concept to an entry: in the heading, or in the text by its length."""
_BROADER = 0.8
"""What a concept keeps when an entry has only its broader concept."""
_WEAK = 0.5
_SHARPEN = 3.0
"""Entries that are named in the heading get more than their share over those that only mention the term."""

Anchors = dict[int, list[tuple[int, float]]]


def anchor(entries: Sequence[Entry], concepts: Sequence[Concept]) -> Anchors:
    """For each concept its entries with the part of the concept's probability that is theirs, together at most one."""
    own = _own(entries)
    numbers = {concept.name: number for number, concept in enumerate(concepts)}
    found: Anchors = {}
    for number, concept in enumerate(concepts):
        if concept.outside:
            continue
        strengths = dict(own.get(number, {}))
        if max(strengths.values(), default=0.0) < _WEAK:
            for broader in concept.broader:
                for target, strength in own.get(numbers[broader], {}).items():
                    strengths[target] = max(strengths.get(target, 0.0), _BROADER * strength)
        if strengths:
            found[number] = _shared(strengths)
    return found


def _own(entries: Sequence[Entry]) -> dict[int, dict[int, float]]:
    terms = [(number, *term) for number, entry in enumerate(entries) for term in _terms(entry)]
    holders: dict[tuple[int, str], set[int]] = defaultdict(set)
    for number, _, concept, words in terms:
        holders[concept, words].add(number)
    strengths: dict[int, dict[int, float]] = defaultdict(dict)
    for number, in_title, concept, words in terms:
        strength = _TITLE if in_title else _in_text(words)
        if not in_title and len(holders[concept, words]) > 2:
            strength /= 2
        strengths[concept][number] = max(strengths[concept].get(number, 0.0), strength)
    return strengths


def _in_text(words: str) -> float:
    return _LONG_TERM if len(words) > 3 else _SHORT_TERM if len(words) > 2 else _PAIR


def _terms(entry: Entry) -> Iterator[tuple[bool, int, str]]:
    for in_title, seen in ((True, entry.title), (False, entry.text)):
        for hit in seen.hits:
            if hit.level == OFFICIAL:
                yield in_title, hit.concept, seen.view.text[hit.spans[0][0] : hit.spans[-1][1]]


def _shared(strengths: dict[int, float]) -> list[tuple[int, float]]:
    sharp = {target: strength**_SHARPEN for target, strength in strengths.items()}
    scale = max(strengths.values()) / sum(sharp.values())
    return sorted((target, strength * scale) for target, strength in sharp.items())
