"""Small numbers in a published table: which cells must not be read, so that no sum gives one of them away. Pure."""

from collections.abc import Sequence

SMALL = 5


def shown(cells: Sequence[int]) -> list[str] | None:
    """How each cell of a table with a known sum is printed; None where the whole table must stay out.

    Cells under five are `<5`; where the sum would still tell one of them, the next larger cells are `–` as well.
    """
    small = [n for n, count in enumerate(cells) if count < SMALL]
    others = sorted((n for n, count in enumerate(cells) if count >= SMALL), key=lambda n: cells[n])
    hidden: list[int] = []
    while small and not _uncertain([cells[n] for n in small], [cells[n] for n in hidden]):
        if not others:
            return None
        hidden.append(others.pop(0))
    marks = dict.fromkeys(small, f"<{SMALL}") | dict.fromkeys(hidden, "–")
    return [marks.get(n, f"{count:,}") for n, count in enumerate(cells)]


def _uncertain(small: list[int], hidden: list[int]) -> bool:
    """Whether every small cell could hold any number under five, for who knows what all unread cells add up to."""
    together = sum(small) + sum(hidden)
    most = min(SMALL - 1, together - SMALL * len(hidden))
    least = 0 if hidden else max(0, together - (SMALL - 1) * (len(small) - 1))
    return most == SMALL - 1 and least == 0
