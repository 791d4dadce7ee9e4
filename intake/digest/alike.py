"""Which opinions of a period are one text: those that a person joined, and those that the machine finds alike. Pure."""

from collections.abc import Iterable, Mapping

from intake.digest.figures import Subject


def firsts(subjects: Iterable[Subject], pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """For each valid opinion the first one of its text, in the register's order; itself where it is alone.

    `pairs` are found alike by the machine; what is like the same third one is one text, too.
    """
    valid = [subject.opinion for subject in subjects if not subject.opinion.void]
    place = {opinion.id: n for n, opinion in enumerate(valid)}
    above = list(range(len(valid)))
    joined: dict[int, int] = {}
    for n, opinion in enumerate(valid):
        if opinion.joined is not None:
            _unite(above, n, joined.setdefault(opinion.joined, n))
    for one, other in pairs:
        if one in place and other in place:
            _unite(above, place[one], place[other])
    return {opinion.id: valid[_root(above, n)].id for n, opinion in enumerate(valid)}


def several(first: Mapping[int, int]) -> dict[int, int]:
    """The same, of texts with more than one opinion only."""
    shared = {root for opinion_id, root in first.items() if opinion_id != root}
    return {opinion_id: root for opinion_id, root in first.items() if root in shared}


def _unite(above: list[int], one: int, other: int) -> None:
    left, right = sorted((_root(above, one), _root(above, other)))
    above[right] = left


def _root(above: list[int], n: int) -> int:
    while above[n] != n:
        above[n] = n = above[above[n]]
    return n
