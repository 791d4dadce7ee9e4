"""The digest's figures as they stand now, each with the list of exactly the opinions that it counts. Reads only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from intake.config import Config
from intake.db import Connection, reading
from intake.digest.accused import accused
from intake.digest.cells import Cell, Line, Tally
from intake.digest.figures import UNSAID, standing
from intake.digest.periods import Scope
from intake.digest.work import ACTS
from intake.labels import label
from intake.model import OPEN, AsideReason, Channel, Disposal, Nature, Outcome, Rating, Stance, Status
from intake.store import digests, staff, tallies, traits, workdays
from intake.store.digests import Entry
from intake.store.filters import Filter

MOST_DAYS = 31  # of a period that is shown by day
MOST_ACCUSED = 30
CODES: Mapping[str, type[StrEnum]] = {
    "closed": Outcome,
    "set_aside": AsideReason,
    "transferred": Disposal,
    "rated": Rating,
}
ACT_WORDS = {**ACTS, "transferred": "转送、移送", "rated": "来件人评价"}


@dataclass(frozen=True, slots=True)
class Board:
    """All figures of a scope: some single ones, then tables by key; `columns` are the heads of each table's figures;
    `concentrated` says whom many complain of."""

    totals: tuple[Line, ...]
    tables: dict[str, tuple[Line, ...]]
    columns: dict[str, tuple[str, ...]]
    concentrated: tuple[str, ...] = ()

    def cells(self) -> Iterable[Cell]:
        """Every figure there is."""
        for lines in (self.totals, *self.tables.values()):
            yield from (cell for line in lines for cell in line.cells if cell)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the figures are of: a period and circular, perhaps one entry; `sealed`: the reader may see sealed items."""

    scope: Scope
    issue_id: int | None = None
    sealed: bool = False

    @property
    def whole(self) -> Filter:
        """What counts, whenever it was registered."""
        every = Filter(status="", plain=True, circular_id=self.scope.circular_id or None)
        if self.issue_id is None:
            return every
        return replace(every, issue_id=self.issue_id, linked="confirmed", validity="valid")

    @property
    def came(self) -> Filter:
        """What counts of what was registered in the period."""
        return replace(self.whole, since=self.scope.period.first, until=self.scope.period.last)


def board(conn: Connection, config: Config, asked: Asked, now: datetime) -> Board:
    """The figures at this moment, all of the same one."""
    with reading(conn):
        days = asked.scope.period.days() if len(asked.scope.period.days()) <= MOST_DAYS else []
        fields = ("channel", "status", "nature", "stance", "validity", "linked", *(("since",) if days else ()))
        came = Tally(conn, asked.came, *fields)
        tables = {
            "days": tuple(Line(day.isoformat(), (came.cell(since=day),)) for day in days),
            "channels": _crossed(came, "channel", Channel, "status", Status),
            "natures": _crossed(came, "nature", (*Nature, traits.UNSAID), "stance", (*Stance, traits.UNSAID)),
            "places": _places(conn, config, asked),
            "accused": _accused(conn, asked),
            "issues": _issues(conn, asked),
            "backs": _backs(conn, asked),
            "stock": _stock(conn, config, asked, now),
            "units": _units(conn, config, asked, now),
            "acts": _acts(conn, asked),
        }
        return Board(_totals(conn, asked, came), tables, _columns(config), _concentrated(conn, asked))


def _columns(config: Config) -> dict[str, tuple[str, ...]]:
    late = f"收到后超过{config.finish_days}日未答复或办结"
    stances = tuple(_word(stance) for stance in (*Stance, traits.UNSAID))
    return {
        "days": ("件数",),
        "channels": ("件数", *map(label, Status)),
        "natures": ("件数", *stances),
        "places": ("件数",),
        "accused": ("件数",),
        "issues": ("件数", *map(label, Channel), *map(label, Status), *stances, "待确认的系统建议"),
        "backs": ("件数", label(Stance.DOUBTS)),
        "stock": ("件数", f"收到后超过{config.take_up_days}日未分办", late),
        "units": ("在办", "即将到期", "已逾期", late),
        "acts": ("件数",),
    }


def _word(value: Any) -> str:
    return UNSAID if value == traits.UNSAID else label(value)


def _crossed(tally: Tally, down: str, rows: Iterable[str], across: str, columns: Iterable[str]) -> tuple[Line, ...]:
    columns = tuple(columns)
    lines = [
        Line(
            _word(row),
            (tally.cell(**{down: row}), *(tally.cell(**{down: row, across: column}) for column in columns)),
        )
        for row in rows
    ]
    return (*lines, Line("合计", (tally.cell(), *(tally.cell(**{across: c}) for c in columns)), sum=True))


def _totals(conn: Connection, asked: Asked, came: Tally) -> tuple[Line, ...]:
    found = [("列入统计", came.cell())]
    if asked.issue_id is None:
        suggested, unsuggested = (came.cell(validity="valid", linked=value) for value in ("suggested", "unsuggested"))
        undecided = Cell(suggested.count + unsuggested.count, replace(suggested.wanted, linked="undecided"))
        found += [
            ("有效", came.cell(validity="valid")),
            ("无效件", came.cell(validity="void")),
            ("已关联", came.cell(validity="valid", linked="confirmed")),
            ("未关联", came.cell(validity="valid", linked="none")),
            ("尚未分办", undecided),
            ("系统建议待看", suggested),
        ]
    if asked.sealed:
        secret = Tally(conn, replace(asked.came, plain=False, secret=True, sealed=True), "validity")
        found.append(("密件、疑似检举控告", secret.cell()))
    return tuple(Line(words, (cell,)) for words, cell in found)


def _places(conn: Connection, config: Config, asked: Asked) -> tuple[Line, ...]:
    """The real numbers, for who may see everything; in two places counts for both."""
    names = config.place_names if asked.sealed else ()
    return tuple(Line(name, (Tally(conn, replace(asked.came, place=name), "validity").cell(),)) for name in names)


def _accused(conn: Connection, asked: Asked) -> tuple[Line, ...]:
    """Whom opinions complain of, reports too, for who may see those; one that complains of two counts for both."""
    if not asked.sealed:
        return ()
    every = replace(asked.came, plain=False, sealed=True)
    cells = {
        name: Tally(conn, replace(every, against=name), "validity").cell() for name in tallies.accused(conn, every)
    }
    ranked = sorted(cells.items(), key=lambda each: -each[1].count)[:MOST_ACCUSED]
    return tuple(Line(name, (cell,)) for name, cell in ranked)


def _concentrated(conn: Connection, asked: Asked) -> tuple[str, ...]:
    """Whom many complain of, for who may see reports; of one entry nothing is said."""
    if not asked.sealed or asked.issue_id is not None:
        return ()
    kind = asked.scope.period.kind
    return tuple(each.spoken(kind) for each in accused(conn, asked.scope) if each.concentrated)


def _issues(conn: Connection, asked: Asked) -> tuple[Line, ...]:
    """The entries that most speak about, then the circular's order."""
    valid = replace(asked.came, validity="valid")
    about = Tally(conn, replace(valid, linked="confirmed"), "issue_id", "channel", "status", "stance")
    best = Tally(conn, replace(valid, linked="suggested"), "issue_id")
    spoken = about.values("issue_id") | best.values("issue_id")
    entries = sorted(_entries(conn, asked, spoken), key=lambda entry: -about.cell(issue_id=entry.id).count)
    return tuple(
        Line(
            f"{entry.code} {entry.title}",
            (
                about.cell(issue_id=entry.id),
                *(about.cell(issue_id=entry.id, channel=channel) for channel in Channel),
                *(about.cell(issue_id=entry.id, status=status) for status in Status),
                *(about.cell(issue_id=entry.id, stance=stance) for stance in (*Stance, traits.UNSAID)),
                best.cell(issue_id=entry.id),
            ),
            entry.id,
        )
        for entry in entries
    )


def _entries(conn: Connection, asked: Asked, spoken: set[int]) -> list[Entry]:
    """The circular's entries and whatever else was spoken about; of one that is asked for only that."""
    every = digests.entries(conn)
    if asked.issue_id is not None:
        return [entry for entry in every if entry.id == asked.issue_id]
    return [entry for entry in every if standing(entry, asked.scope.circular_id) or entry.id in spoken]


def _backs(conn: Connection, asked: Asked) -> tuple[Line, ...]:
    came = replace(asked.came, validity="valid", linked="confirmed", back=True)
    back = Tally(conn, came, "issue_id", "stance")
    return tuple(
        Line(
            f"{entry.code} {entry.title}",
            (back.cell(issue_id=entry.id), back.cell(issue_id=entry.id, stance=Stance.DOUBTS)),
            entry.id,
        )
        for entry in digests.entries(conn)
        if entry.id in back.values("issue_id")
    )


def _stock(conn: Connection, config: Config, asked: Asked, now: datetime) -> tuple[Line, ...]:
    today = now.astimezone(conn.zone).date()
    open_ = replace(asked.whole, stage="open")
    take_up = replace(asked.whole, received_before=today - timedelta(days=config.take_up_days))
    finish = replace(asked.whole, stage="unanswered", received_before=today - timedelta(days=config.finish_days))
    every, late = Tally(conn, open_, "status"), Tally(conn, finish, "status")
    waiting = Tally(conn, replace(take_up, status=Status.WAITING), "status").cell()
    lines = [
        Line(
            label(status),
            (
                every.cell(status=status),
                waiting if status == Status.WAITING else None,
                None if status == Status.ANSWERED else late.cell(status=status),
            ),
        )
        for status in OPEN
    ]
    looked = replace(asked.whole, status=Status.WAITING, validity="valid", linked="suggested")
    suggested = Line("待办中已有系统建议、未经人工看过", (Tally(conn, looked, "validity").cell(), None, None))
    return (*lines, Line("合计", (every.cell(), waiting, late.cell()), sum=True), suggested)


def _units(conn: Connection, config: Config, asked: Asked, now: datetime) -> tuple[Line, ...]:
    today = now.astimezone(conn.zone).date()
    soon = workdays.calendar(conn).after(today, config.remind_days)
    handed = replace(asked.whole, status=Status.HANDED_OVER)
    columns = [
        Tally(conn, wanted, "unit_id")
        for wanted in (
            handed,
            replace(handed, due_since=today, due_until=soon),
            replace(handed, due_until=today - timedelta(days=1)),
            replace(handed, received_before=today - timedelta(days=config.finish_days)),
        )
    ]
    names = {unit.id: unit.name for unit in staff.units(conn)}
    lines = sorted(
        (
            Line(names.get(unit, "—"), tuple(each.cell(unit_id=unit) for each in columns))
            for unit in columns[0].values("unit_id")
        ),
        key=lambda line: (-line.cells[0].count if line.cells[0] else 0, line.words),
    )
    return (*lines, Line("合计", tuple(each.cell() for each in columns), sum=True)) if lines else ()


def _acts(conn: Connection, asked: Asked) -> tuple[Line, ...]:
    period = asked.scope.period
    acted = replace(asked.whole, acted_since=period.first, acted_until=period.last)
    done = Tally(conn, acted, "act", "code")
    lines = []
    for act in traits.ACTS:
        lines.append(Line(ACT_WORDS[act], (done.cell(act=act),)))
        cells = [(kind, done.cell(act=act, code=kind)) for kind in CODES.get(act, ())]
        lines += [Line(f"　{label(kind)}", (cell,)) for kind, cell in cells if cell.count]
    return tuple(lines)
