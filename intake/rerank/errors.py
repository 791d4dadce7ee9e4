"""What can go wrong when a language model is asked; none of it holds a word of the opinion or of the answer."""

from intake.errors import IntakeError


class Unavailable(IntakeError):
    """The server cannot be used now: down, slow, misconfigured, overloaded; asking later may help."""


class Nonsense(IntakeError):
    """What came back is no answer to the question; asking again would not help."""
