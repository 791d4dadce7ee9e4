"""A digest without its full annex: only the chosen opinions stand there with their words. Pure."""

from intake.digest.quotes import chosen
from intake.digest.types import NOT_CHOSEN, OpinionLine, Snapshot


def without(found: Snapshot) -> Snapshot:
    """A snapshot in which every opinion that no entry's few typical ones are among stands without its words.

    Figures and register numbers stay; what is left can be quoted and nothing else.
    """
    kept = chosen(found)
    return Snapshot(**{**found, "opinions": [_line(line, kept) for line in found["opinions"]]})


def _line(line: OpinionLine, kept: set[str]) -> OpinionLine:
    if line["withheld"] or line["number"] in kept:
        return line
    return OpinionLine(**{**line, "withheld": NOT_CHOSEN, "subject": "", "text": ""})
