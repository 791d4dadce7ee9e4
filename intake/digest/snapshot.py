"""Counts a week: what the store read, put together into a snapshot. Reads only; the sums are tried before it is given.

Opinions belong to the week in which they were registered. Their links, kinds and status are those of the moment of
counting; what was done is taken from the histories' events of the week.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from intake import clock
from intake.db import Connection
from intake.digest import figures, weeks, wording, work
from intake.digest.figures import Subject
from intake.digest.types import FORMAT, Check, Corrections, Count, IssueLine, Snapshot, Totals
from intake.digest.work import Terms
from intake.errors import DatabaseError
from intake.model import Nature, Seal, Stance, Status
from intake.store import digests, editions, offices
from intake.store.digests import WEEKS_BACK, Taken


@dataclass(frozen=True, slots=True)
class _Before:
    """The four weeks before: what was counted, and how many of them the service was there for."""

    channels: list[tuple[int, str, bool, int]]
    links: list[tuple[int, int, int]]
    weeks: int


def snapshot(conn: Connection, week: str, now: datetime, *, terms: Terms = Terms()) -> Snapshot:
    """A week's figures and texts as they are now, not numbered yet.  Raises Invalid for no such week.

    The week is the office's: Monday 00:00 to Sunday 24:00 in its zone, by the time of registration.
    """
    starts = weeks.starts(weeks.checked(week), WEEKS_BACK, conn.zone)
    start, end = clock.week_bounds(week, conn.zone)
    taken = digests.taken(conn, start, end)
    subjects = figures.subjects(taken, digests.ties(conn, start, end))
    before = _before(conn, starts)
    lines = figures.issue_lines(digests.entries(conn), subjects, before.links, before.weeks)
    found = _assembled(conn, week, taken, subjects, before, lines, now, terms)
    found["sentences"] = wording.sentences(found)
    found["checks"] = checks(found)
    if wrong := [check for check in found["checks"] if check["left"] != check["right"]]:
        raise DatabaseError(f"the digest of {week} does not add up: {wrong}")
    return found


def _assembled(
    conn: Connection,
    week: str,
    taken: Sequence[Taken],
    subjects: Sequence[Subject],
    before: _Before,
    lines: list[IssueLine],
    now: datetime,
    terms: Terms,
) -> Snapshot:
    (start, end), days = clock.week_bounds(week, conn.zone), [day.isoformat() for day in weeks.days(week)]
    shown = [subject.opinion for subject in subjects]
    acts = digests.acts(conn, start, end)
    doubted = [int(line["id"]) for line in lines if line["stance"][Stance.DOUBTS]]
    waiting = digests.waiting(conn, *work.limits(now, conn.zone, terms))
    return Snapshot(
        format=FORMAT,
        week=week,
        title=weeks.spoken(week),
        first_day=days[0],
        last_day=days[-1],
        start=clock.to_text(start),
        end=clock.to_text(end),
        zone=conn.zone.key,
        made_at=clock.to_text(now),
        office=offices.name(conn),
        circulars=list(dict.fromkeys(line["circular"] for line in lines)),
        number=None,
        issued_by=None,
        compared_weeks=before.weeks,
        totals=_totals(taken, before),
        linking=figures.linking(subjects),
        by_channel=figures.channels(shown, before.channels),
        by_origin=figures.origins(shown),
        by_status=figures.counts(Status, (opinion.status for opinion in shown)),
        by_nature=figures.counts(Nature, (opinion.nature for opinion in shown), unsaid=True),
        by_stance=figures.counts(Stance, (opinion.stance for opinion in shown), unsaid=True),
        by_day=figures.by_day(shown, days, conn.zone),
        issues=lines,
        comebacks=work.comebacks(lines, _reopened(conn, acts), digests.solved(conn, doubted, start)),
        flow=work.flow(acts),
        stock=work.stock(waiting, digests.oldest(conn), now, conn.zone, terms),
        quality=work.quality(subjects),
        corrections=_corrections(conn, week),
        opinions=figures.opinion_lines(subjects, conn.zone),
        sentences=[],
        seal=" ".join(digests.last_seal(conn) or ()),
        checks=[],
    )


def _before(conn: Connection, starts: Sequence[datetime]) -> _Before:
    first = digests.first_registered(conn)
    there = sum(first is not None and first < following for _, following in pairwise(starts))
    return _Before(digests.earlier_counts(conn, starts), digests.earlier_links(conn, starts), there)


def _totals(taken: Sequence[Taken], before: _Before) -> Totals:
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
        registered_before=sum(n for back, _, _, n in before.channels if back == 1),
        registered_earlier=sum(n for _, _, _, n in before.channels),
    )


def _reopened(conn: Connection, acts: Iterable[tuple[str, int, dict[str, str]]]) -> dict[str, int]:
    """How many opinions about each issue were taken up anew."""
    ids = {opinion_id for kind, opinion_id, _ in acts if kind == "reopened"}
    tally = Counter(tie.issue_id for tie in digests.ties_of(conn, sorted(ids)) if tie.confirmed)
    return {str(issue_id): n for issue_id, n in tally.items()}


def _corrections(conn: Connection, week: str) -> Corrections | None:
    edition = editions.before(conn, week)
    if edition is None:
        return None
    earlier: Snapshot = json.loads(editions.snapshot(conn, edition.id))
    start, end = clock.from_text(earlier["start"]), clock.from_text(earlier["end"])
    taken = digests.taken(conn, start, end)
    subjects = figures.subjects(taken, digests.ties(conn, start, end))
    return work.corrections(earlier, taken, figures.opinion_lines(subjects, conn.zone))


def checks(found: Snapshot) -> list[Check]:
    """The sums that must hold, added up again from the single figures and from the list of opinions."""
    totals, linking, opinions = found["totals"], found["linking"], found["opinions"]
    shown, valid = totals["shown"], totals["valid"]
    mains = sum(line["main"] for line in found["issues"])
    pairs = [
        ("登记总数 = 列入统计 + 密件 + 疑似检举控告 + 隔离件", totals["registered"], _parts(totals)),
        ("列入统计 = 有效 + 无效件", shown, valid + totals["void"]),
        ("列入统计 = 清单件数", shown, len(opinions)),
        ("有效 = 已关联 + 未关联 + 尚未分办", valid, linking["about"] + linking["none"] + linking["undecided"]),
        ("已关联 = 各事项主要关联之和", linking["about"], mains),
        ("已关联 = 清单中已关联件数", linking["about"], sum(bool(line["main"]) for line in opinions)),
        ("待确认的系统建议 = 各事项之和", linking["suggested"], sum(line["suggested"] for line in found["issues"])),
        ("尚未分办 = 有建议 + 无建议", linking["undecided"], linking["suggested"] + linking["unsuggested"]),
        ("积压总数 = 各状态之和", found["stock"]["total"], sum(line["count"] for line in found["stock"]["by_status"])),
        *((f"列入统计 = 按{name}之和", shown, sum(line["count"] for line in lines)) for name, lines in _ways(found)),
        *_issue_checks(found["issues"]),
    ]
    return [Check(what=what, left=left, right=right) for what, left, right in pairs]


def _parts(totals: Totals) -> int:
    return totals["shown"] + totals["sealed"] + totals["proposed"] + totals["isolated"]


def _ways(found: Snapshot) -> list[tuple[str, Sequence[Count]]]:
    return [
        ("渠道", found["by_channel"]),
        ("来源", found["by_origin"]),
        ("办理状态", found["by_status"]),
        ("诉求性质", found["by_nature"]),
        ("整改态度", found["by_stance"]),
        ("日期", found["by_day"]),
    ]


def _issue_checks(lines: Sequence[IssueLine]) -> list[tuple[str, int, int]]:
    about = sum(line["about"] for line in lines)
    return [
        ("各事项合计 = 主要 + 其他", about, sum(line["main"] + line["further"] for line in lines)),
        ("各事项合计 = 按渠道之和", about, sum(sum(line["channel"].values()) for line in lines)),
        ("各事项合计 = 按办理状态之和", about, sum(sum(line["status"].values()) for line in lines)),
        ("各事项合计 = 按诉求性质之和", about, sum(sum(line["nature"].values()) for line in lines)),
        ("各事项合计 = 按整改态度之和", about, sum(sum(line["stance"].values()) for line in lines)),
    ]
