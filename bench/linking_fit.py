"""Fits the linker's weights on made opinions and shows how they do on those kept apart.

    python bench/linking_fit.py

Prints the values for intake/linking/weights.py. Needs nothing but the service itself; takes a few minutes.
"""

import json
import math
import sys
from dataclasses import fields, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from intake.cli.link import examples_in, targets_of  # noqa: E402
from intake.linking import thesaurus  # noqa: E402
from intake.linking.corrections import sigmoid, softmax  # noqa: E402
from intake.linking.reading import Reading  # noqa: E402
from intake.linking.scoring import Scorer  # noqa: E402
from intake.linking.weights import FITTED, Weights  # noqa: E402

DATA = ROOT / "tests" / "data" / "linking"
TARGETS = targets_of(ROOT / "seeds" / "circular.txt")
KEYS = [target.key for target in TARGETS]
RANKING = ("common", "sounds", "echoes", "listed", "wording", "figure", "sharpness")
RELATED = ("related", "per_share", "per_score", "per_elsewhere")
STIFFNESS = 0.002
"""How strongly weights are held to the size they have: fitting must not run away on a few hundred opinions."""

Cases = list[tuple[Reading, frozenset[int]]]


def cases(scorer: Scorer, part: str) -> Cases:
    """The opinions of one part, read once."""
    found = []
    for path in sorted(DATA.glob(f"*-{part}.jsonl")):
        for example in examples_in(path):
            found.append((scorer.read(example.text), frozenset(map(KEYS.index, example.keys))))
    return found


def losses(scorer: Scorer, weights: Weights, opinions: Cases) -> tuple[float, float]:
    """Mean logarithmic loss of the ranking (over labelled opinions) and of being related (over all)."""
    scorer.weights = weights
    ranking, related, labelled = 0.0, 0.0, 0
    for reading, right in opinions:
        scored = scorer.score(reading)
        chance = sigmoid(scored.related)
        related -= math.log(max(chance if right else 1 - chance, 1e-6))
        if right:
            probabilities = softmax(scored.logits, len(TARGETS))
            ranking -= math.log(max(sum(probabilities.get(t, 0.0) for t in right), 1e-6))
            labelled += 1
    return ranking / labelled, related / len(opinions)


def fitted(scorer: Scorer, weights: Weights, opinions: Cases, names: tuple[str, ...], which: int) -> Weights:
    """Move one weight at a time, by ever smaller steps, as long as the loss falls."""

    def loss(tried: Weights) -> float:
        far = sum((getattr(tried, name) / getattr(FITTED, name) - 1) ** 2 for name in names)
        return losses(scorer, tried, opinions)[which] + STIFFNESS * far

    best = loss(weights)
    for step in (0.2, 0.1, 0.05):
        for name in names:
            for factor in (1 + step, 1 / (1 + step)):
                while (score := loss(tried := replace(weights, **{name: getattr(weights, name) * factor}))) < best:
                    weights, best = tried, score
    return weights


def main() -> None:
    scorer = Scorer(TARGETS, thesaurus.load(ROOT / "seeds" / "thesaurus.toml"), FITTED)
    parts = {part: cases(scorer, part) for part in ("fit", "held")}
    weights = fitted(scorer, FITTED, parts["fit"], RANKING, 0)
    weights = fitted(scorer, weights, parts["fit"], RELATED, 1)
    print(json.dumps({field.name: round(getattr(weights, field.name), 2) for field in fields(weights)}, indent=2))
    for part, opinions in parts.items():
        for name, tried in (("as shipped", FITTED), ("fitted", weights)):
            ranking, related = losses(scorer, tried, opinions)
            print(f"{part:5s} {name:10s}  loss of ranking {ranking:.3f}, of being related {related:.3f}")


if __name__ == "__main__":
    main()
