"""The few numbers that turn what was found into scores and probabilities.

They are fitted and checked on made opinions by bench/linking_fit.py, which prints them; nobody sets them by feeling.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each witness counts, and how scores become probabilities."""

    common: float = 0.95
    """How common a matter is, by the number of its sayings."""
    sounds: float = 0.73
    """Likeness to the sayings of a concept altogether."""
    echoes: float = 2.4
    """Likeness to single sayings."""
    listed: float = 2.1
    """Phrases of the thesaurus."""
    rambling: float = 0.5
    """How much less each sign says in a long letter, which has more of everything."""
    wording: float = 0.58
    """Words that opinion and entry share."""
    figure: float = 5.0
    """A figure that only this entry has."""
    sharpness: float = 2.0
    """Makes logits out of scores, such that of first suggestions given 0.7 seven in ten are right."""
    related: float = -3.8
    """Logit of concerning any entry, for an opinion that shows no sign either way."""
    per_share: float = 1.68
    """What the concepts that belong to some entry say for that, together (logit)."""
    per_score: float = 0.53
    """What the best entry's score above the floor says for it."""
    per_elsewhere: float = -3.0
    """What a place outside the district says against it."""


FITTED = Weights()
