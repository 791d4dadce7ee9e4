"""Measures the linker on labelled opinions: how often it is right, and whether its probabilities hold. Pure."""

import math
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from intake.linking.types import Answer, Example

_ROUNDS = 1000
_BINS = 10

Judged = tuple[Answer, tuple[str, ...]]
"""What the linker answered, and the keys that are right (none: it concerns no entry)."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure with its 95 % bootstrap interval, over `count` opinions."""

    name: str
    value: float
    low: float
    high: float
    count: int


def measure(suggest: Callable[[str], Answer], labelled: Sequence[Example]) -> list[Figure]:
    """Ask for every opinion and compare with its labels; figures that nothing bears on are left out."""
    judged = [(suggest(example.text), example.keys) for example in labelled]
    with_label = [pair for pair in judged if pair[1]]
    abstained = [pair for pair in judged if pair[0].abstain]
    without = [pair for pair in judged if not pair[1]]
    return [
        figure
        for figure in (
            _figure("第一条正确", with_label, lambda pairs: _mean(hit(pair, 1) for pair in pairs)),
            _figure("前三条含正确", with_label, lambda pairs: _mean(hit(pair, 3) for pair in pairs)),
            _figure("有无关联 AUROC", judged if with_label and without else [], auroc),
            _figure("判为无关的正确率", abstained, lambda pairs: _mean(not keys for _, keys in pairs)),
            _figure("无关的识别率", without, lambda pairs: _mean(answer.abstain for answer, _ in pairs)),
            _figure("概率误差 ECE", with_label, calibration_error),
        )
        if figure
    ]


def auroc(judged: Sequence[Judged]) -> float:
    """The chance that an opinion with a label is called likelier related than one without."""
    ranked = sorted(judged, key=lambda pair: pair[0].related)
    positive = sum(bool(keys) for _, keys in ranked)
    negative = len(ranked) - positive
    if not positive or not negative:
        return math.nan
    total, start = 0.0, 0
    while start < len(ranked):
        end = start
        while end < len(ranked) and ranked[end][0].related == ranked[start][0].related:
            end += 1
        total += (start + end + 1) / 2 * sum(bool(keys) for _, keys in ranked[start:end])
        start = end
    return (total - positive * (positive + 1) / 2) / (positive * negative)


def calibration_error(judged: Sequence[Judged]) -> float:
    """How far the probability of the first suggestion is from how often it is right, in ten bins (ECE)."""
    bins = [[0, 0.0] for _ in range(_BINS)]
    for pair in judged:
        probability = pair[0].suggestions[0].probability if pair[0].suggestions else 0.0
        place = bins[min(int(probability * _BINS), _BINS - 1)]
        place[0] += 1
        place[1] += probability - hit(pair, 1)
    return sum(abs(gap) for _, gap in bins) / max(len(judged), 1)


def hit(pair: Judged, first: int) -> bool:
    """Whether a right key is among the first suggestions."""
    answer, keys = pair
    return any(suggestion.key in keys for suggestion in answer.suggestions[:first])


def _mean(values: Iterable[bool]) -> float:
    listed = list(values)
    return sum(listed) / len(listed)


def _figure(name: str, pairs: Sequence[Judged], value: Callable[[Sequence[Judged]], float]) -> Figure | None:
    if not pairs:
        return None
    rng = random.Random(1)  # noqa: S311 - the same interval for the same answers
    values = (value(rng.choices(pairs, k=len(pairs))) for _ in range(_ROUNDS))
    drawn = sorted(drawn for drawn in values if not math.isnan(drawn)) or [math.nan]
    return Figure(name, value(pairs), drawn[int(0.025 * len(drawn))], drawn[int(0.975 * len(drawn))], len(pairs))
