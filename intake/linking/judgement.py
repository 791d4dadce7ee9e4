"""What to do with the probabilities: name no entry, show the suggestions, or let them be confirmed in bulk."""

ABSTAIN_BELOW = 0.5
"""Probability of concerning any entry below which none is named.

Stated cost: a suggestion shown in vain costs staff one look; one withheld costs them one look as well, since what was
found is still listed below the line.
"""
SURE_FROM = 0.85
"""Probability that the first suggestion is right, being related at all included, from which no look is needed."""


def band(related: float, probability: float) -> str:
    """`sure` may be confirmed in bulk, `look` wants a person's eyes, `none` names no entry."""
    if related < ABSTAIN_BELOW:
        return "none"
    return "sure" if related * probability >= SURE_FROM else "look"
