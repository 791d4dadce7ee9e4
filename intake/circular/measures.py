"""Counts that a label announces inside an entry counted alike: 1.…  整改措施:  1.…  2.…  整改成效:…  2.…

They are measures and head nothing; which 2. is the entry's and which the measures' is told here.
"""

from itertools import zip_longest

from intake.circular.lines import Line
from intake.circular.titles import LABEL, names_problem

_LONGEST_LABEL = 12


class Measures:
    """The announced counts of one circular; ask for every heading, in order."""

    def __init__(self, lines: list[Line]) -> None:
        self._before = {line.start: before for before, line in zip(lines, lines[1:], strict=False)}
        self._after = {line.start: after for line, after in zip_longest(lines, lines[1:]) if line}
        self._kind, self._next, self._label = "", 0, ""
        self._refused: set[str] = set()

    def hold(self, line: Line, kind: str, number: int, above: dict[str, int]) -> bool:
        """Whether a numbered line is a measure; `above` are the numbers of the headings now open, by their kind."""
        if not line.inside:
            self._refused.clear()
        if kind == self._kind and number == self._next and not self._next_entry(line, kind, number, above):
            self._next += 1
            return True
        if kind in above:
            self._kind = ""
            if number == 1 and (label := self._announced(line)):
                self._kind, self._next, self._label = kind, 2, label
                return True
            if line.inside and (kind in self._refused or number != above[kind] + 1):
                self._refused.add(kind)
                return True
        return False

    def _next_entry(self, line: Line, kind: str, number: int, above: dict[str, int]) -> bool:
        """Where both counts could go on with this number: whether the entries' does."""
        if number != above.get(kind, 0) + 1:
            return False
        after = self._after[line.start]
        # its own measures are announced like those before, or entries below it begin to be counted anew
        label = LABEL.match(after.flat) if after else None
        below = after.mark if after else None
        deeper = list(above)[list(above).index(kind) + 1 :]
        return (
            self._label in (_label_at_end(line.flat), _name(label[0]) if label else "")
            or (below is not None and below.number == 1 and below.kind in deeper)
            or names_problem(line.flat)
        )

    def _announced(self, line: Line) -> str:
        before = self._before.get(line.start)
        return _label_at_end(before.flat) if before else ""


def _label_at_end(flat: str) -> str:
    for at in range(max(0, len(flat) - _LONGEST_LABEL), len(flat)):
        label = LABEL.match(flat, at)
        if label and label.end() == len(flat):
            return _name(label[0])
    return ""


def _name(label: str) -> str:
    return label.strip("【】[]〔〕(): \t")
