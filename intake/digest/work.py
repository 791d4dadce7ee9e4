"""The figures of what staff did and what is still open. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from intake.digest.figures import Subject, counts
from intake.digest.types import (
    Comeback,
    Correction,
    Corrections,
    Count,
    Flow,
    IssueLine,
    OldestLine,
    OpinionLine,
    Snapshot,
    Stock,
    UnitLine,
)
from intake.labels import label
from intake.model import AsideReason, Channel, Nature, Outcome, Stance, Status
from intake.store.digests import Oldest, Taken, Waiting

ACTS = {
    "confirmed": "分办",
    "handed_over": "交办",
    "answered": "答复",
    "closed": "办结",
    "set_aside": "存查或作无效件",
    "reopened": "重新办理",
}


@dataclass(frozen=True, slots=True)
class Terms:
    """The office's time limits, natural days from receipt; what the rules ask of petition offices by default."""

    take_up_days: int = 15
    finish_days: int = 60


def flow(acts: Sequence[tuple[str, int, Mapping[str, str]]]) -> Flow:
    """What was done in the week; an opinion counts once for each kind of act, with its last code."""
    last = {(kind, opinion_id): data for kind, opinion_id, data in acts}
    tally = Counter(kind for kind, _ in last)
    outcomes = [data.get("outcome") for (kind, _), data in last.items() if kind == "closed"]
    reasons = [data.get("reason") for (kind, _), data in last.items() if kind == "set_aside"]
    return Flow(
        acts=[Count(key=kind, label=words, count=tally[kind]) for kind, words in ACTS.items()],
        outcomes=counts(Outcome, outcomes),
        reasons=counts(AsideReason, reasons),
    )


def stock(lines: Sequence[Waiting], oldest: Iterable[Oldest], now: datetime, zone: tzinfo, terms: Terms) -> Stock:
    """What is open at this moment."""
    open_ = (Status.WAITING, Status.CONFIRMED, Status.HANDED_OVER, Status.ANSWERED)
    by_status = [
        Count(key=s.value, label=label(s), count=sum(line.count for line in lines if line.status == s)) for s in open_
    ]
    at_units = [line for line in lines if line.status == Status.HANDED_OVER]
    unanswered = [line for line in lines if line.status != Status.ANSWERED]
    return Stock(
        total=sum(line.count for line in lines),
        by_status=by_status,
        take_up_days=terms.take_up_days,
        take_up_late=sum(line.take_up_late for line in lines if line.status == Status.WAITING),
        finish_days=terms.finish_days,
        finish_late=sum(line.finish_late for line in unanswered),
        oldest=[_oldest(each, now.astimezone(zone).date(), zone) for each in oldest],
        units=[UnitLine(unit=line.unit or "—", count=line.count, late=line.finish_late) for line in at_units],
    )


def limits(now: datetime, zone: tzinfo, terms: Terms) -> tuple[datetime, datetime]:
    """What was received before these moments is late for taking up, and for finishing: whole days of the office."""
    today = now.astimezone(zone).date()
    taken, finished = (today - timedelta(days=days) for days in (terms.take_up_days, terms.finish_days))
    return _midnight(taken, zone), _midnight(finished, zone)


def comebacks(lines: Sequence[IssueLine], reopened: Mapping[str, int], solved: Mapping[int, int]) -> list[Comeback]:
    """Entries whose rectification somebody doubts, or whose closed opinions were taken up again; most doubted first."""
    found = [
        Comeback(
            issue=line["id"],
            code=line["code"],
            title=line["title"],
            doubts=line["stance"][Stance.DOUBTS],
            reopened=reopened.get(line["id"], 0),
            solved_before=solved.get(int(line["id"]), 0),
        )
        for line in lines
        if line["stance"][Stance.DOUBTS] or reopened.get(line["id"])
    ]
    return sorted(found, key=lambda c: (-c["doubts"], -c["reopened"]))


def quality(subjects: Iterable[Subject]) -> list[Count]:
    """How far the figures can be relied upon: what people have not looked at yet."""
    valid = [subject for subject in subjects if not subject.opinion.void]
    about = [subject.opinion for subject in valid if subject.issues]

    def line(key: str, words: str, found: Iterable[object]) -> Count:
        return Count(key=key, label=words, count=sum(1 for _ in found))

    return [
        line("undecided", "尚未分办（未计入各整改事项）", (s for s in valid if s.undecided)),
        line("suggested", "其中已有系统建议关联、待人工确认", (s for s in valid if s.suggested is not None)),
        line("pending", "其中系统尚未完成匹配", (s for s in valid if s.undecided and not s.opinion.enriched)),
        line("held", "待人工核看", (s for s in valid if s.opinion.held)),
        line("no_nature", "已关联、未判定诉求性质", (o for o in about if o.nature is None)),
        line("no_stance", "已关联、未判定整改态度", (o for o in about if o.stance is None)),
        line("late", "征集截止后来件", (s for s in valid if s.opinion.late)),
    ]


def corrections(earlier: Snapshot, now: Iterable[Taken], lines: Iterable[OpinionLine]) -> Corrections:
    """What no longer holds of an earlier digest: links, kinds, channel, validity; progress is no correction."""
    hidden = {opinion.number for opinion in now if not opinion.shown}
    current = {line["number"]: line for line in lines}
    names = {line["id"]: line["title"] for line in earlier["issues"]}
    found = [
        change
        for was in earlier["opinions"]
        if was["number"] in current
        for change in _changes(was, current[was["number"]], names)
    ]
    return Corrections(
        week=earlier["week"],
        edition=earlier["number"] or 0,
        hidden_since=sum(was["number"] in hidden for was in earlier["opinions"]),
        lines=found,
    )


def _changes(was: OpinionLine, now: OpinionLine, names: Mapping[str, str]) -> list[Correction]:
    def change(what: str, old: str, new: str) -> list[Correction]:
        return [Correction(number=was["number"], what=what, was=old, now=new)] if old != new else []

    return [
        *change("反映渠道", label(Channel(was["channel"])), label(Channel(now["channel"]))),
        *change("关联事项", _issues(was, names), _issues(now, names)),
        *change("诉求性质", _kind(Nature, was["nature"]), _kind(Nature, now["nature"])),
        *change("整改态度", _kind(Stance, was["stance"]), _kind(Stance, now["stance"])),
        *change("是否有效", _void(was), _void(now)),
    ]


def _issues(line: OpinionLine, names: Mapping[str, str]) -> str:
    ids = [line["main"], *line["further"]] if line["main"] else []
    return "、".join(names.get(issue_id, "其他事项") for issue_id in ids) or "未关联"


def _kind(kinds: type[Nature] | type[Stance], value: str) -> str:
    return label(kinds(value)) if value else "未判定"


def _void(line: OpinionLine) -> str:
    return "无效件" if line["withheld"] == "无效件" else "有效"


def _oldest(each: Oldest, today: date, zone: tzinfo) -> OldestLine:
    day = each.received_at.astimezone(zone).date()
    return OldestLine(
        id=str(each.id),
        number=each.number,
        channel=each.channel,
        received_on=day.isoformat(),
        days=max(0, (today - day).days),
    )


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)
