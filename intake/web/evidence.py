"""An opinion's text cut where evidence or something hidden lies in it, so that a page can mark exactly that. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from intake.model import Evidence
from intake.text.stretches import Span, merged


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `number` is that of the evidence it is, None for what lies between.

    `hidden`: others see blots in its place.
    """

    text: str
    number: int | None = None
    hidden: bool = False


def ordered(evidence: Sequence[Evidence], text: str) -> list[Evidence]:
    """The evidence that can be shown in a text, in its order; of two that overlap the first, else the longer one."""
    shown: list[Evidence] = []
    for piece in sorted(evidence, key=lambda e: (e.start, -e.end)):
        inside = 0 <= piece.start < piece.end <= len(text)
        if inside and (not shown or piece.start >= shown[-1].end):
            shown.append(piece)
    return shown


def pieces(
    text: str,
    evidence: Sequence[Evidence],
    start: int = 0,
    end: int | None = None,
    hidden: Sequence[Span] = (),
) -> list[Piece]:
    """The characters `start` to `end` of a text in pieces; numbers count the evidence from 1, in the text's order."""
    end = len(text) if end is None else end
    cut, at = list[Piece](), start
    for number, found in enumerate(ordered(evidence, text), start=1):
        first, last = max(found.start, start), min(found.end, end)
        if first < last:
            cut += [Piece(text[at:first]), Piece(text[first:last], number)]
            at = last
    return [piece for piece in _apart([*cut, Piece(text[at:end])], start, merged(hidden)) if piece.text]


def _apart(cut: Iterable[Piece], start: int, hidden: Sequence[Span]) -> Iterator[Piece]:
    """The same pieces cut once more, where something is hidden."""
    for piece in cut:
        end, at = start + len(piece.text), start
        for first, last in hidden:
            first, last = max(first, start), min(last, end)
            if first < last:
                yield replace(piece, text=piece.text[at - start : first - start])
                yield replace(piece, text=piece.text[first - start : last - start], hidden=True)
                at = last
        yield replace(piece, text=piece.text[at - start :])
        start = end
