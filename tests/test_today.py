"""The page of the day: every number is the length of the list it leads to, and all are those of the digest."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from builders import ISSUES, PASSWORD, issue_id, person
from digest_week import LIFT, MONDAY, OVER, WEEK, counted, day, small_week
from flask import Flask
from flask.testing import FlaskClient
from pages import log_in, page
from test_digest_random import Told, make

from intake.clock import to_text
from intake.config import Config
from intake.db import Connection, transaction
from intake.digest.cells import Line
from intake.digest.live import Asked, board
from intake.model import (
    AsideReason,
    Channel,
    Disposal,
    Nature,
    Origin,
    Outcome,
    Rating,
    Role,
    Seal,
    Stance,
    Status,
)
from intake.store import circulars, events, opinions, queue, staff

pytestmark = pytest.mark.both
TODAY = "/staff/today"
TITLES = [title for title, _ in ISSUES]


def crowd(conn: Connection, seed: int, count: int = 60) -> None:
    """Opinions of the week and those around it of every kind there may be, with histories to match nothing."""
    dice = random.Random(seed)
    with transaction(conn):
        units = [staff.add_unit(conn, name, MONDAY) for name in ("区房管局", "区绿化市容局")]
    told = [
        Told(
            hour=dice.randrange(-200, 200),
            channel=dice.choice(list(Channel)),
            origin=Origin.SELF,
            status=dice.choice(list(Status)),
            nature=dice.choice([None, *Nature]),
            stance=dice.choice([None, *Stance]),
            void=dice.random() < 0.2,
            seal=dice.choice([Seal.NONE] * 6 + [Seal.SEALED, Seal.PROPOSED]),
            isolated=dice.random() < 0.05,
            confirmed=tuple(dice.sample(TITLES, dice.choice((0, 0, 1, 1, 2)))),
            suggested=tuple(dice.sample(TITLES, dice.choice((0, 1, 2)))),
        )
        for _ in range(count)
    ]
    for one in sorted(told, key=lambda each: each.hour):
        make(conn, one)
    with transaction(conn):
        for line in queue.page(conn, replace(queue.Filter(status=""), sealed=True), limit=200):
            if line.version == 2:  # made here
                _live(conn, line.id, units, dice)
        strike(conn, LIFT, seed)


def _live(conn: Connection, opinion_id: int, units: list[int], dice: random.Random) -> None:
    """Give an opinion some history, a unit, something in hand there."""
    if dice.random() < 0.6:
        opinions.change(conn, opinion_id, 2, unit_id=dice.choice([*units, None]))
    acts: list[tuple[str, dict[str, object]]] = [
        ("confirmed", {"issues": [], "origin": "single"}),
        ("answered", {"message": 1, "mail": False}),
        ("answer_withdrawn", {"message": 1}),
        ("closed", {"outcome": dice.choice(list(Outcome))}),
        ("set_aside", {"reason": dice.choice(list(AsideReason))}),
        ("reopened", {}),
        ("undone", {"kind": dice.choice(["closed", "set_aside", "confirmed"])}),
        ("handed_over", {"unit": units[0]}),
        ("rated", {"rating": dice.choice(list(Rating))}),
        ("transferred", {"transfer": 1, "disposal": dice.choice([Disposal.FORWARDED, Disposal.TRANSFERRED])}),
    ]
    at = day(1) + timedelta(hours=dice.randrange(-60, 150))
    for kind, data in dice.choices(acts, k=dice.randrange(6)):
        at += timedelta(hours=dice.randrange(20))
        events.append(conn, opinion_id, kind, at, data=data)
    if dice.random() < 0.5:
        due = (OVER + timedelta(days=dice.randrange(-6, 10))).date()
        conn.execute(
            """INSERT INTO handover (id, opinion_id, state, limit_days, limit_kind, due_on, handed_at)
            VALUES (:id, :id, 'open', 10, 'natural', :due, :at)""",
            {"id": opinion_id, "due": due.isoformat(), "at": to_text(at)},
        )
        conn.execute(
            "INSERT INTO handover_unit (handover_id, unit_id, lead) VALUES (:id, :unit, 1)",
            {"id": opinion_id, "unit": units[0]},
        )


def strike(conn: Connection, title: str, seed: int) -> None:
    conn.execute(
        "INSERT INTO ledger (issue_id, version, state, state_at) VALUES (:id, 1, 'struck', :at)",
        {"id": issue_id(conn, title), "at": to_text(day(seed % 4))},
    )


def asked_every_way(conn: Connection) -> Iterator[Asked]:
    for sealed in (False, True):
        yield Asked(WEEK, sealed=sealed)
    yield Asked(WEEK, issue_id(conn, LIFT), sealed=True)
    yield Asked(replace(WEEK, circular_id=circulars.every(conn)[0].id))
    yield Asked(replace(WEEK, period=replace(WEEK.period, kind="days", last=WEEK.period.first)))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_number_is_the_length_of_its_list(conn: Connection, config: Config, seed: int) -> None:
    crowd(conn, seed)
    found = 0
    for asked in asked_every_way(conn):
        for cell in board(conn, config, asked, OVER).cells():
            wanted = replace(cell.wanted, sealed=asked.sealed)
            assert queue.count(conn, wanted, 1000) == cell.count, wanted
            found += cell.count
    assert found > 1000


@pytest.mark.parametrize("seed", [4, 5, 6])
def test_the_numbers_are_those_of_the_digest(conn: Connection, config: Config, seed: int) -> None:
    crowd(conn, seed)
    digest, found = counted(conn, config), board(conn, config, Asked(WEEK), OVER)
    totals, linking = digest["totals"], digest["linking"]
    assert {line.words: figures(line)[0] for line in found.totals} == {
        "列入统计": totals["shown"],
        "有效": totals["valid"],
        "无效件": totals["void"],
        "已关联": linking["about"],
        "未关联": linking["none"],
        "尚未分办": linking["undecided"],
        "系统建议待看": linking["suggested"],
    }
    tables = {key: [figures(line) for line in lines] for key, lines in found.tables.items()}
    assert tables["days"] == [[line["count"]] for line in digest["by_day"]]
    assert [line[0] for line in tables["channels"][:-1]] == [line["count"] for line in digest["by_channel"]]
    assert tables["channels"][-1] == [totals["shown"], *(line["count"] for line in digest["by_status"])]
    assert [line[0] for line in tables["natures"][:-1]] == [line["count"] for line in digest["by_nature"]]
    assert tables["natures"][-1] == [totals["shown"], *(line["count"] for line in digest["by_stance"])]
    assert {line.issue_id: figures(line) for line in found.tables["issues"] if any(figures(line))} == {
        int(line["id"]): [
            line["about"],
            *line["channel"].values(),
            *line["status"].values(),
            *line["stance"].values(),
            line["suggested"],
        ]
        for line in digest["issues"]
        if line["about"] or line["suggested"]
    }
    assert tables["backs"] == [[line["about"], line["doubts"]] for line in digest["comebacks"]]


@pytest.mark.parametrize("seed", [7, 8])
def test_the_work_is_that_of_the_digest(conn: Connection, config: Config, seed: int) -> None:
    crowd(conn, seed, 150)
    digest, found = counted(conn, config), board(conn, config, Asked(WEEK), OVER)
    stock, flow = digest["stock"], digest["flow"]
    lines = [figures(line) for line in found.tables["stock"]]
    assert [line[0] for line in lines[:4]] == [line["count"] for line in stock["by_status"]]
    assert lines[4] == [stock["total"], stock["take_up_late"], stock["finish_late"]]
    assert lines[5][0] == stock["suggested"]
    units = {line.words: figures(line) for line in found.tables["units"] if not line.sum}
    assert units == {
        line["unit"]: [line["count"], line["due"], line["overdue"], line["late"]] for line in stock["units"]
    }
    assert sum(line["due"] or 0 for line in stock["units"]) + sum(line["overdue"] or 0 for line in stock["units"])
    done = Counter({line.words.strip(): figures(line)[0] for line in found.tables["acts"]})
    for expected in (*flow["acts"], *flow["outcomes"], *flow["reasons"], *flow["ratings"]):
        assert done[expected["label"]] == expected["count"], expected


def figures(line: Line) -> list[int]:
    return [cell.count for cell in line.cells if cell]


@pytest.fixture
def manager(app: Flask, conn: Connection) -> FlaskClient:
    """Bo, who did the work of the small week, logged in."""
    small_week(conn)
    client = app.test_client()
    log_in(client, "bo", PASSWORD)
    return client


def test_every_link_of_the_page_leads_to_as_many_opinions(manager: FlaskClient, conn: Connection) -> None:
    crowd(conn, 9, 30)
    html = page(manager, f"{TODAY}?range={WEEK.period.key}")
    links = re.findall(r'<a href="(/staff/queue\?[^"]+)">(\d+)</a>', html)
    assert len(links) > 100
    assert any("secret=1" in address for address, _ in links)
    for address, number in dict(links).items():
        shown = manager.get(unescape(address)).text
        assert f" 共 {number} 件" in shown, (address, number)
        assert len(re.findall(r'<span class="head"><b>2026-', shown)) == int(number), address


def test_it_says_what_the_list_is_narrowed_to(manager: FlaskClient) -> None:
    where = f"status=&since={WEEK.period.first}&nature=praise&stance=unsaid&linked=confirmed&plain=1"
    html = page(manager, f"/staff/queue?{where}")
    for words in ("诉求性质：表扬", "整改态度：未判定", "已关联", "不含密件和疑似检举控告"):
        assert words in html
    assert "共 0 件" in html


def test_what_makes_no_sense_narrows_nothing(manager: FlaskClient) -> None:
    where = "status=&nature=x&linked=x&act=x&code=x&acted_since=x&due_until=9999-99-99&circular_id=x&stage=x&validity=x"
    assert page(manager, f"/staff/queue?{where}").count('<span class="head"><b>') == 12


def test_an_entry_has_its_own_channels_and_states(manager: FlaskClient, conn: Connection) -> None:
    html = page(manager, f"{TODAY}?range={WEEK.period.key}&issue={issue_id(conn, LIFT)}")
    assert f"整改事项“1-2 {LIFT}”" in html
    [row] = re.findall(r'<th scope="row">合计</th>(.*?)</tr>', html.partition("反映渠道和办理状态")[2], re.S)[:1]
    assert re.findall(r">(\d+)<", row) == ["2", "0", "0", "1", "1", "0", "0"]


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("range=days&first=2026-11-20&last=2026-11-01", "起止日期先后有误"),
        ("range=days&first=2026-01-01&last=2026-11-01", "最多统计 93 天"),
        ("range=nonsense", "没有“nonsense”这一时段"),
    ],
)
def test_a_period_that_makes_no_sense_is_refused_in_words(manager: FlaskClient, where: str, words: str) -> None:
    html = page(manager, f"{TODAY}?{where}", 422)
    assert words in html
    assert all(f'value="{typed}"' in html for typed in re.findall(r"2026-[0-9-]+", where))


def test_every_offered_period_and_the_days_one_types(manager: FlaskClient) -> None:
    for name in ("today", "week", "last-week", "month", "last-month", "2026-W01", "2026-Q4"):
        page(manager, f"{TODAY}?range={name}")
    html = page(manager, f"{TODAY}?range=days&first=2026-11-16&last=2026-11-17&circular=0&issue=1")
    assert "2026年11月16日至11月17日" in html


def test_who_may_not_see_reports_has_no_number_of_them(app: Flask, conn: Connection) -> None:
    small_week(conn)
    person(conn, Role.CLERK, "cy")
    client = app.test_client()
    log_in(client, "cy", PASSWORD)
    html = page(client, f"{TODAY}?range={WEEK.period.key}")
    assert "secret=1" not in html
    assert "密件、疑似检举控告不列入" in html


def test_the_digest_leads_there(manager: FlaskClient) -> None:
    assert f'href="{TODAY}"' in page(manager, "/staff/digest")
