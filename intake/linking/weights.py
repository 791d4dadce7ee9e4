"""The few numbers that turn what was found into scores and probabilities.

They are fitted and checked on made opinions by bench/linking_fit.py, which prints them; nobody sets them by feeling.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each witness counts, and how scores become probabilities."""

    common: float = 0.63
    """How common a matter is, by the number of its sayings."""
    sounds: float = 0.68
    """Likeness to the sayings of a concept altogether."""
    echoes: float = 5.5
    """Likeness to single sayings."""
    listed: float = 1.85
    """Phrases of the thesaurus."""
    wording: float = 0.63
    """Words that opinion and entry share."""
    figure: float = 4.5
    """A figure that only this entry has."""
    sharpness: float = 1.82
    """Makes logits out of scores, such that of first suggestions given 0.7 seven in ten are right."""
    related: float = -5.43
    """Logit of concerning any entry, for an opinion that shows no sign either way."""
    per_share: float = 1.89
    """What the concepts that belong to some entry say for that, together (logit)."""
    per_score: float = 0.82
    """What the best entry's score above the floor says for it."""
    per_elsewhere: float = -2.5
    """What a place outside the district says against it."""


FITTED = Weights()
