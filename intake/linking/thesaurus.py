"""Reads what the linker knows of public life: which everyday words speak for which official terms.

Knows nothing of any circular; which entry a concept belongs to is found by its official terms. Three files lie
beside each other: the thesaurus itself, the names of this district (`local.toml`), and made examples of how people
talk about each concept (`sayings.toml`). An office elsewhere replaces the second and may add to the others.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from intake.errors import Invalid
from intake.text.normalise import Speller, normalise, plain

OFFICIAL, SURE, SAY, HINT = 0, 1, 2, 3
"""How strongly a phrase speaks for its concept: an official term (which also finds the entries), words
that leave no doubt, everyday words, a mere hint."""
_LEVELS = {"official": OFFICIAL, "sure": SURE, "say": SAY, "hint": HINT}


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must occur near each other; each part lists its alternatives.

    `ordered`: in this order and close together, as «下…楼»; otherwise in any order, as «六楼+膝盖».
    """

    parts: tuple[tuple[str, ...], ...]
    level: int
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Concept:
    """One matter of public life; `broader` names the concepts that stand in where no entry has this one.

    `outside`: it never belongs to an entry, whatever the words. `sayings`: how people talk about it.
    """

    name: str
    phrases: tuple[Phrase, ...]
    broader: tuple[str, ...] = ()
    outside: bool = False
    sayings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """All concepts in the order of the file, variant spellings, and names of places that are not this district's."""

    concepts: tuple[Concept, ...] = ()
    spelling: tuple[tuple[str, str], ...] = ()
    elsewhere: tuple[str, ...] = ()


def load(path: Path) -> Thesaurus:
    """Read a thesaurus file (TOML; its head explains the notation) and what lies beside it. Raises Invalid."""
    data, local = _table(path), _table_if_any(path.with_name("local.toml"))
    sayings = _table_if_any(path.with_name("sayings.toml"))
    spelling = tuple(map(_pair, plain(f"{data.pop('spelling', '')} {local.get('spelling', '')}").split()))
    words = _Words(Speller(dict(spelling)))
    groups = _groups(data.pop("group", {}), local.get("group", {}), words)
    concepts = tuple(_concept(name, entry, groups, words, sayings.pop(name, "")) for name, entry in data.items())
    names = {concept.name for concept in concepts}
    if sayings:
        raise Invalid(f"说法表:概念「{'、'.join(sayings)}」不在同义词表中")
    for concept in concepts:
        if missing := set(concept.broader) - names:
            raise Invalid(f"同义词表:「{concept.name}」的上位概念「{'、'.join(sorted(missing))}」不存在")
    return Thesaurus(concepts, spelling, words(local.get("elsewhere", "")))


def extended(known: Thesaurus, added: Iterable[tuple[str, str, bool]]) -> Thesaurus:
    """The same with further phrases: concept, phrase in the notation of the file, whether it leaves no doubt.

    What is added to a concept that is there no more is passed over. Raises Invalid for a phrase that cannot be read.
    """
    words = _Words(Speller(dict(known.spelling)))
    further: dict[str, list[Phrase]] = defaultdict(list)
    for name, phrase, sure in added:
        further[name] += [_phrase(name, word, SURE if sure else SAY, {}) for word in words(phrase)]
    return replace(
        known,
        concepts=tuple(
            replace(concept, phrases=(*concept.phrases, *further[concept.name])) if concept.name in further else concept
            for concept in known.concepts
        ),
    )


def _table(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid(f"{path.name} 无法读取:{error}") from error


def _table_if_any(path: Path) -> dict[str, Any]:
    return _table(path) if path.exists() else {}


class _Words:
    """Takes lists of words apart, written as opinions will be when they are read."""

    def __init__(self, speller: Speller) -> None:
        self._speller = speller

    def __call__(self, listed: str) -> tuple[str, ...]:
        return tuple(self._speller.respell(normalise(listed)).text.split())


def _groups(general: Mapping[str, str], local: Mapping[str, str], words: _Words) -> dict[str, tuple[str, ...]]:
    names = [*general, *(name for name in local if name not in general)]
    return {plain(name): words(f"{general.get(name, '')} {local.get(name, '')}") for name in names}


def _pair(entry: str) -> tuple[str, str]:
    wrong, equals, right = entry.partition("=")
    if not (wrong and equals and right):
        raise Invalid(f"同义词表:异写「{entry}」应为「异写=通用写法」")
    return wrong, right


def _concept(name: str, entry: object, groups: Mapping[str, tuple[str, ...]], words: _Words, sayings: str) -> Concept:
    if not isinstance(entry, dict):
        raise Invalid(f"同义词表:「{name}」应为一节")
    unknown = set(entry) - {*_LEVELS, "broader", "outside"}
    if unknown:
        raise Invalid(f"同义词表:「{name}」中有未知项「{'、'.join(sorted(unknown))}」")
    phrases = [
        _phrase(name, word, level, groups) for field, level in _LEVELS.items() for word in words(entry.get(field, ""))
    ]
    lines = tuple(line.strip() for line in sayings.splitlines() if line.strip())
    return Concept(
        plain(name), tuple(phrases), tuple(plain(entry.get("broader", "")).split()), bool(entry.get("outside")), lines
    )


def _phrase(name: str, word: str, level: int, groups: Mapping[str, tuple[str, ...]]) -> Phrase:
    ordered = "..." in word  # NFKC has turned «…» into three dots
    parts = re.split(r"\.\.\.|\+", word)
    return Phrase(tuple(_alternatives(name, part, groups) for part in parts), level, ordered)


def _alternatives(name: str, part: str, groups: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    found: list[str] = []
    for choice in part.split("|"):
        if choice.startswith("@"):
            if choice[1:] not in groups:
                raise Invalid(f"同义词表:「{name}」用到的词组「{choice}」不存在")
            found.extend(groups[choice[1:]])
        elif choice:
            found.append(choice)
    if not found:
        raise Invalid(f"同义词表:「{name}」中有空的词语")
    return tuple(found)
