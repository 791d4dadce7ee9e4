"""The figures of what staff did and what is still open. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from intake.digest.figures import Subject, counts
from intake.digest.periods import midnight
from intake.digest.types import (
    Comeback,
    Count,
    Doubted,
    Flow,
    Instructed,
    Instructions,
    IssueLine,
    OldestLine,
    Route,
    Stock,
    UnitLine,
)
from intake.labels import label
from intake.model import OPEN, AsideReason, Outcome, Rating, Stance, Status
from intake.store.digests import Former
from intake.store.instructions import Instruction
from intake.store.ledger import ComeBack
from intake.store.transfers import Routed
from intake.store.workload import Act, Due, Oldest, Waiting
from intake.text.redact import redacted

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
    """The office's time limits, natural days from receipt."""

    take_up_days: int
    finish_days: int

    def limits(self, now: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
        """What was received before these moments is late for linking, and for finishing: whole days of the office."""
        today = now.astimezone(zone).date()
        taken_up, finished = (today - timedelta(days=days) for days in (self.take_up_days, self.finish_days))
        return midnight(taken_up, zone), midnight(finished, zone)


def flow(acts: Sequence[Act], routed: Iterable[Routed]) -> Flow:
    """What was done in the period; an opinion counts once for each kind of act, with its last code."""
    last: dict[tuple[str, int], Mapping[str, str]] = {}
    for act in acts:
        if act.kind == "answer_withdrawn":
            last.pop(("answered", act.opinion_id), None)
        elif act.kind == "undone":
            last.pop((act.data["kind"], act.opinion_id), None)
        else:
            last[act.kind, act.opinion_id] = act.data
    tally = Counter(kind for kind, _ in last)

    def codes(wanted: str, name: str) -> list[str | None]:
        return [data.get(name) for (kind, _), data in last.items() if kind == wanted]

    routed = list(routed)
    return Flow(
        acts=[Count(key=kind, label=words, count=tally[kind]) for kind, words in ACTS.items()],
        outcomes=counts(Outcome, codes("closed", "outcome")),
        reasons=counts(AsideReason, codes("set_aside", "reason")),
        ratings=counts(Rating, codes("rated", "rating")),
        routes=[_route(each) for each in routed if each.shown],
        restricted=sum(each.restricted for each in routed),
    )


def stock(
    lines: Sequence[Waiting],
    due: Mapping[str | None, Due],
    oldest: Iterable[Oldest],
    suggested: int,
    now: datetime,
    zone: tzinfo,
    terms: Terms,
) -> Stock:
    """What is open at this moment."""
    by_status = [
        Count(key=s.value, label=label(s), count=sum(line.count for line in lines if line.status == s)) for s in OPEN
    ]
    at_units = [line for line in lines if line.status == Status.HANDED_OVER]
    unanswered = [line for line in lines if line.status != Status.ANSWERED]
    return Stock(
        total=sum(line.count for line in lines),
        suggested=suggested,
        by_status=by_status,
        take_up_days=terms.take_up_days,
        take_up_late=sum(line.take_up_late for line in lines if line.status == Status.WAITING),
        finish_days=terms.finish_days,
        finish_late=sum(line.finish_late for line in unanswered),
        oldest=[_oldest(each, now.astimezone(zone).date(), zone) for each in oldest],
        units=[_unit(line, due.get(line.unit, Due(0, 0))) for line in at_units],
    )


def _unit(line: Waiting, due: Due) -> UnitLine:
    return UnitLine(unit=line.unit or "—", count=line.count, late=line.finish_late, due=due.soon, overdue=due.over)


def comebacks(lines: Iterable[IssueLine], struck: Iterable[ComeBack], zone: tzinfo) -> list[Comeback]:
    """Entries that were struck off and are spoken about again, most opinions first."""
    named = {line["id"]: line for line in lines}
    return [
        Comeback(
            issue=str(each.issue_id),
            code=named[str(each.issue_id)]["code"],
            title=named[str(each.issue_id)]["title"],
            struck_on=each.struck_at.astimezone(zone).date().isoformat(),
            about=each.opinions,
            doubts=each.doubting,
        )
        for each in struck
    ]


def doubted(lines: Sequence[IssueLine], reopened: Mapping[int, int], earlier: Iterable[Former]) -> list[Doubted]:
    """Entries that may not be done: doubted ones first, then those taken up anew, then those spoken about again
    after earlier opinions on them were closed as solved."""
    solved: Counter[int] = Counter()
    for former in earlier:
        solved[former.issue_id] += former.solved
    found = [
        Doubted(
            issue=line["id"],
            code=line["code"],
            title=line["title"],
            about=line["about"],
            doubts=line["stance"][Stance.DOUBTS],
            reopened=reopened.get(int(line["id"]), 0),
            solved_before=solved[int(line["id"])],
        )
        for line in lines
    ]
    doubtful = [c for c in found if c["doubts"] or c["reopened"] or (c["about"] and c["solved_before"])]
    return sorted(doubtful, key=lambda c: (-c["doubts"], -c["reopened"], -c["about"]))


def instructions(undone: Sequence[Instruction], own: Mapping[int, tuple[str, ...]], today: date) -> Instructions:
    """What leaders wrote that is not done; `own` are the senders' words of themselves by opinion."""
    plain = [each for each in undone if not each.secret]
    return Instructions(
        open=[
            Instructed(
                on=each.number or f"第{each.edition}期专报",
                leader=each.leader,
                given_on=each.given_on.isoformat(),
                due_on=each.due_on.isoformat() if each.due_on else "",
                late=each.due_on is not None and each.due_on < today,
                text="" if each.kept_out else redacted(each.text, own.get(each.opinion_id or 0, ())),
            )
            for each in plain
        ],
        restricted=len(undone) - len(plain),
    )


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
        line("late", "征集截止后的来件", (s for s in valid if s.opinion.late)),
    ]


def _route(each: Routed) -> Route:
    return Route(
        disposal=each.disposal,
        addressee=each.addressee,
        letters=each.letters,
        count=each.shown,
        returned=each.returned,
    )


def _oldest(each: Oldest, today: date, zone: tzinfo) -> OldestLine:
    day = each.received_at.astimezone(zone).date()
    return OldestLine(
        id=str(each.id),
        number=each.number,
        channel=each.channel,
        received_on=day.isoformat(),
        days=max(0, (today - day).days),
    )
