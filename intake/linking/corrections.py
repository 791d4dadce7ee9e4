"""Learning from what people decided: small corrections to the linker's scores, made only where it was unsure or wrong.

One pass of logistic regression over the decided opinions, on top of the linker's own answer as it stands without
them. Where that answer was right and sure nothing changes, so good answers are not unlearned. Every opinion is judged
before it is learned from; what was learned is used only if that would have been better than not to learn.
"""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

_STEP = 20.0
_RELATED_STEP = 4.0
_MIX_STEP = 0.3
_MIX_TAKEN = 0.5
"""How many opinions here concern an entry at all is learned apart, lest it be laid to the words that happened to be in
them; half of it is taken over, since the mix of next month may be another one."""
_LEAST = 0.02
"""Differences of probability below this are not worth a correction."""
_MOST = 4
"""Entries that are corrected for one opinion, those that are furthest off."""
_FEW = 20
"""Below this many decided opinions there is nothing to compare by; the steps are small enough to be safe."""

_HOPELESS = 0.01
"""Smaller probabilities count as this one: a single answer that nobody could foresee must not decide by itself."""

Scores = dict[int, float]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A decided opinion: its most telling grams, the logits without learning, the entries confirmed and refused."""

    grams: Mapping[str, float]
    scores: Scores
    related: float
    right: frozenset[int]
    wrong: frozenset[int]
    weight: float


class Corrections:
    """What was learned: for each gram what it adds to the score of an entry, and to that of being related."""

    __slots__ = ("_entries", "_gained", "_gained_related", "_lessons", "_mix", "_related")

    def __init__(self) -> None:
        self._entries: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        self._related: dict[str, float] = defaultdict(float)
        self._gained = self._gained_related = 0.0
        self._lessons = 0
        self._mix = 0.0

    def learn(self, lesson: Lesson) -> None:
        """Judge one more decided opinion, then learn from it."""
        self._gained += self._learn(lesson)
        self._gained_related += self._learn_related(lesson)
        self._lessons += 1

    @property
    def trusted(self) -> bool:
        """Whether what was learned so far would have helped."""
        return self._gained > 0 or self._lessons < _FEW

    def entries(self, grams: Mapping[str, float]) -> Scores:
        """What to add to the scores of entries for a text with these grams."""
        return self._added(grams) if self.trusted else {}

    def related(self, grams: Mapping[str, float]) -> float:
        """What to add to the score of concerning any entry."""
        trusted = self._gained_related > 0 or self._lessons < _FEW
        return self._sum(grams) + _MIX_TAKEN * self._mix if trusted else 0.0

    def weight(self, gram: str, target: int) -> float:
        """What this gram adds to the score of that entry."""
        return self._entries[gram].get(target, 0.0) if self.trusted and gram in self._entries else 0.0

    def _added(self, grams: Mapping[str, float]) -> Scores:
        added: Scores = defaultdict(float)
        for gram, weight in grams.items():
            for target, correction in self._entries.get(gram, {}).items():
                added[target] += weight * correction
        return added

    def _sum(self, grams: Mapping[str, float]) -> float:
        return sum(weight * self._related.get(gram, 0.0) for gram, weight in grams.items())

    def _learn(self, lesson: Lesson) -> float:
        if not (lesson.right or lesson.wrong):
            return 0.0
        known = {**dict.fromkeys(lesson.right, 0.0), **lesson.scores}
        added = self._added(lesson.grams)
        before = softmax(known)
        now = softmax({target: score + added.get(target, 0.0) for target, score in known.items()})
        steps = _steps(now, lesson.right, lesson.wrong)
        for gram, weight in lesson.grams.items():
            for target, step in steps.items():
                self._entries[gram][target] += _STEP * lesson.weight * weight * step
        return _credit(now, lesson) - _credit(before, lesson)

    def _learn_related(self, lesson: Lesson) -> float:
        truth = 1.0 if lesson.right else 0.0
        if lesson.wrong and not lesson.right:
            return 0.0  # that this entry was refused says nothing of the others
        now = sigmoid(lesson.related + self._mix + self._sum(lesson.grams))
        self._mix += _MIX_STEP * lesson.weight * (truth - now)
        step = _RELATED_STEP * lesson.weight * (truth - now)
        for gram, weight in lesson.grams.items():
            self._related[gram] += step * weight
        return _log(1 - abs(truth - now)) - _log(1 - abs(truth - sigmoid(lesson.related)))


def sigmoid(score: float) -> float:
    """The probability that a logit stands for."""
    return 1 / (1 + math.exp(-min(max(score, -60.0), 60.0)))


def softmax(scores: Scores, size: int = 0) -> Scores:
    """The probabilities that logits stand for; of `size` entries those without one have the logit nought."""
    top = max(scores.values(), default=0.0)
    raw = {target: math.exp(score - top) for target, score in scores.items()}
    total = sum(raw.values()) + max(size - len(raw), 0) * math.exp(-top)
    return {target: value / total for target, value in raw.items()}


def _steps(now: Scores, right: frozenset[int], wrong: frozenset[int]) -> Scores:
    """Where the probabilities should go: all to the right ones, or away from the refused ones."""
    if right:
        held = sum(now.get(target, 0.0) for target in right)
        wanted = {target: now.get(target, 0.0) / held if held > 0 else 1 / len(right) for target in right}
        steps = {target: wanted.get(target, 0.0) - probability for target, probability in now.items()}
    else:
        steps = {target: -now.get(target, 0.0) for target in wrong}
    far = sorted(steps.items(), key=lambda item: (-abs(item[1]), item[0]))[:_MOST]
    return {target: step for target, step in far if abs(step) > _LEAST}


def _credit(now: Scores, lesson: Lesson) -> float:
    held = sum(now.get(target, 0.0) for target in lesson.right or lesson.wrong)
    return _log(held if lesson.right else 1 - held)


def _log(probability: float) -> float:
    return math.log(max(probability, _HOPELESS))
