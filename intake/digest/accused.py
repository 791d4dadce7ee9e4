"""Whom opinions complain of (被反映单位), and of whom many do: named to those only who may know of reports."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from intake.db import Connection
from intake.digest import alike
from intake.digest.periods import KINDS, Scope
from intake.digest.snapshot import compared
from intake.digest.wording import earlier, mean
from intake.store import accusations, likeness
from intake.store.accusations import Accusation

LEAST, TIMES = 3, 2  # different texts that make a concentration, and how often as many opinions as the mean there are


@dataclass(frozen=True, slots=True)
class Accused:
    """Somebody whom opinions of a period complain of; `distinct`: what is one text counts once, found by the machine
    or joined. `before` and `earlier` as in a snapshot; `numbers` are of those that are no reports, `secret` is how
    many are."""

    name: str
    count: int
    distinct: int
    before: int
    earlier: int
    compared: int
    numbers: tuple[str, ...]
    secret: int

    @property
    def concentrated(self) -> bool:
        """Whether many complain, by the rule that `rule` states."""
        return self.distinct >= LEAST and self.count * self.compared >= TIMES * self.earlier

    def spoken(self, kind: str) -> str:
        """`“区房管局”本周4件（查重后3件），上周1件，前8周平均0.5件`."""
        words, same = KINDS[kind], f"（查重后{self.distinct}件）" if self.distinct < self.count else ""
        said = f"“{self.name}”{words.this}{self.count}件{same}"
        if not self.compared:
            return said
        average = mean(self.earlier, self.compared)
        return f"{said}，{words.former}{self.before}件，{earlier(kind, self.compared)}平均{average}件"


def rule(kind: str) -> str:
    """What makes a concentration."""
    return f"有效件查重后{KINDS[kind].this}不少于{LEAST}件、且件数不少于以往各期平均{TIMES}倍的，列为意见集中的单位"


def accused(conn: Connection, scope: Scope) -> list[Accused]:
    """Everybody whom opinions of a period complain of, most complained of first; one that complains of two counts
    for both."""
    former = compared(conn, scope)
    start, end = scope.period.bounds(conn.zone)
    first, last = (former[n].bounds(conn.zone)[0] if former else start for n in (0, -1))
    found = accusations.registered(conn, first, end, scope.circular_id)
    pairs = likeness.pairs(conn, start, end, scope.circular_id) if found else []
    now = [each for each in found if each.registered_at >= start]
    firsts = alike.firsts([(each.id, each.joined) for each in now], pairs)
    earlier = _by_name(each for each in found if each.registered_at < start)
    named = [
        Accused(
            name=name,
            count=len(its),
            distinct=len({firsts[each.id] for each in its}),
            before=sum(each.registered_at >= last for each in earlier[name]),
            earlier=len(earlier[name]),
            compared=len(former),
            numbers=tuple(each.number for each in its if not each.secret),
            secret=sum(each.secret for each in its),
        )
        for name, its in _by_name(now).items()
    ]
    return sorted(named, key=lambda each: (-each.count, each.name))


def _by_name(found: Iterable[Accusation]) -> defaultdict[str, list[Accusation]]:
    by_name: defaultdict[str, list[Accusation]] = defaultdict(list)
    for each in found:
        for name in each.names:
            by_name[name].append(each)
    return by_name
