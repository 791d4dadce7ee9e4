"""From scores to probabilities that hold: is the opinion about any entry at all, and may the answer be trusted.

The numbers are fitted and checked by bench/linking_fit.py on made opinions; they are not rules.
"""

import math
from dataclasses import dataclass

SHARPNESS = 2.4
"""Makes probabilities out of scores such that of the first suggestions given 0.7, seven in ten are right."""
FLOOR = 0.002
"""The probability that an entry has without any sign of it."""
WORDING, FIGURE, CHOSEN = 0.6, 0.6, 1.6
"""What one point of shared wording, a quoted figure, and the citizen's own choice add to an entry's score."""

_RELATED_AT = -0.5
_PER_SHARE, _PER_SCORE, _PER_ELSEWHERE = 1.0, 0.5, -1.0

ABSTAIN_BELOW = 0.4
"""A wrong suggestion costs staff a look, a missing one a search through all entries: about two looks for three."""
_SURE_FROM = 0.85


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for and against an opinion being about any entry."""

    share: float
    """Probability of all concepts that belong to some entry."""
    best: float
    """Score of the best entry."""
    elsewhere: int
    """Mentions of places that are not this district's."""


def related_score(signs: Signs) -> float:
    """The logit of the opinion's concerning any entry."""
    share = min(max(signs.share, 0.001), 0.999)
    return (
        _RELATED_AT
        + _PER_SHARE * math.log(share / (1 - share))
        + _PER_SCORE * (signs.best - math.log(FLOOR))
        + _PER_ELSEWHERE * min(signs.elsewhere, 2)
    )


def band(related: float, probability: float) -> str:
    """`sure` may be confirmed in bulk, `look` wants a person's eyes, `none` names no entry."""
    if related < ABSTAIN_BELOW:
        return "none"
    return "sure" if related * probability >= _SURE_FROM else "look"
