"""What to do with the probabilities: name no entry, show the suggestions, or let them be confirmed in bulk."""

ABSTAIN_BELOW = 0.4
"""Probability of concerning any entry below which none is named.

Stated cost: a suggestion shown in vain costs staff a look, one withheld costs a search through all entries; a search
is worth about one and a half looks, so an opinion is called unrelated when that is likelier than 1.5 / 2.5.
"""
SURE_FROM = 0.85
"""Probability that the first suggestion is right, being related at all included, from which no look is needed."""


def band(related: float, probability: float) -> str:
    """`sure` may be confirmed in bulk, `look` wants a person's eyes, `none` names no entry."""
    if related < ABSTAIN_BELOW:
        return "none"
    return "sure" if related * probability >= SURE_FROM else "look"
