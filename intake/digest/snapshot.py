"""Counts a period: what the store read, put together into a snapshot. Reads only, and tries the sums in the end.

Opinions belong to the day on which they were registered. Their links, kinds and status are those of the moment of
counting; what was done is taken from the histories' events of the period.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from intake import clock
from intake.config import Config
from intake.db import Connection, reading
from intake.digest import alike, figures, periods, wording, words, work
from intake.digest.checks import checks
from intake.digest.corrections import Earlier, corrections
from intake.digest.figures import Subject
from intake.digest.periods import Period, Scope
from intake.digest.types import FEW, FORMAT, Corrections, Count, Instructions, OpinionLine, Snapshot, Stock, Totals
from intake.digest.upgrade import thawed
from intake.digest.work import Terms
from intake.errors import DatabaseError, Invalid
from intake.model import Nature, Seal, Stance, Status
from intake.store import (
    circulars,
    digests,
    editions,
    instructions,
    ledger,
    likeness,
    offices,
    opinions,
    transfers,
    voices,
    workdays,
    workload,
)
from intake.store.digests import Former, Taken
from intake.store.editions import Edition
from intake.store.workload import Act

BACK = 8  # periods before that are compared with, and digests before that are corrected
MOST = 50_000  # opinions that one digest holds
_KNOWN = 20_000  # earlier texts that a new word must not be in


@dataclass(frozen=True, slots=True)
class _Before:
    """The periods before, oldest first: those that the service was there for, and what was counted in them."""

    periods: list[Period]
    channels: list[tuple[int, str, bool, int]]
    links: list[Former]

    @property
    def compared(self) -> int:
        return len(self.periods)


def snapshot(conn: Connection, config: Config, scope: Scope, now: datetime) -> Snapshot:
    """A period's figures and texts as they are now, not numbered yet.

    Raises NotFound for no such circular, Invalid for more opinions than a digest can hold.
    """
    with reading(conn):
        found = _counted(conn, config, scope, now)
        again = voices.counted_by_issue(conn, *scope.period.bounds(conn.zone), scope.circular_id)
    found["sentences"] = wording.sentences(found)
    found["checks"] = checks(found, again.values())
    if wrong := [check for check in found["checks"] if check["left"] != check["right"]]:
        raise DatabaseError(f"the digest of {scope.period.key} does not add up: {wrong}")
    return found


def _counted(conn: Connection, config: Config, scope: Scope, now: datetime) -> Snapshot:
    period, circular_id = scope.period, scope.circular_id
    start, end = period.bounds(conn.zone)
    taken = _taken(conn, scope)
    subjects = _subjects(conn, scope, taken)
    before = _before(conn, scope)
    lines = figures.issue_lines(digests.entries(conn), subjects, before.links, before.compared, circular_id)
    shown = [subject.opinion for subject in subjects]
    listed = figures.opinion_lines(subjects, conn.zone)
    acts = workload.acts(conn, start, end, circular_id)
    return Snapshot(
        format=FORMAT,
        period=period.key,
        kind=period.kind,
        title=period.title,
        first_day=period.first.isoformat(),
        last_day=period.last.isoformat(),
        start=clock.to_text(start),
        end=clock.to_text(end),
        zone=conn.zone.key,
        made_at=clock.to_text(now),
        office=config.office or offices.name(conn),
        reach=config.digest_to,
        circular=circulars.by_id(conn, circular_id).title if circular_id else "",
        circulars=list(dict.fromkeys(line["circular"] for line in lines)),
        number=None,
        revision=0,
        issued_by=None,
        compared=before.compared,
        totals=_totals(taken, subjects, before),
        linking=figures.linking(subjects),
        trend=figures.trend(len(taken), before.channels, [*before.periods, period]),
        by_channel=figures.channels(shown, before.channels),
        by_origin=figures.origins(shown),
        by_status=figures.counts(Status, (opinion.status for opinion in shown)),
        by_nature=figures.counts(Nature, (opinion.nature for opinion in shown), unsaid=True),
        by_stance=figures.counts(Stance, (opinion.stance for opinion in shown), unsaid=True),
        by_day=figures.by_day(shown, period, conn.zone),
        by_place=figures.by_place(shown, config.place_names),
        issues=lines,
        comebacks=work.comebacks(lines, ledger.come_backs(conn, start, end, circular_id), conn.zone),
        doubted=work.doubted(lines, _reopened(conn, acts), before.links),
        new_words=_new_words(conn, scope, before, listed),
        flow=work.flow(acts, transfers.routed(conn, start, end, circular_id)),
        stock=_stock(conn, config, scope, now),
        instructions=_instructions(conn, circular_id, now),
        quality=work.quality(subjects),
        corrections=_corrections(conn, scope),
        opinions=listed,
        sentences=[],
        seal=" ".join(workload.last_seal(conn) or ()),
        checks=[],
    )


def _taken(conn: Connection, scope: Scope) -> list[Taken]:
    taken = digests.taken(conn, *scope.period.bounds(conn.zone), scope.circular_id, limit=MOST + 1)
    if len(taken) > MOST:
        raise Invalid(f"这一时段的意见超过 {MOST:,} 件，请缩短时段，或者改用导出")
    return taken


def _subjects(conn: Connection, scope: Scope, taken: Sequence[Taken]) -> list[Subject]:
    start, end = scope.period.bounds(conn.zone)
    found = figures.subjects(taken, digests.ties(conn, start, end, scope.circular_id))
    valid = [(subject.opinion.id, subject.opinion.joined) for subject in found if not subject.opinion.void]
    same = alike.several(alike.firsts(valid, likeness.pairs(conn, start, end, scope.circular_id)))
    for subject in found:
        subject.alike = same.get(subject.opinion.id)
    return found


def _stock(conn: Connection, config: Config, scope: Scope, now: datetime) -> Stock:
    terms = Terms(config.take_up_days, config.finish_days)
    waiting = workload.waiting(conn, *terms.limits(now, conn.zone), scope.circular_id)
    oldest, suggested = workload.oldest(conn, scope.circular_id), workload.suggested(conn, scope.circular_id)
    today = now.astimezone(conn.zone).date()
    soon = workdays.calendar(conn).after(today, config.remind_days)
    due = workload.due(conn, today, soon, scope.circular_id)
    return work.stock(waiting, due, oldest, suggested, now, conn.zone, terms)


def _instructions(conn: Connection, circular_id: int, now: datetime) -> Instructions:
    undone = instructions.undone(conn, circular_id)
    on = {each.opinion_id for each in undone if each.opinion_id and not each.secret}
    senders = {opinion_id: opinions.by_id(conn, opinion_id) for opinion_id in on}
    own = {key: tuple(filter(None, (each.name, each.phone, each.email))) for key, each in senders.items()}
    return work.instructions(undone, own, now.astimezone(conn.zone).date())


def compared(conn: Connection, scope: Scope) -> list[Period]:
    """The periods before, oldest first; those that ended before the first opinion came are left out."""
    former = [*periods.recent(scope.period, BACK + 1)][::-1]
    starts = [period.bounds(conn.zone)[0] for period in former]
    first = digests.first_registered(conn, scope.circular_id)
    there = sum(first is not None and first < following for _, following in pairwise(starts))
    return former[BACK - there : BACK]


def _before(conn: Connection, scope: Scope) -> _Before:
    starts = [period.bounds(conn.zone)[0] for period in [*periods.recent(scope.period, BACK + 1)][::-1]]
    return _Before(
        compared(conn, scope),
        digests.earlier_counts(conn, starts, scope.circular_id),
        digests.earlier_links(conn, starts, scope.circular_id),
    )


def _totals(taken: Sequence[Taken], subjects: Sequence[Subject], before: _Before) -> Totals:
    shown = [opinion for opinion in taken if opinion.shown]
    void = sum(opinion.void for opinion in shown)
    plain = [opinion for opinion in taken if not opinion.isolated]
    return Totals(
        registered=len(taken),
        shown=len(shown),
        sealed=sum(opinion.seal == Seal.SEALED for opinion in plain),
        proposed=sum(opinion.seal == Seal.PROPOSED for opinion in plain),
        isolated=len(taken) - len(plain),
        valid=len(shown) - void,
        void=void,
        texts=figures.texts(opinion for opinion in shown if not opinion.void),
        distinct=figures.distinct(subjects),
        registered_before=sum(n for back, _, _, n in before.channels if back == 1),
        registered_earlier=sum(n for _, _, _, n in before.channels),
    )


def _reopened(conn: Connection, acts: Sequence[Act]) -> Counter[int]:
    """How many opinions about each issue were taken up anew."""
    return Counter(workload.issues_of(conn, sorted({act.opinion_id for act in acts if act.kind == "reopened"})))


def _new_words(conn: Connection, scope: Scope, before: _Before, listed: Sequence[OpinionLine]) -> list[Count]:
    """Words that nobody wrote before; none in a small period, or where there is nothing to compare with."""
    texts = [f"{line['subject']}\n{line['text']}" for line in listed if line["text"]]
    if not before.periods or len(texts) < FEW:
        return []
    start, _ = before.periods[0].bounds(conn.zone)
    end, _ = scope.period.bounds(conn.zone)
    return words.new_words(texts, digests.earlier_texts(conn, start, end, scope.circular_id, _KNOWN))


def _corrections(conn: Connection, scope: Scope) -> Corrections | None:
    """What was changed, since the last digest of this kind, of what the eight before this one say."""
    former = [edition for edition in editions.every(conn) if _precedes(edition, scope)]
    if not former:
        return None
    last = max(former, key=lambda edition: edition.issued_at)
    newest = sorted(former, key=lambda edition: periods.parse(edition.period).first)[-BACK:]
    touched = [each for edition in newest if (each := _earlier(conn, edition, last.issued_at))]
    return corrections(clock.to_text(last.issued_at), last.number, touched)


def _precedes(edition: Edition, scope: Scope) -> bool:
    period = periods.parse(edition.period)
    alike = period.kind == scope.period.kind and edition.circular_id == scope.circular_id
    return alike and period.last < scope.period.first


def _earlier(conn: Connection, edition: Edition, since: datetime) -> Earlier | None:
    """A digest and those of its opinions that something was done to since then; None where there are none."""
    start, end = periods.parse(edition.period).bounds(conn.zone)
    taken = digests.taken(conn, start, end, edition.circular_id, touched=since)
    if not taken:
        return None
    subjects = figures.subjects(taken, digests.ties(conn, start, end, edition.circular_id, touched=since))
    return Earlier(thawed(editions.snapshot(conn, edition.id)), taken, figures.opinion_lines(subjects, conn.zone))
