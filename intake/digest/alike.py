"""Which opinions of a period are one text: those that a person joined, and those that the machine finds alike. Pure."""

from collections.abc import Iterable, Mapping, Sequence


def firsts(opinions: Sequence[tuple[int, int | None]], pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """For each opinion, given with the text that it was joined to, the first one of its text; itself where it is alone.

    `pairs` are found alike by the machine; what is like the same third one is one text, too.
    """
    place = {opinion_id: n for n, (opinion_id, _) in enumerate(opinions)}
    above = list(range(len(opinions)))
    joined: dict[int, int] = {}
    for n, (_, text_id) in enumerate(opinions):
        if text_id is not None:
            _unite(above, n, joined.setdefault(text_id, n))
    for one, other in pairs:
        if one in place and other in place:
            _unite(above, place[one], place[other])
    return {opinion_id: opinions[_root(above, n)][0] for n, (opinion_id, _) in enumerate(opinions)}


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
