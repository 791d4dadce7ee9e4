"""The figures of a digest against a slow, obvious recomputation on random data."""

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from builders import ISSUES, circular, issue_id, submission
from digest_week import MONDAY, OVER, WEEK, day
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.config import Config
from intake.db import Connection, Database, transaction
from intake.digest.snapshot import snapshot
from intake.digest.types import Snapshot
from intake.model import (
    AsideReason,
    Channel,
    Disposal,
    Likeness,
    Link,
    LinkOrigin,
    LinkState,
    Nature,
    Origin,
    Outcome,
    Seal,
    Stance,
    Status,
)
from intake.receive import receive
from intake.store import likeness, links, opinions
from intake.text.similar import Verdict

TITLES = [title for title, _ in ISSUES]
HOURS = 24 * 7


@dataclass(frozen=True)
class Told:
    """One opinion as it was made up; `hour` counts from the week's first one."""

    hour: int
    channel: Channel
    origin: Origin
    status: Status
    nature: Nature | None
    stance: Stance | None
    void: bool
    seal: Seal
    isolated: bool
    confirmed: tuple[str, ...]
    suggested: tuple[str, ...]

    @property
    def at(self) -> datetime:
        return MONDAY + timedelta(hours=self.hour)

    @property
    def week(self) -> int:
        return self.hour // HOURS

    @property
    def shown(self) -> bool:
        return self.seal == Seal.NONE and not self.isolated

    @property
    def counts(self) -> bool:
        return self.shown and not self.void

    @property
    def undecided(self) -> bool:
        return self.counts and not self.confirmed and self.status == Status.WAITING


TOLD = st.builds(
    Told,
    hour=st.integers(-3 * HOURS, 2 * HOURS - 1) | st.integers(0, HOURS - 1),
    channel=st.sampled_from(Channel),
    origin=st.sampled_from(Origin),
    status=st.sampled_from(Status),
    nature=st.none() | st.sampled_from(Nature),
    stance=st.none() | st.sampled_from(Stance),
    void=st.integers(0, 5).map(lambda n: n == 0),
    seal=st.sampled_from([Seal.NONE] * 5 + [Seal.PROPOSED, Seal.SEALED]),
    isolated=st.integers(0, 9).map(lambda n: n == 0),
    confirmed=st.lists(st.sampled_from(TITLES), unique=True).map(tuple),
    suggested=st.lists(st.sampled_from(TITLES), unique=True).map(tuple),
)


@given(st.lists(TOLD, max_size=25), st.lists(st.tuples(st.integers(0, 24), st.integers(0, 24)), max_size=12))
@settings(max_examples=40, deadline=None)
def test_every_figure_is_what_a_slow_count_gives(
    template: Path, tmp_path_factory, told: list[Told], pairs: list[tuple[int, int]]
) -> None:
    told = sorted(told, key=lambda one: one.hour)
    path = tmp_path_factory.mktemp("random") / "intake.db"
    shutil.copy(template, path)
    config = Config(database=str(path), secret_key="k" * 32)
    database = Database(config)
    with database.connection() as conn:
        circular(conn)
        ids = [make(conn, one) for one in told]
        pairs = [(one, other) for one, other in pairs if one < other < len(told)]
        with transaction(conn):
            for one, other in pairs:
                likeness.keep(conn, ids[other], [(ids[one], Verdict(Likeness.NEARLY, 0.9))])
        found = snapshot(conn, config, WEEK, OVER)
    database.close()
    check_totals(found, told)
    check_kinds(found, told)
    check_entries(found, told)
    check_work(found, told)
    check_texts(found, told, pairs)


def make(conn: Connection, one: Told) -> int:
    opinion_id = receive(conn, submission(channel=one.channel, origin=one.origin), one.at).opinion_id
    with transaction(conn):
        opinions.change(
            conn,
            opinion_id,
            1,
            status=one.status,
            nature=one.nature,
            stance=one.stance,
            disposal=Disposal.VOID if one.void else None,
            aside_reason=AsideReason.SPAM if one.void else None,
            outcome=Outcome.SOLVED if one.status == Status.CLOSED else None,
            seal=one.seal,
            isolated=int(one.isolated),
        )
        for state, titles in ((LinkState.SUGGESTED, one.suggested), (LinkState.CONFIRMED, one.confirmed)):
            for rank, title in enumerate(titles):
                links.put(conn, link(conn, opinion_id, title, state, rank))
    return opinion_id


def link(conn: Connection, opinion_id: int, title: str, state: LinkState, rank: int) -> Link:
    confirmed = state == LinkState.CONFIRMED
    origin = LinkOrigin.SINGLE if confirmed else LinkOrigin.MACHINE
    main = confirmed and rank == 0
    return Link(opinion_id, issue_id(conn, title), state, origin, main, rank, None, (), None, day(1))


def in_week(told: list[Told], back: int = 0) -> list[Told]:
    return [one for one in told if one.week == -back]


def check_totals(found: Snapshot, told: list[Told]) -> None:
    week, totals = in_week(told), found["totals"]
    assert totals["registered"] == len(week)
    assert totals["shown"] == sum(one.shown for one in week)
    assert totals["isolated"] == sum(one.isolated for one in week)
    assert totals["sealed"] == sum(one.seal == Seal.SEALED and not one.isolated for one in week)
    assert totals["proposed"] == sum(one.seal == Seal.PROPOSED and not one.isolated for one in week)
    assert totals["void"] == sum(one.shown and one.void for one in week)
    assert totals["registered_before"] == len(in_week(told, 1))
    there = {one.week for one in told if one.week < 0}
    assert found["compared"] == (-min(there) if there else 0)
    assert [line["count"] for line in found["trend"]] == [
        len(in_week(told, n)) for n in range(found["compared"], -1, -1)
    ]


def check_kinds(found: Snapshot, told: list[Told]) -> None:
    shown = [one for one in in_week(told) if one.shown]
    ways: list[tuple[str, Callable[[Told], str | None]]] = [
        ("by_channel", lambda one: one.channel),
        ("by_origin", lambda one: one.origin),
        ("by_status", lambda one: one.status),
        ("by_nature", lambda one: one.nature),
        ("by_stance", lambda one: one.stance),
    ]
    for name, key in ways:
        assert {line["key"]: line["count"] for line in found[name] if line["count"]} == Counter(  # type: ignore[literal-required]
            key(one) or "" for one in shown
        )
    by_day = [sum(one.hour // 24 == n for one in shown) for n in range(7)]
    assert [line["count"] for line in found["by_day"]] == by_day
    assert len(found["opinions"]) == len(shown)


def check_entries(found: Snapshot, told: list[Told]) -> None:
    week = [one for one in in_week(told) if one.counts]
    for line in found["issues"]:
        title = line["title"]
        about = [one for one in week if title in one.confirmed]
        assert line["main"] == sum(one.confirmed[0] == title for one in about)
        assert line["about"] == len(about)
        assert line["before"] == sum(title in one.confirmed for one in in_week(told, 1) if one.counts)
        assert line["earlier"] == sum(title in one.confirmed for one in told if one.counts and one.week < 0)
        assert line["suggested"] == sum(one.undecided and one.suggested[:1] == (title,) for one in week)
        assert line["channel"] == {c: sum(one.channel == c for one in about) for c in Channel}
        assert line["status"] == {s: sum(one.status == s for one in about) for s in Status}
        assert line["stance"][Stance.DOUBTS] == sum(one.stance == Stance.DOUBTS for one in about)
    assert found["linking"]["about"] == sum(bool(one.confirmed) for one in week)
    assert found["linking"]["undecided"] == sum(one.undecided for one in week)


def check_texts(found: Snapshot, told: list[Told], pairs: list[tuple[int, int]]) -> None:
    texts = [{n} for n, one in enumerate(told) if one.counts and one.week == 0]
    for pair in pairs * len(told):
        met = [text for text in texts if text & set(pair)]
        if len(met) == 2:
            texts = [text for text in texts if text not in met] + [met[0] | met[1]]
    assert found["totals"]["distinct"] == len(texts)
    assert found["totals"]["texts"] == sum(map(len, texts))
    for line in found["issues"]:
        assert line["distinct"] == sum(any(line["title"] in told[n].confirmed for n in text) for text in texts)


def check_work(found: Snapshot, told: list[Told]) -> None:
    open_ = [one for one in told if one.shown and one.status not in (Status.CLOSED, Status.SET_ASIDE)]
    assert found["stock"]["total"] == len(open_)
    late = [one for one in open_ if one.status == Status.WAITING and one.at < OVER - timedelta(days=15, hours=10)]
    assert found["stock"]["take_up_late"] == len(late)
    solved = Counter(
        title for one in told if one.counts and one.week < 0 and one.status == Status.CLOSED for title in one.confirmed
    )
    doubts = Counter(
        title for one in in_week(told) if one.counts and one.stance == Stance.DOUBTS for title in one.confirmed
    )
    spoken = {title for one in in_week(told) if one.counts for title in one.confirmed}
    expected = {title for title in TITLES if doubts[title] or (title in spoken and solved[title])}
    assert {line["title"] for line in found["doubted"]} == expected
