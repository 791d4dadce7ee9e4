"""The figures of a period from what the store read. Pure."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from enum import StrEnum
from typing import TypeVar

from intake.digest.periods import Period
from intake.digest.types import FEW, KEPT_OUT, VOID, Count, IssueLine, Linking, OpinionLine, Protected, Trend
from intake.labels import label
from intake.model import Channel, Nature, Origin, Stance, Status
from intake.store.digests import Entry, Former, Taken, Tie
from intake.text import protect
from intake.text.redact import redacted
from intake.text.stretches import all_hidden

Key = TypeVar("Key", int, str)
UNSAID = "未判定"
ELSEWHERE = "其他地点或未填"
LEVEL = 0.05  # chance of calling a surge in a quiet period, over all entries together
LEAST = 3  # opinions that a surge has


@dataclass(slots=True)
class Subject:
    """What one shown opinion is about: confirmed issues, main one first, or the best suggestion; and the first of those
    that are one text with it."""

    opinion: Taken
    issues: list[int] = field(default_factory=list)
    suggested: int | None = None
    alike: int | None = None

    @property
    def undecided(self) -> bool:
        return not self.issues and self.opinion.status == Status.WAITING


def subjects(opinions: Iterable[Taken], ties: Iterable[Tie]) -> list[Subject]:
    """Every shown opinion with what it is about; void ones are about nothing."""
    found = {opinion.id: Subject(opinion) for opinion in opinions if opinion.shown}
    for tie in ties:
        subject = found.get(tie.opinion_id)
        if subject is None or subject.opinion.void:
            continue
        if tie.confirmed:
            subject.issues.append(tie.issue_id)
        elif subject.suggested is None:
            subject.suggested = tie.issue_id
    for subject in found.values():
        if not subject.undecided:
            subject.suggested = None
    return list(found.values())


def texts(opinions: Iterable[Taken]) -> int:
    """How many opinions there are where joined ones count once."""
    return len({opinion.joined or opinion.id for opinion in opinions})


def distinct(subjects: Iterable[Subject]) -> int:
    """How many valid opinions there are where those that are one text count once."""
    return len({subject.alike or subject.opinion.id for subject in subjects if not subject.opinion.void})


def counts(kinds: type[StrEnum], values: Iterable[str | None], *, unsaid: bool = False) -> list[Count]:
    """How many there are of each member of a closed set, zeros too; with `unsaid` a last line for none."""
    tally = Counter(value or "" for value in values)
    lines = [Count(key=kind.value, label=label(kind), count=tally[kind.value]) for kind in kinds]
    return [*lines, Count(key="", label=UNSAID, count=tally[""])] if unsaid else lines


def channels(shown: Sequence[Taken], earlier: Iterable[tuple[int, str, bool, int]]) -> list[Trend]:
    """The period by channel, beside those before."""
    before, sums = _sums((back, channel, n) for back, channel, visible, n in earlier if visible)
    return [
        Trend(**line, before=before[line["key"]], earlier=sums[line["key"]])
        for line in counts(Channel, (opinion.channel for opinion in shown))
    ]


def trend(registered: int, earlier: Iterable[tuple[int, str, bool, int]], periods: Sequence[Period]) -> list[Count]:
    """How many were registered in each of `periods`, oldest first, the last of which has `registered`."""
    sums: Counter[int] = Counter({0: registered})
    for back, _, _, n in earlier:
        sums[back] += n
    last = len(periods) - 1
    return [Count(key=period.key, label=period.name, count=sums[last - n]) for n, period in enumerate(periods)]


def by_day(shown: Iterable[Taken], period: Period, zone: tzinfo) -> list[Count]:
    """The period by the office's day of registration."""
    tally = Counter(opinion.registered_at.astimezone(zone).date() for opinion in shown)
    return [
        Count(key=day.isoformat(), label=f"周{'一二三四五六日'[day.weekday()]}", count=tally[day])
        for day in period.days()
    ]


def by_place(shown: Iterable[Taken], places: Sequence[str]) -> list[Protected]:
    """The period by the places that the office has named, small numbers protected; none where that cannot be."""
    if not places:
        return []
    tally = Counter(place_of(opinion.place, places) for opinion in shown)
    printed = protect.shown([tally[name] for name in (*places, ELSEWHERE)]) or []
    return [Protected(label=name, shown=each) for name, each in zip((*places, ELSEWHERE), printed, strict=False)]


def place_of(place: str, places: Iterable[str]) -> str:
    """The first of the office's places that somebody's words of a place have."""
    return next((name for name in places if name in place), ELSEWHERE)


def linking(subjects: Iterable[Subject]) -> Linking:
    """How far the valid opinions have been linked."""
    valid = [subject for subject in subjects if not subject.opinion.void]
    undecided = [subject for subject in valid if subject.undecided]
    suggested = sum(subject.suggested is not None for subject in undecided)
    about = sum(bool(subject.issues) for subject in valid)
    return Linking(
        about=about,
        none=len(valid) - about - len(undecided),
        undecided=len(undecided),
        suggested=suggested,
        unsuggested=len(undecided) - suggested,
    )


def issue_lines(
    entries: Iterable[Entry],
    subjects: Sequence[Subject],
    earlier: Sequence[Former],
    compared: int,
    circular_id: int,
) -> list[IssueLine]:
    """Every leaf of the published circulars (of one, where `circular_id` is not 0), and what else was spoken about."""
    about: dict[int, list[Subject]] = defaultdict(list)
    suggested = Counter(subject.suggested for subject in subjects)
    for subject in subjects:
        for issue_id in subject.issues:
            about[issue_id].append(subject)
    before, sums = _sums((former.back, former.issue_id, former.count) for former in earlier)
    listed = [e for e in entries if standing(e, circular_id) or about[e.id] or suggested[e.id] or before[e.id]]
    enough = sum(not subject.opinion.void for subject in subjects) >= FEW
    return [
        _line(
            entry,
            about[entry.id],
            suggested=suggested[entry.id],
            before=before[entry.id],
            earlier=sums[entry.id],
            surge=enough and surge(len(about[entry.id]), sums[entry.id], compared, len(listed)),
        )
        for entry in listed
    ]


def surge(now: int, earlier: int, compared: int, looks: int) -> bool:
    """Whether this period stands out from those before by more than chance.

    Under equal periods, this one's share of all is binomial with 1 / (compared + 1), however many there are; the
    bound is divided by the number of entries that are looked at.
    """
    if compared == 0 or now < LEAST:
        return False
    n, log_p, log_q = now + earlier, -math.log(compared + 1), math.log(compared / (compared + 1))
    tail = sum(
        math.exp(math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) + k * log_p + (n - k) * log_q)
        for k in range(now, n + 1)
    )
    return tail * looks < LEVEL


def opinion_lines(subjects: Iterable[Subject], zone: tzinfo) -> list[OpinionLine]:
    """Every shown opinion in the register's order, without private data."""
    return [_opinion(subject, zone) for subject in subjects]


def _sums(earlier: Iterable[tuple[int, Key, int]]) -> tuple[Counter[Key], Counter[Key]]:
    """What was counted one period back, and in all of them, from (periods back, key, count)."""
    before: Counter[Key] = Counter()
    sums: Counter[Key] = Counter()
    for back, key, n in earlier:
        sums[key] += n
        before[key] += n if back == 1 else 0
    return before, sums


def standing(entry: Entry, circular_id: int) -> bool:
    wanted = circular_id in (0, entry.circular_id)
    return wanted and entry.leaf and entry.kind == "issue" and not (entry.hidden or entry.gone or entry.offline)


def _line(
    entry: Entry, about: Sequence[Subject], *, suggested: int, before: int, earlier: int, surge: bool
) -> IssueLine:
    opinions = [subject.opinion for subject in about]
    main = sum(subject.issues[0] == entry.id for subject in about)
    return IssueLine(
        id=str(entry.id),
        circular_id=str(entry.circular_id),
        circular=entry.circular,
        code=entry.code,
        title=entry.title,
        path=list(entry.path[:-1]),
        kind=entry.kind,
        note=_note(entry),
        main=main,
        further=len(about) - main,
        about=len(about),
        texts=texts(opinions),
        distinct=distinct(about),
        suggested=suggested,
        before=before,
        earlier=earlier,
        surge=surge,
        channel=_tally(counts(Channel, (o.channel for o in opinions))),
        status=_tally(counts(Status, (o.status for o in opinions))),
        nature=_tally(counts(Nature, (o.nature for o in opinions), unsaid=True)),
        stance=_tally(counts(Stance, (o.stance for o in opinions), unsaid=True)),
    )


def _note(entry: Entry) -> str:
    if entry.gone:
        return "现行通报已无此项"
    if entry.offline:
        return "通报已下线"
    return "已停止选用" if entry.hidden else ""


def _tally(lines: Iterable[Count]) -> dict[str, int]:
    return {line["key"]: line["count"] for line in lines}


def _opinion(subject: Subject, zone: tzinfo) -> OpinionLine:
    opinion, withheld = subject.opinion, _withheld(subject.opinion)
    issues = [str(issue_id) for issue_id in subject.issues]
    return OpinionLine(
        id=str(opinion.id),
        number=opinion.number,
        channel=opinion.channel,
        origin=opinion.origin,
        status=opinion.status,
        nature=opinion.nature or "",
        stance=opinion.stance or "",
        received_on=opinion.received_at.astimezone(zone).date().isoformat(),
        registered_on=opinion.registered_at.astimezone(zone).date().isoformat(),
        main=issues[0] if issues else "",
        further=issues[1:],
        suggested=str(subject.suggested or ""),
        joined=str(opinion.joined or ""),
        alike=str(subject.alike or ""),
        urgent=opinion.urgent,
        late=opinion.late,
        withheld=withheld,
        subject="" if withheld else redacted(opinion.subject, opinion.own).strip(),
        text="" if withheld else redacted(opinion.text, opinion.own).strip(),
    )


def _withheld(opinion: Taken) -> str:
    if opinion.void:
        return VOID
    if opinion.kept_out or all_hidden(opinion.text):
        return KEPT_OUT
    if opinion.withdrawn:
        return "来件人已撤回"
    return "待人工核看" if opinion.held else ""


def origins(shown: Iterable[Taken]) -> list[Count]:
    """The period by where opinions come from."""
    return counts(Origin, (opinion.origin for opinion in shown))
