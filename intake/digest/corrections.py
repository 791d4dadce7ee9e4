"""What no longer holds of what earlier digests say. Pure.

An opinion that was not linked or judged yet when a digest was issued, and is by now, is progress and no correction.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from intake.digest.types import VOID, Correction, Corrections, OpinionLine, Snapshot
from intake.labels import label
from intake.model import Channel, Nature, Stance
from intake.store.digests import Taken


@dataclass(frozen=True, slots=True)
class Earlier:
    """An issued digest, and those of its opinions that were touched since: as they are now."""

    frozen: Snapshot
    taken: list[Taken]
    lines: list[OpinionLine]


def corrections(since: str, edition: int, earlier: Iterable[Earlier]) -> Corrections:
    """The changes `since` the last digest, number `edition`, was issued; by digest and register number."""
    found = Corrections(since=since, edition=edition, decided=0, hidden=0, lines=[])
    for each in earlier:
        was = {line["number"]: line for line in each.frozen["opinions"]}
        names = {line["id"]: line["title"] for line in each.frozen["issues"]}
        now = {line["number"]: line for line in each.lines if line["number"] in was}
        found["hidden"] += sum(opinion.number in was and not opinion.shown for opinion in each.taken)
        found["decided"] += sum(_undecided(was[number]) and not _undecided(line) for number, line in now.items())
        for number, line in now.items():
            found["lines"] += _changes(each.frozen["number"] or 0, was[number], line, names)
    return found


def _changes(edition: int, was: OpinionLine, now: OpinionLine, names: Mapping[str, str]) -> list[Correction]:
    pairs = [
        ("反映渠道", label(Channel(was["channel"])), label(Channel(now["channel"]))),
        ("关联事项", _issues(was, names), _issues(now, names)),
        ("诉求性质", _kind(Nature, was["nature"]), _kind(Nature, now["nature"])),
        ("整改态度", _kind(Stance, was["stance"]), _kind(Stance, now["stance"])),
        ("是否有效", _valid(was), _valid(now)),
    ]
    return [
        Correction(edition=edition, number=was["number"], what=what, was=before, now=after or "无")
        for what, before, after in pairs
        if before and before != after
    ]


def _undecided(line: OpinionLine) -> bool:
    return not line["main"] and line["status"] == "waiting"


def _issues(line: OpinionLine, names: Mapping[str, str]) -> str:
    """What an opinion is about; empty while nobody has decided it, and for void ones, which are about nothing."""
    if _undecided(line) or line["withheld"] == VOID:
        return ""
    ids = [line["main"], *line["further"]] if line["main"] else []
    return "、".join(names.get(issue_id, "其他事项") for issue_id in ids) or "未关联"


def _kind(kinds: type[Nature] | type[Stance], value: str) -> str:
    return label(kinds(value)) if value else ""


def _valid(line: OpinionLine) -> str:
    return VOID if line["withheld"] == VOID else "有效"
